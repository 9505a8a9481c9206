extension CuvetteScene {
    public static let presetNames = ["trace", "offset", "convection", "stray-light", "short", "spectra", "two-species"]

    private static let dye = Species(
        name: "dye", diffusionCoefficient: 5.4e-10, endAbsorbance: 0.13, bandCentre: 370, bandWidth: 25)
    private static let salt = Species(
        name: "salt", diffusionCoefficient: 1.2e-9, endAbsorbance: 0.08, bandCentre: 450, bandWidth: 30)

    /// A ready scene. Throws `SimulationError.unknownPreset`.
    public static func preset(named name: String) throws -> CuvetteScene {
        var scene = CuvetteScene(name: name, form: .trace, species: [dye])
        switch name {
        case "trace": break
        case "offset":
            (scene.isStartTimeKnown, scene.isBaselineZeroed) = (false, false)
            (scene.startSeconds, scene.baseline, scene.driftPerSecond) = (420, 0.01, 3e-7)
        case "convection": (scene.premixedFraction, scene.premixedHeightMillimeters) = (0.15, 6)
        case "stray-light":
            scene.species[0].endAbsorbance = 0.5
            scene.trueStrayLightFraction = 0.006
        case "short":
            (scene.isStartTimeKnown, scene.isBaselineZeroed) = (false, false)
            (scene.durationSeconds, scene.intervalSeconds) = (1500, 5)
        case "spectra": (scene.form, scene.intervalSeconds) = (.spectra, 1000)
        case "two-species":
            (scene.form, scene.intervalSeconds) = (.spectra, 800)
            scene.species.append(salt)
            // The run crosses midnight.
            scene.clockSeconds = 80_000
        default: throw SimulationError.unknownPreset(name: name, known: presetNames)
        }
        return scene
    }
}
