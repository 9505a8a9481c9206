extension CalibrationScene {
    public static let micrometerPresetNames = [
        "plain", "low-contrast", "blurred", "noisy", "steep", "fine", "coarse", "crossed", "partial", "distorted",
    ]
    public static let gridPresetNames = ["dots", "checker", "distorted-dots"]

    /// A ready slide. Throws `SimulationError.unknownPreset`.
    public static func micrometerPreset(named name: String) throws -> CalibrationScene {
        guard micrometerPresetNames.contains(name) else {
            throw SimulationError.unknownPreset(name: name, known: micrometerPresetNames)
        }
        var scene = micrometer(pitchPixels: name == "fine" ? 6.3 : name == "coarse" ? 78 : 14.5, degrees: -1.8)
        scene.name = name
        switch name {
        case "low-contrast": scene.contrast = 0.12
        case "blurred": scene.blurSigmaPixels = 3
        case "noisy": scene.sensor.fullWellElectrons = 800
        case "steep": scene = micrometer(pitchPixels: 14.5, degrees: 63)
        case "crossed":
            var second = scene.rulings[0]
            second.rotationDegrees += 90
            scene.micrometersPerPixelY = 1.013 * scene.micrometersPerPixelX
            scene.rulings.append(second)
        case "partial":
            scene.rulings[0].firstLine = -14
            scene.rulings[0].lastLine = 12
            scene.rulings[0].missingLines = [-6, 3]
            scene.dirtSpecks = 25
        case "distorted": scene.cornerDistortion = 0.008
        default: break
        }
        scene.name = name
        return scene
    }

    /// A ready grid. Throws `SimulationError.unknownPreset`.
    public static func gridPreset(named name: String) throws -> CalibrationScene {
        guard gridPresetNames.contains(name) else {
            throw SimulationError.unknownPreset(name: name, known: gridPresetNames)
        }
        var scene = CalibrationScene()
        scene.name = name
        scene.micrometersPerPixelX = 0.7283
        scene.micrometersPerPixelY = 0.7351
        var grid = SimulatedGrid()
        grid.rotationDegrees = 2.4
        grid.kind = name == "checker" ? .checker : .dots
        if name == "distorted-dots" { scene.cornerDistortion = -0.006 }
        scene.grid = grid
        return scene
    }

    /// A usual ruling (every fifth line longer, every tenth still longer) of 10 um divisions.
    private static func micrometer(pitchPixels: Double, degrees: Double) -> CalibrationScene {
        var scene = CalibrationScene()
        let scale = 10 / pitchPixels
        scene.micrometersPerPixelX = scale
        scene.micrometersPerPixelY = scale
        var ruling = SimulatedRuling()
        ruling.rotationDegrees = degrees
        ruling.originAlongMicrometers = 3.7
        let length = max(70, 1.3 * pitchPixels) * scale
        ruling.shortLengthMicrometers = length
        ruling.middleLengthMicrometers = 1.45 * length
        ruling.longLengthMicrometers = 2 * length
        ruling.originAcrossMicrometers = -0.8 * length
        scene.rulings = [ruling]
        return scene
    }
}
