import Calibration
import Simulation
import Statistics
import Testing

@Suite("Two scales exactly in line")
struct ScalesInLineTests {
    private func codes(_ scene: CalibrationScene) throws -> [String] {
        try Slide.measured(scene).details.warnings.map(\.code)
    }

    /// Beyond the long lines of the ruling another one begins, of so many times the division.
    private func pair(
        pitchPixels: Double, gapPixels: Double, multiple: Double, degrees: Double = 2
    ) -> CalibrationScene {
        var scene = Slide.ruling(pitchPixels: pitchPixels, degrees: degrees, width: 1000, height: 760)
        let scale = scene.micrometersPerPixelX
        scene.rulings[0].originAcrossMicrometers = -130 * scale
        var second = scene.rulings[0]
        second.divisionMicrometers *= multiple
        // A fifth of the closer lines' division at most.
        second.lineWidthMicrometers *= min(1, multiple)
        second.originAcrossMicrometers += scene.rulings[0].longLengthMicrometers + gapPixels * scale
        scene.rulings.append(second)
        return scene
    }

    @Test(
        "A scale of another division beyond a gap is warned of, however small the gap and whatever its division",
        arguments: [3.0, 5, 8, 12, 17], [2.0, 5, 10, 20])
    func gap(gap: Double, multiple: Double) throws {
        let scene = pair(pitchPixels: 14.3, gapPixels: gap, multiple: multiple)
        let calibration = try Slide.measured(scene)
        #expect(calibration.details.warnings.map(\.code).contains("second_ruling"))
        #expect(abs(Slide.deviation(calibration, scene).value) < 1e-4)
    }

    @Test("It is warned of at any angle, where only two of its lines are seen, too", arguments: [-68.0, -35, 44, 88])
    func angle(degrees: Double) throws {
        for multiple in [10.0, 20] {
            let scene = pair(pitchPixels: 17, gapPixels: 7, multiple: multiple, degrees: degrees)
            #expect(try codes(scene).contains("second_ruling"), "\(multiple)")
        }
    }

    @Test("Where the coarser scale is the one that is measured, closer lines beside it are warned of or refused")
    func finer() throws {
        for multiple in [0.5, 0.2, 0.1] {
            let scene = pair(pitchPixels: 42, gapPixels: 6, multiple: multiple)
            do {
                let calibration = try Slide.measured(scene)
                let isWarned = calibration.details.warnings.map(\.code).contains("second_ruling")
                #expect(isWarned, "\(multiple)")
            } catch is CalibrationError {
                continue
            }
        }
    }

    @Test("A scale so fine that it is a grey band is warned of")
    func band() throws {
        var scene = pair(pitchPixels: 13, gapPixels: 9, multiple: 0.2)
        scene.rulings[1].lineWidthMicrometers = 1.4
        let calibration = try Slide.measured(scene)
        #expect(calibration.details.warnings.map(\.code).contains("second_ruling"))
        #expect(abs(Slide.deviation(calibration, scene).value) < 1e-4)
    }

    @Test(
        "Figures in line with the long lines are no other scale", arguments: [9.0, 14, 26], [0.4, 0.7, 1.1])
    func figures(pitch: Double, height: Double) throws {
        // From 0 to some tens, and from 1000.
        for (degrees, first) in [(-37.0, 0.0), (0, 1000), (74, 0), (91, 1000)] {
            var scene = Slide.ruling(pitchPixels: pitch, degrees: degrees, width: 1000, height: 760)
            scene.rulings[0].figureHeightMicrometers = height * scene.rulings[0].shortLengthMicrometers
            scene.rulings[0].originAlongMicrometers = -(first + 4) * scene.rulings[0].divisionMicrometers
            let calibration = try Slide.measured(scene)
            #expect(!calibration.details.warnings.map(\.code).contains("second_ruling"), "\(degrees)")
            #expect(abs(Slide.deviation(calibration, scene).value) < 2e-4, "\(degrees)")
        }
    }

    @Test("Dirt on the long lines is no other scale", arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func dirt(seed: UInt64) throws {
        var scene = Slide.ruling(pitchPixels: 12, degrees: 31, width: 900, height: 700)
        scene.seed = seed
        scene.dirtSpecks = 80
        scene.dirtRadiusPixels = 5
        #expect(try !codes(scene).contains("second_ruling"))
    }

    @Test("The same division beyond a gap is no other scale")
    func sameDivision() throws {
        #expect(try !codes(pair(pitchPixels: 14.3, gapPixels: 6, multiple: 1)).contains("second_ruling"))
    }
}
