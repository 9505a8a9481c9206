import Analysis
import ArgumentParser

/// The command; everything it does is done by its subcommands.
struct GrowthScope: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "growthscope",
        abstract: "Measures how crystals grow under an optical microscope.",
        discussion: """
            Side length, area and facets of every crystal over time, from a recorded movie or a live camera, and \
            diffusion coefficients from UV-Vis traces, with the uncertainty of every number.

            EXAMPLE
              growthscope analyze growth.mp4 --output run --scale 0.75um
              growthscope demo
            """,
        version: ProgramVersion.string,
        subcommands: [
            AnalyzeCommand.self, ExportCommand.self, CameraCommand.self, LiveCommand.self, CalibrateCommand.self,
            UVVisCommand.self, SimulateCommand.self, DemoCommand.self,
        ])
}
