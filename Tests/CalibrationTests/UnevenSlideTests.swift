import Calibration
import Imaging
import Simulation
import Statistics
import Testing

@Suite("Slides that no even scale fits")
struct UnevenSlideTests {
    /// Everything right of the picture's middle is moved to the right, as where two pictures are stitched badly.
    private func stitched(_ scene: CalibrationScene, by pixels: Int) throws -> CalibrationPicture {
        let whole = try scene.picture()
        guard case .uint8(let values) = whole.samples else { throw CalibrationError.pictureFailed(picture: scene.name) }
        let (width, middle) = (whole.width, whole.width / 2)
        let moved = values.indices.map { index -> UInt8 in
            let column = index % width
            return column < middle ? values[index] : values[index - min(pixels, column - middle)]
        }
        let pixels = PixelBuffer(width: width, height: whole.height, bitDepth: 8, samples: .uint8(moved))
        return try CalibrationPicture(pixels, name: scene.name)
    }

    @Test("A grid that is displaced by some hundredths of its pitch is warned of, with errors that hold the truth", arguments: CalibrationGrid.Kind.allCases)
    func stitchedGrid(kind: CalibrationGrid.Kind) throws {
        var scene = try CalibrationScene.gridPreset(named: kind == .dots ? "dots" : "checker")
        scene.micrometersPerPixelY = scene.micrometersPerPixelX
        scene.grid?.pitchMicrometers = 40 * scene.micrometersPerPixelX
        scene.grid?.dotDiameterMicrometers = 18 * scene.micrometersPerPixelX
        let pitch = try #require(scene.grid).pitchMicrometers
        let even = try CalibrationGrid(try stitched(scene, by: 0), kind: kind, pitchMicrometers: pitch)
        #expect(!even.warnings.map(\.code).contains("uneven_marks"))
        for pixels in [1, 2] {
            let found = try CalibrationGrid(try stitched(scene, by: pixels), kind: kind, pitchMicrometers: pitch)
            #expect(found.warnings.map(\.code).contains("uneven_marks"), "\(pixels) px: \(found.warnings)")
            for (scale, truth) in [(found.x, scene.micrometersPerPixelX), (found.y, scene.micrometersPerPixelY)] {
                #expect(abs(scale.value - truth) < 2 * scale.standardError, "\(pixels) px: \(scale), truth \(truth)")
            }
        }
    }

    @Test("A grid that is displaced by more is refused", arguments: CalibrationGrid.Kind.allCases)
    func badlyStitchedGrid(kind: CalibrationGrid.Kind) throws {
        var scene = try CalibrationScene.gridPreset(named: kind == .dots ? "dots" : "checker")
        scene.grid?.pitchMicrometers = 40 * scene.micrometersPerPixelX
        scene.grid?.dotDiameterMicrometers = 18 * scene.micrometersPerPixelX
        let pitch = try #require(scene.grid).pitchMicrometers
        #expect(throws: CalibrationError.self) {
            try CalibrationGrid(try stitched(scene, by: 6), kind: kind, pitchMicrometers: pitch)
        }
    }

    @Test("A ruling that is displaced at one place is warned of, with an error that holds the truth")
    func stitchedRuling() throws {
        let scene = Slide.ruling(pitchPixels: 14, degrees: 0)
        let division = MicrometerCalibration.Division(micrometers: 10)
        let even = try MicrometerCalibration([try stitched(scene, by: 0)], division: division)
        #expect(!even.details.warnings.map(\.code).contains("uneven_marks"))
        let found = try MicrometerCalibration([try stitched(scene, by: 1)], division: division)
        #expect(found.details.warnings.map(\.code).contains("uneven_marks"))
        #expect(abs(found.x.value - scene.micrometersPerPixelX) < 2 * found.x.standardError, "\(found.x)")
    }

    @Test("Parallel rulings of whole ratios are noticed, wherever their lines stand", arguments: [2, 3, 5, 10, 20], [0.0, 0.37])
    func parallel(ratio: Int, phase: Double) throws {
        var scene = Slide.ruling(pitchPixels: 14, degrees: 7, width: 1000, height: 760)
        var second = scene.rulings[0]
        scene.rulings[0].originAcrossMicrometers = -200
        second.divisionMicrometers *= Double(ratio)
        second.originAlongMicrometers += 10 * phase
        second.originAcrossMicrometers = 30
        scene.rulings.append(second)
        do {
            let codes = try Slide.measured(scene).details.warnings.map(\.code)
            #expect(codes.contains("second_ruling"), "\(codes)")
        } catch let error as CalibrationError {
            guard case .twoRulings = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test("Lines of another ruling are noticed close to the ends of the long lines", arguments: [20.0, 40], [0.0, 0.37])
    func close(gapPixels: Double, phase: Double) throws {
        var scene = Slide.ruling(pitchPixels: 14, degrees: -4, width: 1000, height: 760)
        var second = scene.rulings[0]
        second.divisionMicrometers *= 10
        second.originAlongMicrometers += 10 * phase
        second.originAcrossMicrometers +=
            scene.rulings[0].longLengthMicrometers + gapPixels * scene.micrometersPerPixelX
        scene.rulings.append(second)
        let codes = try Slide.measured(scene).details.warnings.map(\.code)
        #expect(codes.contains("second_ruling"), "\(codes)")
        scene.rulings.removeLast()
        #expect(try !Slide.measured(scene).details.warnings.map(\.code).contains("second_ruling"))
    }

    @Test("Lines of another ruling are noticed that go on in line with the long ones, beyond a gap", arguments: [16.0, 25, 35], [10, 20])
    func inLine(gapPixels: Double, ratio: Int) throws {
        var scene = Slide.ruling(pitchPixels: 10.4, degrees: 4, width: 1000, height: 760, lineLengthPixels: 56)
        scene.blurSigmaPixels = 1.8
        var second = scene.rulings[0]
        second.divisionMicrometers *= Double(ratio)
        second.originAcrossMicrometers +=
            scene.rulings[0].longLengthMicrometers + gapPixels * scene.micrometersPerPixelX
        scene.rulings.append(second)
        let codes = try Slide.measured(scene).details.warnings.map(\.code)
        #expect(codes.contains("second_ruling"), "\(codes)")
    }

    @Test("A picture gives the same answer to the last digit, whichever processor was ready first")
    func repeatable() throws {
        let slide = try Slide.picture(Slide.ruling(pitchPixels: 9, degrees: 33))
        let division = MicrometerCalibration.Division(micrometers: 10)
        let scales = try (0..<4).map { _ in try MicrometerCalibration([slide], division: division).x }
        #expect(scales.allSatisfy { $0 == scales[0] }, "\(scales)")
        var scene = try CalibrationScene.gridPreset(named: "checker")
        scene.seed = 3
        let board = try Slide.picture(scene)
        let grids = try (0..<4).map { _ in try CalibrationGrid(board, kind: .checker, pitchMicrometers: 50).x }
        #expect(grids.allSatisfy { $0 == grids[0] }, "\(grids)")
    }

    @Test("A division that the long lines make unlikely is answered with one that they fit")
    func suggestion() throws {
        let scene = Slide.ruling(pitchPixels: 13, degrees: 2, width: 900)
        let warnings = try Slide.measured(scene, division: 20).details.warnings
        let sentence = try #require(warnings.first { $0.code == "unusual_division" }).sentence
        #expect(sentence.contains("every tenth line") && sentence.contains("a division of 10 um"), "\(sentence)")
    }
}
