import UVVis

/// Reads what the UV-Vis commands are given.
enum SpectraReading {
    /// Spectra of a folder or a table as absorbance.
    static func spectra(_ input: String, kind: InputKind, _ options: SpectraOptions) throws -> AbsorbanceSpectra {
        let series: SpectrumSeries
        switch kind {
        case .folder:
            let beside = [options.dark, options.reference].compactMap(\.self) + options.pure.map(\.path)
            series = try SpectrumFolder.read(path: input, excluding: beside, intervalSeconds: options.interval)
        case .table: series = try SpectrumTable.read(path: input, timeUnitSeconds: options.timeUnit?.seconds)
        case .spectrum:
            throw CommandError(.unusableInput, "\(input): holds one spectrum: diffusion shows only over time; give a folder")
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

    /// Traces with their names (nil for a band); for a fit, noise about zero stays as it is.
    static func values(
        _ spectra: AbsorbanceSpectra, _ options: SpectraOptions, isForFit: Bool
    ) throws -> [(name: String?, values: [AbsorbanceValue])] {
        if let unmixing = try unmixing(spectra, options) {
            let amounts = unmixing.amounts(tolerance: isForFit ? 3 : 0)
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

    /// Traces to fit, with notes about values that are not in them.
    static func traces(_ input: String, _ options: SpectraOptions) throws -> (traces: [AbsorbanceTrace], notes: [String]) {
        let kind = try InputKind(path: input)
        if kind == .trace {
            guard options.settings.isEmpty else {
                throw CommandError(
                    .usage, "\(input) is a trace: --dark, --reference, --band, --baseline, --pure belong to spectra.")
            }
            return ([try TraceTable.read(path: input)], [])
        }
        let spectra = try spectra(input, kind: kind, options)
        var notes = spectra.notes
        let traces = try values(spectra, options, isForFit: true).map { name, values in
            let (trace, missing) = TraceBuilder.trace(values, times: spectra.times, name: name)
            if missing > 0 {
                notes.append(
                    "\(missing) of \(values.count) spectra let no light through\(name.map { " where \($0) absorbs" } ?? ""): "
                        + "they are left out.")
            }
            return trace
        }
        return (traces, notes)
    }
}
