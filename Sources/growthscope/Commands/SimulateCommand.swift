import ArgumentParser

/// `growthscope simulate`: recordings whose truth is known.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Make recordings of crystals and cuvettes whose truth is known.",
        discussion: """
            EXAMPLE
              growthscope simulate movie --preset paper --output demo-movie
              growthscope simulate cuvette --preset trace --output cuvette
            """,
        subcommands: [SimulateMovieCommand.self, SimulateCuvetteCommand.self])
}
