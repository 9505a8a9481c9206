import Foundation
import Testing

@testable import Simulation

@Suite("Simulated cuvettes")
struct CuvetteTests {
    @Test("Every preset can be made, and its JSON gives it back", arguments: CuvetteScene.presetNames)
    func presets(name: String) throws {
        let scene = try CuvetteScene.preset(named: name)
        try scene.check()
        #expect(try CuvetteScene(json: scene.json()) == scene)
    }

    @Test("The same seed gives the same trace, another seed another one, and noise has the stated size")
    func seeds() throws {
        var scene = try CuvetteScene.preset(named: "trace")
        let first = try SimulatedCuvette(scene: scene).traceText()
        #expect(try SimulatedCuvette(scene: scene).traceText() == first)
        scene.seed = 2
        let second = try SimulatedCuvette(scene: scene).traceText()
        func values(_ text: String) -> [Double] {
            text.split(separator: "\n").dropFirst().compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
        }
        let differences = zip(values(first), values(second)).map { $0 - $1 }
        let deviation = (differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count) / 2).squareRoot()
        #expect(abs(deviation / 0.003 - 1) < 0.2)
    }

    @Test("A spectrum holds the lamp's clipped line, and the clock goes on after midnight")
    func spectra() throws {
        let cuvette = try SimulatedCuvette(scene: CuvetteScene.preset(named: "two-species"))
        #expect(cuvette.spectrum(0).text.contains("656.000\t262143.00"))
        #expect(cuvette.spectrum(0).name == "cuvette__0__22-13-20-000.txt")
        #expect(cuvette.spectrum(10).text.contains("Date: Mon May 07 00:26:40 CST 2024"))
    }

    @Test(
        "A scene with a number far beyond any cuvette is refused with its key",
        arguments: [
            ("clock_s", 1e300), ("column_height_mm", 1e300), ("layer_height_mm", 1e300), ("interval_s", 1e300),
            ("layer_height_mm", 1e-300), ("premixed_height_mm", 1e-300), ("interval_s", 1e-300),
        ])
    func senseless(key: String, value: Double) throws {
        let scene = try JSONSerialization.jsonObject(with: CuvetteScene.preset(named: "spectra").json()) as? [String: Any]
        let changed = try JSONSerialization.data(withJSONObject: (scene ?? [:]).merging([key: value]) { $1 })
        let error = #expect(throws: SimulationError.self) { try CuvetteScene(json: changed) }
        #expect(error?.description.contains(key) == true, "\(error?.description ?? "")")
    }

    @Test("A scene that cannot be is refused with its key")
    func refused() throws {
        for (text, word) in [
            ("{\"species\": [], \"nois\": 1}", "nois"), ("{\"species\": []}", "species"), ("[]", "object"),
            ("{\"species\": [{\"name\": \"a\"}]}", "diffusion_coefficient_m2_per_s"),
        ] {
            let error = #expect(throws: SimulationError.self) { try CuvetteScene(json: Data(text.utf8)) }
            #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
        }
    }
}
