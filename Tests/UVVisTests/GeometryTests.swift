import Foundation
import Testing

@testable import UVVis

@Suite("The geometry file")
struct GeometryTests {
    private let good: [String: Any] = [
        "path_length_cm": 1.0, "floor_area_mm2": 100.0, "column_height_mm": 32.2, "beam_z0_mm": 3.0, "beam_z1_mm": 4.0,
        "nominal_layer_height_mm": 0.2, "start_time_known": true, "baseline_zeroed": false,
        "stray_light_fraction": NSNull(), "boundary": "no flux at z=0 and z=L", "injected": "bottom layer",
    ]

    private func read(_ changes: [String: Any] = [:], without missing: String? = nil) throws -> CuvetteGeometry {
        var object = good.merging(changes) { $1 }
        if let missing { object[missing] = nil }
        return try CuvetteGeometry(json: JSONSerialization.data(withJSONObject: object), path: "g.json")
    }

    @Test("A complete file is read")
    func complete() throws {
        let geometry = try read(["beam_height_se_mm": 0.05])
        #expect(geometry.beamMeters == 0.003...0.004)
        #expect(geometry.isStartTimeKnown && !geometry.isBaselineZeroed && geometry.strayLightFraction == nil)
        #expect(geometry.beamHeightStandardErrorMillimeters == 0.05)
    }

    @Test(
        "A missing key is named",
        arguments: [
            "path_length_cm", "floor_area_mm2", "column_height_mm", "beam_z0_mm", "beam_z1_mm",
            "nominal_layer_height_mm", "start_time_known", "baseline_zeroed",
        ])
    func missing(key: String) {
        let error = #expect(throws: UVVisError.self) { try read(without: key) }
        #expect(error?.description.contains(key) == true)
        #expect(error?.category == .unusableInput)
    }

    @Test(
        "Contradictions are refused",
        arguments: [
            ("beam_z1_mm", 2.0), ("beam_z1_mm", 40), ("beam_z0_mm", -1), ("column_height_mm", 0),
            ("nominal_layer_height_mm", 33), ("stray_light_fraction", 1.5), ("beam_height_se_mm", -0.1),
        ])
    func contradictions(key: String, value: Double) {
        let error = #expect(throws: UVVisError.self) { try read([key: value]) }
        #expect(error?.description.contains(key) == true)
    }

    @Test(
        "What no cuvette can have is refused with the range",
        arguments: [
            ("column_height_mm", 1e300), ("column_height_mm", 0.01), ("nominal_layer_height_mm", 1e-300),
            ("path_length_cm", 1e300), ("floor_area_mm2", 1e-300),
        ])
    func noCuvette(key: String, value: Double) {
        let error = #expect(throws: UVVisError.self) { try read([key: value]) }
        #expect(error?.description.contains("\"\(key)\" is \(value), but a cuvette has") == true)
    }

    @Test(
        "A standard error of half the column and more is refused",
        arguments: ["beam_height_se_mm", "layer_height_se_mm", "column_height_se_mm"])
    func largeErrors(key: String) throws {
        for value in [16.1, 50, 1e300] {
            let error = #expect(throws: UVVisError.self) { try read([key: value]) }
            #expect(error?.description.contains(key) == true)
        }
        _ = try read([key: 3.0])
    }

    @Test("Texts in the place of numbers, other boundaries, and what is no JSON are refused")
    func wrongTypes() {
        #expect(throws: UVVisError.self) { try read(["beam_z0_mm": "3"]) }
        #expect(throws: UVVisError.self) { try read(["start_time_known": 1.5]) }
        #expect(throws: UVVisError.self) { try read(["boundary": "open at the top"]) }
        #expect(throws: UVVisError.self) { try read(["injected": "everywhere"]) }
        #expect(throws: UVVisError.self) { try CuvetteGeometry(json: Data("[1]".utf8), path: "g.json") }
    }
}
