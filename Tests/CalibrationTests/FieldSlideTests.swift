import Calibration
import Foundation
import Imaging
import Media
import SceneTestSupport
import Statistics
import Testing

@Suite("Slides from elsewhere", .enabled(if: FieldData.isPresent, "the pictures are not there"))
struct FieldSlideTests {
    private func picture(_ name: String) throws -> CalibrationPicture {
        try CalibrationPicture(try PictureFile.read(FieldData.path(name)), name: name)
    }

    @Test(
        "Simulated micrometers of another program are measured to 0.02 %",
        arguments: [("micrometer_a.png", 0.6913, -1.8), ("micrometer_b_lowcontrast.png", 0.9127, 3.6)])
    func micrometers(file: String, scale: Double, degrees: Double) throws {
        let calibration = try MicrometerCalibration(
            [try picture("synthetic/calibration/\(file)")], division: .init(micrometers: 10))
        #expect(abs(calibration.x.value / scale - 1) < 2e-4)
        #expect(abs(calibration.x.value - scale) < 3 * calibration.x.standardError)
        #expect(abs(calibration.rotationDegrees - degrees) < 0.05)
    }

    @Test("A dot grid of another program is measured to 0.05 % in x and y")
    func dots() throws {
        let grid = try CalibrationGrid(
            try picture("synthetic/calibration/grid_dots.png"), kind: .dots, pitchMicrometers: 50)
        #expect(abs(grid.x.value / 0.7311 - 1) < 5e-4)
        #expect(abs(grid.y.value / 0.7402 - 1) < 5e-4)
    }

    @Test("A photographed steel ruler agrees with what a person reads off it")
    func ruler() throws {
        let calibration = try MicrometerCalibration(
            [try picture("real/calibration/steel_ruler_half_mm_with_grains.png")], division: .init(micrometers: 500))
        #expect(abs(calibration.x.value / 33.8 - 1) < 0.01)
        #expect(calibration.measurements[0].rulings[0].longLinePeriods.prefix(2) == [2, 10])
        let codes = calibration.details.warnings.map(\.code)
        #expect(codes.contains("partial_field"))
        // The figures below the lines are no other ruling.
        #expect(!codes.contains("second_ruling"))
    }

    @Test(
        "Pictures of other things hold no ruling",
        arguments: ["metal_grains.png", "ice_plates_PHIPS_3panel.png", "metal_grains_labels.png"])
    func others(file: String) throws {
        let picture = try picture("real/micrographs/\(file)")
        #expect(throws: CalibrationError.self) { try StageMicrometer(picture) }
    }
}
