import Foundation

/// What was put into a simulated cuvette, and what its user knows.
extension SimulatedCuvette {
    /// geometry.json, in the keys that `uvvis diffusion --geometry` reads.
    public func geometryJSON() throws -> Data {
        var object: [String: Any] = [
            "path_length_cm": 1.0, "floor_area_mm2": 100.0, "column_height_mm": scene.columnHeightMillimeters,
            "beam_z0_mm": scene.beamBottomMillimeters, "beam_z1_mm": scene.beamTopMillimeters,
            "nominal_layer_height_mm": scene.layerHeightMillimeters, "boundary": "no flux at z=0 and z=L",
            "injected": "bottom layer", "start_time_known": scene.isStartTimeKnown,
            "baseline_zeroed": scene.isBaselineZeroed,
        ]
        object["stray_light_fraction"] = scene.statedStrayLightFraction ?? NSNull()
        return try Self.json(object)
    }

    public func truthJSON() throws -> Data {
        try Self.json([
            "schema": "growthscope-cuvette-truth/1", "seed": scene.seed,
            "species": scene.species.map {
                [
                    "name": $0.name, "diffusion_coefficient_m2_per_s": $0.diffusionCoefficient,
                    "end_absorbance": $0.endAbsorbance,
                ] as [String: Any]
            },
            "start_s": scene.startSeconds, "baseline": scene.baseline, "drift_per_s": scene.driftPerSecond,
            "stray_light_fraction": scene.trueStrayLightFraction, "premixed_fraction": scene.premixedFraction,
            "noise": scene.noise, "noise_correlation": scene.noiseCorrelation,
        ])
    }

    private static func json(_ object: [String: Any]) throws -> Data {
        try JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys]) + Data("\n".utf8)
    }
}
