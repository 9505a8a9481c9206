import ArgumentParser

@main
struct GrowthScope: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "growthscope", abstract: "Measures how crystals grow under an optical microscope.")
}
