import ArgumentParser

/// `growthscope simulate`: recordings whose truth is known.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Make recordings of growing crystals whose truth is known.",
        discussion: """
            EXAMPLE
              growthscope simulate movie --preset paper --output demo-movie
            """,
        subcommands: [SimulateMovieCommand.self])
}
