import UVVis

/// Reads what the UV-Vis commands are given.
enum SpectraReading {
    /// Spectra of a folder or a table as absorbance.
    static func spectra(_ input: String, kind: InputKind, _ options: SpectraOptions) throws -> AbsorbanceSpectra {
        let series: SpectrumSeries
        switch kind {
        case .folder:
            series = try SpectrumFolder.read(path: input, excluding: options.files, intervalSeconds: options.interval)
        case .table: series = try SpectrumTable.read(path: input, timeUnitSeconds: options.timeUnit?.seconds)
        case .spectrum:
            throw CommandError(
                .unusableInput, "\(input): is one measurement: diffusion shows only over time; give a folder of them")
        case .trace: throw CommandError(.unusableInput, "\(input): holds a trace already, no spectra")
        }
        guard let dark = options.dark, let reference = options.reference else {
            return try AbsorbanceSpectra(processed: series)
        }
        return try AbsorbanceSpectra(
            counts: series, dark: SpectrumFile.read(path: dark), reference: SpectrumFile.read(path: reference))
    }

    /// The unmixing that the options ask for; nil for a band.
    static func unmixing(_ spectra: AbsorbanceSpectra, _ options: SpectraOptions) throws -> SpeciesUnmixing? {
        guard !options.pure.isEmpty else { return nil }
        let pure = try options.pure.map { (name: $0.name, spectrum: try SpectrumFile.read(path: $0.path)) }
        return try SpeciesUnmixing(spectra, pure: pure, baseline: options.baseline)
    }

    /// Traces with their names (nil for a band).
    static func values(_ spectra: AbsorbanceSpectra, _ options: SpectraOptions) throws
        -> [(name: String?, values: [AbsorbanceValue])] {
        if let unmixing = try unmixing(spectra, options) {
            let amounts = unmixing.amounts()
            return unmixing.species.enumerated().map { k, species in (species.name, amounts.map { $0[k] }) }
        }
        guard let band = options.band else {
            let hint = spectra.suggestedBand.map {
                ": the absorbance changes most in --band \(Int($0.lowerBound)):\(Int($0.upperBound))nm"
            }
            throw CommandError(.usage, "Spectra need --band, or --pure for each species\(hint ?? "").")
        }
        return [(nil, try spectra.trace(band: band, baseline: options.baseline))]
    }

    /// What is to be fitted, with notes about values that are not in it.
    static func source(_ input: String, _ options: SpectraOptions) throws -> (source: DiffusionSource, notes: [String]) {
        let kind = try InputKind(path: input)
        if kind == .trace {
            guard options.settings.isEmpty else {
                throw CommandError(
                    .usage, "\(input) is a trace: --dark, --reference, --band, --baseline, --pure belong to spectra.")
            }
            return (.trace(try TraceTable.read(path: input)), [])
        }
        let spectra = try spectra(input, kind: kind, options)
        if let unmixing = try unmixing(spectra, options) { return (.unmixing(unmixing), spectra.notes) }
        let values = try values(spectra, options).flatMap(\.values)
        let (trace, missing) = TraceBuilder.trace(values, times: spectra.times, name: nil)
        return (.trace(trace), spectra.notes + note(missing, of: values.count, name: nil))
    }

    static func note(_ missing: Int, of count: Int, name: String?) -> [String] {
        guard missing > 0 else { return [] }
        let place = name.map { " where \($0) absorbs" } ?? " in the band"
        return ["\(missing) of \(count) spectra let no light through\(place): they are left out."]
    }
}

/// What diffusion coefficients are fitted to.
enum DiffusionSource: Sendable {
    case trace(AbsorbanceTrace)
    case unmixing(SpeciesUnmixing)
}
