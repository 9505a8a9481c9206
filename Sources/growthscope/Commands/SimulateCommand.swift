import ArgumentParser

/// `growthscope simulate`: recordings and slides whose truth is known.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Make recordings of crystals and cuvettes, and pictures of calibration slides, whose truth is known.",
        discussion: """
            EXAMPLE
              growthscope simulate movie --preset paper --output demo-movie
              growthscope simulate micrometer --preset plain --output slide
              growthscope simulate cuvette --preset trace --output cuvette
            """,
        subcommands: [
            SimulateMovieCommand.self, SimulateMicrometerCommand.self, SimulateGridCommand.self,
            SimulateCuvetteCommand.self,
        ])
}
