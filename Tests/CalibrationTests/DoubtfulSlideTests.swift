import Calibration
import Foundation
import Imaging
import Simulation
import Testing

@Suite("Slides that give no number")
struct DoubtfulSlideTests {
    private func error(_ scene: CalibrationScene, division: Double = 10) throws -> CalibrationError? {
        do {
            _ = try Slide.measured(scene, division: division)
            return nil
        } catch let error as CalibrationError {
            return error
        }
    }

    @Test("A picture without a ruling is refused", arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func nothing(seed: UInt64) throws {
        var scene = CalibrationScene()
        scene.seed = seed
        scene.dirtSpecks = 60
        scene.width = 640
        scene.height = 480
        guard case .noRuling = try error(scene) else {
            Issue.record("\(String(describing: try error(scene)))")
            return
        }
    }

    @Test("A flat or black picture is refused", arguments: [0, 128] as [UInt8])
    func flat(level: UInt8) throws {
        let pixels = PixelBuffer(
            width: 320, height: 200, bitDepth: 8, samples: .uint8([UInt8](repeating: level, count: 320 * 200)))
        #expect(throws: CalibrationError.self) {
            try StageMicrometer(try CalibrationPicture(pixels, name: "flat"))
        }
    }

    @Test("A picture of a few pixels is refused", arguments: [(1, 1), (3, 2), (16, 12), (1, 400)])
    func tiny(width: Int, height: Int) throws {
        let values = (0..<width * height).map { UInt8(truncatingIfNeeded: $0 &* 97) }
        let pixels = PixelBuffer(width: width, height: height, bitDepth: 8, samples: .uint8(values))
        #expect(throws: CalibrationError.pictureTooSmall(picture: "tiny", width: width, height: height)) {
            try StageMicrometer(try CalibrationPicture(pixels, name: "tiny"))
        }
    }

    @Test("Two rulings of different divisions in one picture are refused", arguments: [0.0, 35, 90])
    func two(degrees: Double) throws {
        var scene = Slide.ruling(pitchPixels: 14, degrees: 0, width: 900, height: 700)
        var second = scene.rulings[0]
        scene.rulings[0].originAcrossMicrometers = -220
        second.divisionMicrometers = 16.3
        second.rotationDegrees = degrees
        second.originAcrossMicrometers = 60
        scene.rulings.append(second)
        guard case .twoRulings = try error(scene) else {
            Issue.record("\(String(describing: try error(scene)))")
            return
        }
    }

    @Test("Four lines are too few", arguments: [3, 4])
    func few(count: Int) throws {
        var scene = Slide.ruling(pitchPixels: 30, degrees: 5)
        scene.rulings[0].firstLine = -1
        scene.rulings[0].lastLine = count - 2
        #expect(try error(scene) != nil)
    }

    @Test("A saturated picture is refused, one with some saturated pixels warned of")
    func saturated() throws {
        var scene = Slide.ruling(pitchPixels: 14, degrees: 5)
        scene.sensor.exposure = 1.6
        guard case .saturated = try error(scene) else {
            Issue.record("\(String(describing: try error(scene)))")
            return
        }
        scene.sensor.exposure = 0.97
        scene.sensor.fullWellElectrons = 2000
        let warnings = try Slide.measured(scene).details.warnings.map(\.code)
        #expect(warnings.contains("saturated"))
    }

    @Test("A camera of 12 bits is saturated at its own full scale", arguments: [1, 16] as [UInt16])
    func saturatedTwelveBits(step: UInt16) throws {
        let scene = Slide.ruling(pitchPixels: 14, degrees: 5)
        guard case .uint8(let values) = try scene.picture().samples else { return }
        let pixels = PixelBuffer(
            width: scene.width, height: scene.height, bitDepth: 16,
            samples: .uint16(values.map { min(UInt16($0) * 30, 4095) * step }))
        let picture = try CalibrationPicture(pixels, name: "12 bits")
        #expect(picture.saturatedFraction > 0.5)
        #expect(throws: CalibrationError.self) {
            try MicrometerCalibration([picture], division: .init(micrometers: 10))
        }
    }

    @Test("A division that the long lines contradict is refused, an unlikely one warned of")
    func wrongDivision() throws {
        let scene = Slide.ruling(pitchPixels: 13, degrees: 2, width: 900)
        for division in [50.0, 25, 30] {
            guard case .divisionContradicted = try error(scene, division: division) else {
                Issue.record("a division of \(division) um passed")
                continue
            }
        }
        #expect(try Slide.measured(scene, division: 20).details.warnings.map(\.code).contains("unusual_division"))
        #expect(try !Slide.measured(scene, division: 10).details.warnings.map(\.code).contains("unusual_division"))
        let insisted = MicrometerCalibration.Division(micrometers: 50, isUnusual: true)
        let calibration = try MicrometerCalibration([try Slide.picture(scene)], division: insisted)
        #expect(calibration.details.warnings.map(\.code).contains("unusual_division"))
    }

    @Test("An unlikely division is warned of, whatever part of a line the middle ones reach", arguments: [16.0, 19, 22.1, 25, 28.4])
    func unusualDivision(pitch: Double) throws {
        let scene = Slide.ruling(pitchPixels: pitch, degrees: 1, width: 1000, height: 400)
        #expect(try Slide.measured(scene, division: 20).details.warnings.map(\.code).contains("unusual_division"))
    }

    @Test("An unlikely division is warned of where the middle lines are hardly longer, too", arguments: [13.0, 14.6, 18, 23])
    func hardlyLongerLines(pitch: Double) throws {
        var scene = Slide.ruling(pitchPixels: pitch, degrees: 4, width: 1000, height: 400, lineLengthPixels: 36)
        scene.rulings[0].middleLengthMicrometers = 1.2 * scene.rulings[0].shortLengthMicrometers
        scene.rulings[0].longLengthMicrometers = 1.4 * scene.rulings[0].shortLengthMicrometers
        #expect(try Slide.measured(scene, division: 20).details.warnings.map(\.code).contains("unusual_division"))
        #expect(try !Slide.measured(scene).details.warnings.map(\.code).contains("unusual_division"))
    }

    @Test("A grid is not taken for a ruling", arguments: CalibrationScene.gridPresetNames)
    func grid(name: String) throws {
        #expect(try error(try CalibrationScene.gridPreset(named: name)) != nil)
    }

    @Test("Pictures of different magnifications are not combined", arguments: [28.0, 14.5])
    func magnifications(pitch: Double) throws {
        let pictures = try [14, 14, pitch].map { try Slide.picture(Slide.ruling(pitchPixels: $0, degrees: 0)) }
        do {
            _ = try MicrometerCalibration(pictures, division: .init(micrometers: 10))
            Issue.record("combined")
        } catch {
            guard case .pictureOfAnotherScale(_, let ratio, _) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(abs(ratio * pitch / 14 - 1) < 0.01)
        }
    }

    @Test("Pictures of different sizes are not combined")
    func sizes() throws {
        let pictures = try [700, 600].map {
            try Slide.picture(Slide.ruling(pitchPixels: 14, degrees: 0, width: $0))
        }
        #expect(throws: CalibrationError.self) {
            try MicrometerCalibration(pictures, division: .init(micrometers: 10))
        }
    }
}
