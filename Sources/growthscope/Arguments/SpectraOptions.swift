import ArgumentParser
import UVVis

/// How spectra become absorbance: what both commands on spectra take.
struct SpectraOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Spectrum without light, where INPUT holds raw counts.", valueName: "file"))
    var dark: String?

    @Option(help: ArgumentHelp("Spectrum of the solvent, where INPUT holds raw counts.", valueName: "file"))
    var reference: String?

    @Option(
        help: ArgumentHelp("Band to average over, below an absorbance of 1, as in 365:375nm.", valueName: "range"),
        transform: WavelengthArgument.parse)
    var band: ClosedRange<Double>?

    @Option(
        help: ArgumentHelp("Window free of solute, subtracted from every spectrum, as in 600:640nm.", valueName: "range"),
        transform: WavelengthArgument.parse)
    var baseline: ClosedRange<Double>?

    @Option(
        help: ArgumentHelp("Pure spectrum of a species to unmix. Once for each species.", valueName: "name=file"),
        transform: PureSpectrumArgument.init)
    var pure: [PureSpectrumArgument] = []

    @Option(
        help: ArgumentHelp("Time between spectra, where neither headers nor names tell it.", valueName: "time"),
        transform: TimeArgument.parsePositive)
    var interval: Double?

    @Option(help: "Unit of the times in a table's first line, where that does not say it.")
    var timeUnit: TimeUnitArgument?

    func validate() throws {
        if (dark == nil) != (reference == nil) {
            throw ValidationError("Raw counts need both --dark and --reference.")
        }
        if band != nil && !pure.isEmpty {
            throw ValidationError("--band and --pure exclude each other: a band for one species, pure spectra for several.")
        }
        let names = pure.map(\.name)
        if Set(names).count < names.count { throw ValidationError("Two species of --pure have the same name.") }
    }

    /// What is read beside the spectra.
    var files: [String] { [dark, reference].compactMap(\.self) + pure.map(\.path) }

    /// What was given, for the record.
    var settings: [String: String] {
        var settings: [String: String] = [:]
        settings["dark"] = dark
        settings["reference"] = reference
        settings["band_nm"] = band.map { "\($0.lowerBound):\($0.upperBound)" }
        settings["baseline_nm"] = baseline.map { "\($0.lowerBound):\($0.upperBound)" }
        for species in pure { settings["pure_\(species.name)"] = species.path }
        settings["interval_s"] = interval.map { "\($0)" }
        settings["time_unit"] = timeUnit?.rawValue
        return settings
    }
}
