import ArgumentParser
import Records
import UVVis

/// `growthscope uvvis diffusion`: from a trace or spectra to D.
struct UVVisDiffusionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diffusion",
        abstract: "Fit the diffusion coefficient of a solute that diffuses up a cuvette.",
        discussion: """
            INPUT is a CSV with time_s,absorbance; a folder of spectra (OceanView, SpectraSuite, OOIBase32, JCAMP-DX, two \
            columns); or a CSV of wavelengths by times. The geometry file (JSON) states the cuvette, the beam and the \
            injection. FOLDER gets trace.csv, diffusion.json, figures and a report.

            EXAMPLE
              growthscope uvvis diffusion trace.csv --geometry geometry.json \\
                  --output result
              growthscope uvvis diffusion spectra --geometry geometry.json \\
                  --output result --dark dark.txt --reference reference.txt \\
                  --band 365:375nm --baseline 600:640nm
              growthscope uvvis diffusion spectra --geometry geometry.json \\
                  --output result --pure dye=dye.csv --pure salt=salt.csv
            """)

    @Argument(help: "A trace, a folder of spectra, or a table of them.")
    var input: String

    @Option(help: ArgumentHelp("Cuvette, beam and injection (JSON).", valueName: "file"))
    var geometry: String

    @OptionGroup var spectra: SpectraOptions

    @Option(
        help: ArgumentHelp("Viscosity of the liquid for the hydrodynamic radius, as in 1.7mPas.", valueName: "viscosity"),
        transform: ViscosityArgument.parse)
    var viscosity: Double?

    // Below freezing it begins with a minus, as options do.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Temperature of the liquid, as in 25C or 298K.", valueName: "temperature"),
        transform: TemperatureArgument.parse)
    var temperature: Double?

    @Option(help: ArgumentHelp("The folder to write.", valueName: "folder"))
    var output: String

    @OptionGroup var writing: WritingOptions

    func validate() throws {
        if input.isEmpty { throw ValidationError("The input's name is empty.") }
        if output.isEmpty { throw ValidationError("The folder's name is empty.") }
        if (viscosity == nil) != (temperature == nil) {
            throw ValidationError("The hydrodynamic radius needs both --viscosity and --temperature.")
        }
    }

    func run() async throws {
        writing.apply()
        let cuvette = try CuvetteGeometry(path: geometry)
        let (source, notes) = try SpectraReading.source(input, spectra)
        var settings = spectra.settings
        settings["viscosity_pa_s"] = viscosity.map { "\($0)" }
        settings["temperature_k"] = temperature.map { "\($0)" }
        var session = DiffusionSession(
            source: source, geometry: cuvette, input: input, files: InputFiles([input, geometry] + spectra.files),
            outputFolder: output)
        session.notes = notes
        session.settings = settings
        if let viscosity, let temperature {
            session.liquid = StokesEinstein(viscosityPascalSeconds: viscosity, temperatureKelvin: temperature)
        }
        try await session.run(replacing: writing.force)
    }
}
