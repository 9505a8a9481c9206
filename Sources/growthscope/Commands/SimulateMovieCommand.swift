import ArgumentParser
import Simulation

/// `growthscope simulate movie`: from a scene to a recording with its truth.
struct SimulateMovieCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "movie",
        abstract: "Picture growing crystals as a microscope would, with their truth.",
        discussion: """
            Leaves a folder with the recording (movie.mp4, or movie.tif where a pixel has more than 8 bits), \
            given.json (what a user would know: scale and times), truth.json (every crystal in every frame) and \
            scene.json (all settings, to be changed and given to --scene).

            EXAMPLE
              growthscope simulate movie --preset paper --output demo-movie
              growthscope simulate movie --scene scene.json --seed 7 --output mine

            PRESETS
              \(presetLines)
            """)

    /// In lines that fit the help.
    private static let presetLines = stride(from: 0, to: GrowthScene.presetNames.count, by: 5).map {
        GrowthScene.presetNames[$0..<min($0 + 5, GrowthScene.presetNames.count)].joined(separator: ", ")
    }.joined(separator: ",\n  ")

    @Option(help: ArgumentHelp("A ready scene, by its name.", valueName: "name"))
    var preset: String?

    @Option(help: ArgumentHelp("A scene of your own (JSON); what it leaves out is taken as usual.", valueName: "file"))
    var scene: String?

    @Option(help: ArgumentHelp("Another seed gives other noise, dust and drift.", valueName: "number"))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "H.264's constant rate factor: 0 loses nothing, 51 is the worst.", valueName: "0...51"))
    var compression = 18

    @Option(help: ArgumentHelp("The folder to write.", valueName: "folder"))
    var output: String

    @OptionGroup var writing: WritingOptions

    func validate() throws {
        guard (preset == nil) != (scene == nil) else {
            throw ValidationError(
                "Give either --preset (\(GrowthScene.presetNames.joined(separator: ", "))) or --scene FILE.")
        }
        if let preset, !GrowthScene.presetNames.contains(preset) {
            throw ValidationError(
                "There is no preset '\(preset)': choose one of \(GrowthScene.presetNames.joined(separator: ", ")).")
        }
        guard (0...51).contains(compression) else { throw ValidationError("--compression has to be 0 to 51.") }
        if output.isEmpty { throw ValidationError("The folder's name is empty.") }
    }

    func run() async throws {
        writing.apply()
        var scene = try chosenScene()
        if let seed { scene.seed = seed }
        let movie = SimulatedMovie(scene: scene, folder: output, constantRateFactor: compression)
        try await movie.write(replacing: writing.force)
        let status = Output.write(
            "recording: \(movie.recordingPath)\ntruth: \(movie.truthPath)\nto measure it: \(movie.analysis)\n")
        if status != .success { throw ExitCode(status.rawValue) }
    }

    private func chosenScene() throws -> GrowthScene {
        if let preset { return try GrowthScene.preset(named: preset) }
        return try SceneFile.read(scene ?? "") { try GrowthScene(json: $0) }
    }
}
