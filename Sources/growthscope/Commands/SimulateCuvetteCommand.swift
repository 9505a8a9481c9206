import ArgumentParser
import Simulation

/// `growthscope simulate cuvette`: a trace or spectra whose diffusion coefficient is known.
struct SimulateCuvetteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cuvette",
        abstract: "Measure a simulated cuvette whose diffusion coefficients are known.",
        discussion: """
            Leaves a folder with trace.csv, or with spectra/ (raw counts), dark.txt, reference.txt and pure/; geometry.json \
            (what a user would know), truth.json and scene.json (all settings, to be changed and given to --scene).

            EXAMPLE
              growthscope simulate cuvette --preset trace --output cuvette
              growthscope uvvis diffusion cuvette/trace.csv \\
                  --geometry cuvette/geometry.json --output result

            PRESETS
              \(CuvetteScene.presetNames.joined(separator: ", "))
            """)

    @Option(help: ArgumentHelp("A ready scene, by its name.", valueName: "name"))
    var preset: String?

    @Option(help: ArgumentHelp("A scene of your own (JSON); what it leaves out is taken as usual.", valueName: "file"))
    var scene: String?

    @Option(help: ArgumentHelp("Another seed gives other noise.", valueName: "number"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("The folder to write.", valueName: "folder"))
    var output: String

    @OptionGroup var writing: WritingOptions

    func validate() throws {
        let names = CuvetteScene.presetNames
        guard (preset == nil) != (scene == nil) else {
            throw ValidationError("Give either --preset (\(names.joined(separator: ", "))) or --scene FILE.")
        }
        if let preset, !names.contains(preset) {
            throw ValidationError("There is no preset '\(preset)': choose one of \(names.joined(separator: ", ")).")
        }
        if output.isEmpty { throw ValidationError("The folder's name is empty.") }
    }

    func run() async throws {
        writing.apply()
        var scene = try chosenScene()
        if let seed { scene.seed = seed }
        let files = CuvetteFiles(cuvette: try SimulatedCuvette(scene: scene), folder: output)
        try await files.write(replacing: writing.force)
        let status = Output.write("input: \(files.inputPath)\ntruth: \(files.truthPath)\n")
        if status != .success { throw ExitCode(status.rawValue) }
    }

    private func chosenScene() throws -> CuvetteScene {
        if let preset { return try CuvetteScene.preset(named: preset) }
        return try SceneFile.read(scene ?? "") { try CuvetteScene(json: $0) }
    }
}
