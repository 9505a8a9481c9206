import Foundation

extension CuvetteScene {
    /// Reads a scene; what it leaves out is taken as usual, unknown keys are refused.
    ///
    /// Throws `SimulationError` with the key.
    public init(json: Data) throws {
        let usual = CuvetteScene(name: "scene", form: .trace, species: [])
        let defaults = try JSONSerialization.jsonObject(with: JSONEncoder().encode(usual)) as? [String: Any] ?? [:]
        guard let given = try? JSONSerialization.jsonObject(with: json) as? [String: Any] else {
            throw SimulationError.unreadableScene(reason: "it is no JSON object")
        }
        let known = Set(defaults.keys).union(["stated_stray_light_fraction"])
        let unknown = given.keys.filter { !known.contains($0) }.sorted()
        if !unknown.isEmpty { throw SimulationError.unknownKeys(unknown, inside: "scene", known: known.sorted()) }
        let merged = defaults.merging(given) { $1 }
        do {
            self = try JSONDecoder().decode(
                CuvetteScene.self, from: JSONSerialization.data(withJSONObject: merged))
        } catch DecodingError.keyNotFound(let key, _) {
            throw SimulationError.unreadableScene(reason: "the key \"\(key.stringValue)\" is missing")
        } catch let DecodingError.typeMismatch(_, context), let DecodingError.valueNotFound(_, context),
            let DecodingError.dataCorrupted(context)
        {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw SimulationError.unreadableScene(reason: "\(path): \(context.debugDescription)")
        }
        try check()
    }

    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// Throws `SimulationError.invalidValue` for what cannot be.
    public func check() throws(SimulationError) {
        func demand(_ key: String, _ value: Double, _ isGood: Bool, _ expected: String) throws(SimulationError) {
            if !isGood { throw .invalidValue(key: key, value: "\(value)", expected: expected) }
        }
        try demand("species", Double(species.count), !species.isEmpty && species.count < 9, "1 to 8 species")
        for one in species {
            let diffusion = one.diffusionCoefficient
            try demand("diffusion_coefficient_m2_per_s", diffusion, diffusion > 0 && diffusion < 1e-5, "positive, as 5e-10")
            try demand("end_absorbance", one.endAbsorbance, one.endAbsorbance > 0 && one.endAbsorbance < 100, "positive")
            try demand("band_width_nm", one.bandWidth, one.bandWidth > 0, "positive")
        }
        try demand(
            "column_height_mm", columnHeightMillimeters, (0.1...1000).contains(columnHeightMillimeters), "0.1 to 1000")
        try demand(
            "beam_z1_mm", beamTopMillimeters,
            beamBottomMillimeters >= 0 && beamTopMillimeters > beamBottomMillimeters
                && beamTopMillimeters <= columnHeightMillimeters, "above beam_z0_mm and within the column")
        try demand(
            "layer_height_mm", layerHeightMillimeters,
            layerHeightMillimeters >= 0.0001 && layerHeightMillimeters < columnHeightMillimeters,
            "0.0001 or more, and within the column")
        try demand(
            "premixed_height_mm", premixedHeightMillimeters,
            premixedHeightMillimeters >= 0.0001 && premixedHeightMillimeters <= columnHeightMillimeters,
            "0.0001 or more, and within the column")
        try demand("premixed_fraction", premixedFraction, (0...1).contains(premixedFraction), "0 to 1")
        try demand(
            "true_stray_light_fraction", trueStrayLightFraction, (0..<1).contains(trueStrayLightFraction), "0 to less than 1")
        try demand("noise", noise, noise >= 0 && noise < 10, "0 or more")
        try demand("noise_correlation", noiseCorrelation, (0..<1).contains(noiseCorrelation), "0 to less than 1")
        try demand("interval_s", intervalSeconds, (1e-3...1e7).contains(intervalSeconds), "0.001 to 10000000")
        try demand("clock_s", clockSeconds, (0..<86_400).contains(clockSeconds), "0 to less than 86400")
        try demand(
            "duration_s", durationSeconds,
            durationSeconds >= intervalSeconds && durationSeconds / intervalSeconds <= 100_000,
            "at least interval_s, and at most 100000 times as long")
        try demand("outliers", Double(outlierCount), outlierCount >= 0, "0 or more")
    }
}
