import Calibration
import Foundation
import Imaging
import Simulation
import Statistics
import Testing

@Suite("Stage micrometer")
struct MicrometerTests {
    @Test("Every ready slide gives its scale to 0.02 %", arguments: CalibrationScene.micrometerPresetNames)
    func presets(name: String) throws {
        let scene = try CalibrationScene.micrometerPreset(named: name)
        let calibration = try Slide.measured(scene)
        let deviation = Slide.deviation(calibration, scene)
        #expect(abs(deviation.value) < 2e-4, "\(deviation)")
        #expect(abs(deviation.value) < 4 * deviation.standardError, "\(deviation)")
        #expect(abs(calibration.rotationDegrees - scene.rulings[0].rotationDegrees) < 0.05)
    }

    @Test("The ruling may lie at any angle", arguments: [-89.9, -70, -45, -12.5, 0, 0.05, 26.6, 45, 81, 90])
    func angles(degrees: Double) throws {
        let scene = Slide.ruling(pitchPixels: 13.7, degrees: degrees)
        let calibration = try Slide.measured(scene)
        #expect(abs(Slide.deviation(calibration, scene).value) < 2e-5)
        let found = calibration.measurements[0].rulings[0].degrees
        let difference = abs(found - degrees).truncatingRemainder(dividingBy: 180)
        #expect(min(difference, 180 - difference) < 0.02, "\(found)")
    }

    @Test("Divisions of 6 to 80 px are told from their halves and multiples", arguments: [6.1, 8, 11.3, 24, 41.7, 80])
    func pitches(pitch: Double) throws {
        let scene = Slide.ruling(pitchPixels: pitch, degrees: 7, width: 900)
        let calibration = try Slide.measured(scene)
        #expect(abs(Slide.deviation(calibration, scene).value) < 2e-4)
    }

    @Test("Bright lines on a dark ground are lines too")
    func darkField() throws {
        let scene = Slide.ruling(pitchPixels: 17, degrees: 4)
        let picture = try CalibrationPicture(try scene.picture().inverted, name: "dark field")
        let calibration = try MicrometerCalibration([picture], division: .init(micrometers: 10))
        #expect(abs(Slide.deviation(calibration, scene).value) < 1e-4)
    }

    @Test("Missing and dirty lines neither move the scale nor stop the measurement")
    func missingLines() throws {
        var scene = Slide.ruling(pitchPixels: 14, degrees: -3)
        scene.rulings[0].missingLines = [-9, -8, 2, 5, 11]
        scene.dirtSpecks = 40
        scene.dirtRadiusPixels = 6
        let calibration = try Slide.measured(scene)
        let deviation = Slide.deviation(calibration, scene)
        #expect(abs(deviation.value) < max(5e-5, 4 * deviation.standardError), "\(deviation)")
        #expect(calibration.measurements[0].rulings[0].missingCount >= 5)
    }

    @Test("Two crossed rulings give the scales of pixels that are not square")
    func crossed() throws {
        let scene = try CalibrationScene.micrometerPreset(named: "crossed")
        let calibration = try Slide.measured(scene)
        #expect(calibration.measurements[0].rulings.count == 2)
        #expect(abs(calibration.x.value / scene.micrometersPerPixelX - 1) < 5e-4)
        #expect(abs(calibration.y.value / scene.micrometersPerPixelY - 1) < 5e-4)
        #expect(calibration.details.relativeAspectError == 0)
    }

    @Test("Two pictures with the slide turned give x and y; one alone says that square pixels are assumed")
    func turned() throws {
        func scene(_ degrees: Double) -> CalibrationScene {
            var scene = Slide.ruling(pitchPixels: 15, degrees: degrees)
            scene.micrometersPerPixelY *= 1.02
            return scene
        }
        let pictures = try [scene(2), scene(91)].map(Slide.picture)
        let both = try MicrometerCalibration(pictures, division: .init(micrometers: 10))
        #expect(abs(both.x.value / scene(2).micrometersPerPixelX - 1) < 2e-4)
        #expect(abs(both.y.value / scene(2).micrometersPerPixelY - 1) < 2e-4)
        let one = try MicrometerCalibration([pictures[0]], division: .init(micrometers: 10))
        #expect(one.details.warnings.map(\.code).contains("square_pixels_assumed"))
        #expect(one.y.standardError / one.y.value > 9e-4)
    }

    @Test("Distortion along the ruling is measured, and the scale is that of the centre")
    func distortion() throws {
        var scene = Slide.ruling(pitchPixels: 14.5, degrees: 1, width: 960, height: 720)
        scene.cornerDistortion = -0.006
        let calibration = try Slide.measured(scene)
        let corner = calibration.measurements[0].rulings[0].cornerDistortion
        #expect(abs(corner.value + 0.006) < 6e-4, "\(corner)")
        #expect(abs(Slide.deviation(calibration, scene).value) < 2e-4)
        #expect(calibration.details.warnings.map(\.code).contains("distortion"))
    }

    @Test(
        "A distorted ruling off the centre gives the centre's scale, and an error that holds it",
        arguments: [(-0.009, 10.4, -40.0), (0.0064, 10.5, 51), (-0.0059, 24, -6)])
    func distortedOffCentre(corner: Double, pitch: Double, degrees: Double) throws {
        var scene = Slide.ruling(pitchPixels: pitch, degrees: degrees, width: 740, height: 540)
        scene.rulings[0].originAcrossMicrometers += 70 * scene.micrometersPerPixelX
        scene.cornerDistortion = corner
        let calibration = try Slide.measured(scene)
        let deviation = Slide.deviation(calibration, scene)
        #expect(abs(deviation.value) < 3 * deviation.standardError, "\(deviation)")
        #expect(abs(deviation.value) < 2e-4, "\(deviation)")
        let found = calibration.measurements[0].rulings[0].cornerDistortion
        #expect(abs(found.value - corner) < 3e-4, "\(found)")
    }

    @Test("A ruling in a part of an unevenly lit field is not stretched by the shading", arguments: [0.0, 0.5])
    func partOfTheField(vignetting: Double) throws {
        var scene = Slide.ruling(pitchPixels: 26.2, degrees: -12, width: 950, height: 550, lineLengthPixels: 120)
        scene.rulings[0].firstLine = -9
        scene.rulings[0].lastLine = 9
        scene.rulings[0].lineWidthMicrometers = 3.5
        scene.blurSigmaPixels = 3.7
        scene.contrast = 0.86
        scene.sensor.fullWellElectrons = 18_000
        scene.illumination.vignetting = vignetting
        let deviation = Slide.deviation(try Slide.measured(scene), scene)
        #expect(abs(deviation.value) < max(2e-5, 3 * deviation.standardError), "\(deviation)")
    }

    @Test("Every fifth and tenth line is recognised as longer")
    func longLines() throws {
        let scene = Slide.ruling(pitchPixels: 12, degrees: 0.7, width: 900)
        #expect(try Slide.measured(scene).measurements[0].rulings[0].longLinePeriods == [5, 10])
    }

    @Test("The tolerance of the slide widens the errors, as a rectangular distribution")
    func tolerance() throws {
        let picture = try Slide.picture(Slide.ruling(pitchPixels: 14, degrees: 3))
        let division = MicrometerCalibration.Division(micrometers: 10, toleranceMicrometers: 0.05)
        let calibration = try MicrometerCalibration([picture], division: division)
        let relative = calibration.x.standardError / calibration.x.value
        #expect(abs(relative - 0.005 / 3.0.squareRoot()) < 1e-5)
    }
}
