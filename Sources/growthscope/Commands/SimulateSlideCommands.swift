import ArgumentParser
import Simulation

/// `growthscope simulate micrometer`: a stage micrometer's picture with its truth.
struct SimulateMicrometerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "micrometer",
        abstract: "Picture a stage micrometer as a microscope would, with its truth.",
        discussion: """
            Leaves a folder with slide.png, truth.json (scale and rotation) and scene.json (all settings, to be changed \
            and given to --scene).

            EXAMPLE
              growthscope simulate micrometer --preset low-contrast --output slide
              growthscope simulate micrometer --scene scene.json --seed 7 --output mine

            PRESETS
              plain, low-contrast, blurred, noisy, steep,
              fine, coarse, crossed, partial, distorted
            """)

    @Option(help: ArgumentHelp("A ready slide, by its name.", valueName: "name"))
    var preset = "plain"

    @OptionGroup var options: SlideOptions

    func validate() throws {
        try PresetName.validate(preset, known: CalibrationScene.micrometerPresetNames)
    }

    func run() throws { try options.write { try CalibrationScene.micrometerPreset(named: preset) } }
}

/// `growthscope simulate grid`: a calibration grid's picture with its truth.
struct SimulateGridCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grid",
        abstract: "Picture a calibration grid as a microscope would, with its truth.",
        discussion: """
            Leaves a folder with slide.png, truth.json (scales and rotation) and scene.json (all settings, to be changed \
            and given to --scene).

            EXAMPLE
              growthscope simulate grid --preset checker --output grid

            PRESETS
              dots, checker, distorted-dots
            """)

    @Option(help: ArgumentHelp("A ready slide, by its name.", valueName: "name"))
    var preset = "dots"

    @OptionGroup var options: SlideOptions

    func validate() throws { try PresetName.validate(preset, known: CalibrationScene.gridPresetNames) }

    func run() throws { try options.write { try CalibrationScene.gridPreset(named: preset) } }
}

private enum PresetName {
    static func validate(_ name: String, known: [String]) throws {
        guard known.contains(name) else {
            throw ValidationError("There is no preset '\(name)': choose one of \(known.joined(separator: ", ")).")
        }
    }
}
