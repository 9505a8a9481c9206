import ArgumentParser

/// `growth-benchmark`: accuracy, honesty of errors, speed and size of `growthscope analyze`, on simulated movies.
@main
struct GrowthBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "growth-benchmark", abstract: "Measure what growthscope analyze can do.",
        subcommands: [RunCommand.self, MeasureCommand.self], defaultSubcommand: RunCommand.self)
}
