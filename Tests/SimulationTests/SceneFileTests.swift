import Foundation
import Testing

@testable import Simulation

@Suite("Scene files")
struct SceneFileTests {
    private func scene(_ json: String) throws -> GrowthScene { try GrowthScene(json: Data(json.utf8)) }

    @Test("What a scene file leaves out takes its default")
    func defaults() throws {
        let scene = try scene(#"{"um_per_px": 0.3, "crystals": [{"shape": "hexagon", "x_um": 100}]}"#)
        #expect(scene.micrometersPerPixel == 0.3)
        #expect(scene.frameCount == 121)
        #expect(scene.crystals[0].shape == .hexagon)
        #expect(scene.crystals[0].sideVelocityMicrometersPerMinute == 6)
        #expect(scene.sensor == Sensor())
    }

    @Test("A scene written and read again is the same", arguments: GrowthScene.presetNames)
    func roundTrip(preset: String) throws {
        let scene = try GrowthScene.preset(named: preset)
        #expect(try GrowthScene(json: scene.json()) == scene)
    }

    @Test("A misspelt key is named together with the known ones")
    func unknownKey() {
        #expect {
            try scene(#"{"sensor": {"read_noise": 3}}"#)
        } throws: { error in
            let text = "\(error)"
            return text.contains("sensor: unknown key read_noise") && text.contains("read_noise_e")
        }
    }

    @Test("A value that cannot be is named with its key and its range", arguments: [
        (#"{"um_per_px": 0}"#, "um_per_px is 0.0"), (#"{"bit_depth": 9}"#, "bit_depth is 9"),
        (#"{"frame_count": 0}"#, "frame_count is 0"), (#"{"frame_times_s": [0, 5, 5]}"#, "frame_times_s [2] is 5.0"),
        (#"{"crystals": [{"side_um": -1}]}"#, "crystals [0] side_um is -1.0"),
        (
            #"{"crystals": [{"velocity_changes": [{"from_s": 9, "factor": 1}, {"from_s": 3, "factor": 1}]}]}"#,
            "from_s is 3.0"
        ),
        (#"{"appearance": {"transmission": [1]}}"#, "transmission (number of values) is 1"),
        (#"{"appearance": {"rim_width_um": 0.1}}"#, "rim_width_um is 0.1"),
        (#"{"optics": {"defocus_drift_um_per_min": 100}}"#, "blur at the greatest defocus"),
        (#"{"width": 100000}"#, "width is 100000"),
    ])
    func invalidValue(json: String, message: String) {
        #expect {
            try scene(json)
        } throws: {
            "\($0)".contains(message) && $0 is SimulationError
        }
    }

    @Test("Text that is no JSON, and a value of another kind, are told apart", arguments: [
        ("{", "cannot be read"), (#"{"width": "wide"}"#, "width"), (#"{"crystals": [{"shape": "blob"}]}"#, "blob"),
    ])
    func unreadable(json: String, message: String) {
        #expect {
            try scene(json)
        } throws: {
            "\($0)".contains(message) && $0 is SimulationError
        }
    }

    @Test("An unknown preset is answered with the known ones")
    func unknownPreset() {
        #expect {
            try GrowthScene.preset(named: "papier")
        } throws: {
            "\($0)".contains("papier") && "\($0)".contains("paper, opaque, transparent")
        }
    }

    @Test("Not-a-number is refused")
    func notANumber() {
        var scene = GrowthScene.plain()
        scene.gamma = .nan
        #expect(throws: SimulationError.self) { try scene.validate() }
    }
}
