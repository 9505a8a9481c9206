import Analysis
import ArgumentParser
import Records
import UVVis

/// `growthscope uvvis diffusion`: from a trace or a folder of spectra to D.
struct UVVisDiffusionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diffusion",
        abstract: "Fit the diffusion coefficient of a solute that diffuses up a cuvette.",
        discussion: """
            INPUT is a CSV with time_s,absorbance. The geometry file (JSON) states the cuvette, the beam and the \\
            injection.

            EXAMPLE
              growthscope uvvis diffusion trace.csv --geometry geometry.json --output result
            """)

    @Argument(help: "A CSV with time_s,absorbance.")
    var input: String

    @Option(help: ArgumentHelp("Cuvette, beam and injection (JSON).", valueName: "file"))
    var geometry: String

    @Option(help: ArgumentHelp("The folder to write.", valueName: "folder"))
    var output: String

    @OptionGroup var writing: WritingOptions

    func validate() throws {
        if input.isEmpty { throw ValidationError("The input's name is empty.") }
        if output.isEmpty { throw ValidationError("The folder's name is empty.") }
    }

    func run() async throws {
        writing.apply()
        let geometry = try CuvetteGeometry(path: geometry)
        let trace = try TraceTable.read(path: input)
        let session = try DiffusionSession(
            traces: [trace], geometry: geometry, input: input, output: output, replacing: writing.force)
        try await session.run()
    }
}
