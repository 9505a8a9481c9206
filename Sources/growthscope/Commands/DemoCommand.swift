import Analysis
import ArgumentParser
import Calibration
import Imaging
import Simulation

/// `growthscope demo`: the growth movie of a paper, simulated, analysed, and compared with what was put in.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Simulate the growth movie of a paper, analyse it, compare the velocities.",
        discussion: """
            A square plate grows from 147 to 330 um within 24 minutes (Liu et al., Nat. Commun. 2024, \
            doi 10.1038/s41467-024-46712-y). The folder gets movie/ and run/.

            EXAMPLE
              growthscope demo
              growthscope demo --output demo --force
            """)

    /// MAPbI3, g/cm3.
    private static let perovskiteDensity = 4.16

    @Option(help: ArgumentHelp("The folder to write.", valueName: "folder"))
    var output = "demo"

    @OptionGroup var writing: WritingOptions

    func validate() throws {
        if output.isEmpty { throw ValidationError("The folder's name is empty.") }
    }

    func run() async throws {
        writing.apply()
        let movie = SimulatedMovie(scene: try GrowthScene.preset(named: "paper"), folder: "\(output)/movie")
        try await movie.write(replacing: writing.force)
        let outcome = try await AnalysisSession.run(
            AnalysisOptions(
                inputPath: movie.recordingPath, outputFolder: "\(output)/run", replacesExistingRun: writing.force,
                isQuiet: writing.quiet, scale: .micrometersPerPixel(movie.scene.micrometersPerPixel),
                timeBase: TimeBase(.containerFactor(movie.playbackFactor)),
                densityGramsPerCubicCentimeter: Self.perovskiteDensity))
        let comparison = VelocityComparison(outcome: outcome, scene: movie.scene)
        try AnalysisSession.conclude(outcome, text: comparison.text)
    }
}
