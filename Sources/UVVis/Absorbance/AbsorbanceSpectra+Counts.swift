import Foundation
import Statistics

extension AbsorbanceSpectra {
    /// Where reference - dark is less than this many standard deviations there is no light to be absorbed.
    private static let leastLight = 20.0
    /// Largest values of 12, 14, 16 and 18 bits.
    private static let converterLimits = [4095.0, 16_383, 65_535, 262_143]

    /// -log10[(S - D) / (R - D)] of raw counts.
    ///
    /// Its variance is (1 / ln 10)² { V_S / (S-D)² + V_R / (R-D)² + V_D [1/(S-D) - 1/(R-D)]² }, of which only the first
    /// term differs from time to time. Channels at the converter's limit or without light are masked.
    /// Throws `UVVisError.unusable` where dark or reference do not belong to the series.
    public init(counts series: SpectrumSeries, dark: Spectrum, reference: Spectrum) throws(UVVisError) {
        try Self.check(series, dark: dark, reference: reference)
        let averages = series.averages ?? 1
        let noise = CountNoise(dark: dark, reference: reference, averages: averages)
        // Counts go with the time in which light is taken in.
        let exposure = (series.integrationSeconds ?? 1) / (reference.integrationSeconds ?? series.integrationSeconds ?? 1)
        let light = zip(reference.values, dark.values).map { ($0 - $1) * exposure }
        let (darkAverages, referenceAverages) = (
            (dark.averages ?? averages) / averages, (reference.averages ?? averages) / averages
        )
        let darkVariance = noise.variance(light: 0, averages: darkAverages)
        let referenceVariances = light.map { noise.variance(light: $0, averages: referenceAverages) * exposure * exposure }
        let saturated = Self.saturated(series, reference)
        isMasked = light.indices.map { j in
            saturated[j] || light[j] < Self.leastLight * (referenceVariances[j] + darkVariance).squareRoot()
        }
        path = series.path
        wavelengths = series.wavelengths
        times = series.times
        names = series.names
        let scale = 1 / (Self.ln10 * Self.ln10)
        absorbances = []
        variances = []
        commonErrors = []
        for row in series.values {
            let signal = row.indices.map { row[$0] - dark.values[$0] }
            absorbances.append(signal.indices.map { signal[$0] > 0 ? -log10(signal[$0] / light[$0]) : .nan })
            variances.append(signal.map { scale * noise.variance(light: $0) / ($0 * $0) })
            commonErrors.append(
                signal.indices.map { j in
                    let lever = 1 / signal[j] - 1 / light[j]
                    return (scale * (referenceVariances[j] / (light[j] * light[j]) + darkVariance * lever * lever))
                        .squareRoot()
                })
        }
        notes = series.notes
        let clipped = saturated.filter { $0 }.count
        if clipped > 0 { notes.append("\(clipped) channels at or beside the converter's limit are left out.") }
    }

    private static func check(
        _ series: SpectrumSeries, dark: Spectrum, reference: Spectrum
    ) throws(UVVisError) {
        for (role, other) in [("dark", dark), ("reference", reference)]
        where !SpectrumFolder.agree(series.wavelengths, other.wavelengths) {
            throw .unusable(path: other.path, reason: "the \(role) has other wavelengths than the spectra")
        }
        if let a = dark.integrationSeconds, let b = series.integrationSeconds, abs(a - b) > 1e-6 * b {
            throw .unusable(
                path: dark.path,
                reason: "the dark was taken with \(a) s, the spectra with \(b) s: a dark holds for its own integration time")
        }
        guard series.quantity == .unstated else {
            throw .unusable(
                path: series.path, reason: "holds \(series.quantity.rawValue) already: leave out --dark and --reference")
        }
        let light = zip(reference.values, dark.values).map { $0 - $1 }
        guard let brightest = light.max(), brightest > 0 else {
            throw .unusable(path: reference.path, reason: "the reference is nowhere brighter than the dark: are they exchanged?")
        }
        guard brightest > 20 || (series.values.first?.max() ?? 0) > 20 else {
            throw .unusable(path: series.path, reason: "the values are no counts: leave out --dark and --reference")
        }
    }

    /// Channels that reach the converter's limit at any time, with their neighbours, into which the charge runs over.
    private static func saturated(_ series: SpectrumSeries, _ reference: Spectrum) -> [Bool] {
        let rows = series.values + [reference.values]
        let largest = rows.map { $0.max() ?? 0 }.max() ?? 0
        let limit = converterLimits.first { $0 >= largest * 0.9999 } ?? .infinity
        // Another limit shows by values that are exactly equal.
        let repeats = rows.reduce(0) { count, row in count + row.filter { $0 == largest }.count }
        let threshold = repeats >= 3 ? largest : limit * 0.9999
        var mask = series.wavelengths.map { _ in false }
        for row in rows {
            for j in row.indices where row[j] >= threshold {
                for k in max(0, j - 2)...min(row.count - 1, j + 2) { mask[k] = true }
            }
        }
        return mask
    }
}
