import ArgumentParser
import UVVis

/// `growthscope uvvis absorbance`: from spectra to traces.
struct UVVisAbsorbanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "absorbance",
        abstract: "Turn spectra over time into absorbance traces with photometric errors.",
        discussion: """
            INPUT is a folder of spectra (OceanView, SpectraSuite, OOIBase32, JCAMP-DX, two columns) or a CSV of \
            wavelengths by times. FOLDER gets trace.csv, absorbance.json, figures (spectra over time, trace) and \
            report.html.

            EXAMPLE
              growthscope uvvis absorbance spectra --output traces \\
                  --band 365:375nm --baseline 600:640nm \\
                  --dark dark.txt --reference reference.txt
              growthscope uvvis absorbance series.csv --output traces \\
                  --time-unit min --pure dye=dye.csv
            """)

    @Argument(help: "A folder of spectra, or a table of them.")
    var input: String

    @OptionGroup var spectra: SpectraOptions

    @Option(help: ArgumentHelp("The folder to write.", valueName: "folder"))
    var output: String

    @OptionGroup var writing: WritingOptions

    func validate() throws {
        if input.isEmpty { throw ValidationError("The input's name is empty.") }
        if output.isEmpty { throw ValidationError("The folder's name is empty.") }
    }

    func run() async throws {
        writing.apply()
        let absorbance = try SpectraReading.spectra(input, kind: InputKind(path: input), spectra)
        let session = AbsorbanceSession(
            spectra: absorbance, values: try SpectraReading.values(absorbance, spectra), input: input,
            options: spectra, outputFolder: output)
        try await session.run(replacing: writing.force)
    }
}
