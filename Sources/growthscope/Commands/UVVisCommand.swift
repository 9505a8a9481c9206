import ArgumentParser

/// `growthscope uvvis`: from cuvette spectra to a diffusion coefficient.
struct UVVisCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uvvis",
        abstract: "Turn UV-Vis spectra of a cuvette into absorbance traces and diffusion coefficients.",
        discussion: """
            EXAMPLE
              growthscope uvvis diffusion trace.csv --geometry geometry.json \\
                  --output result
              growthscope uvvis diffusion spectra --geometry geometry.json \\
                  --output result --dark dark.txt --reference reference.txt \\
                  --band 365:375nm --baseline 600:640nm
              growthscope uvvis plan --geometry geometry.json --diffusion 5e-10
            """,
        subcommands: [UVVisAbsorbanceCommand.self, UVVisDiffusionCommand.self, UVVisPlanCommand.self])
}
