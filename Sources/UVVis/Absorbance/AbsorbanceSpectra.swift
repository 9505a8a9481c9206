import Foundation
import Statistics

/// Absorbance over wavelength and time, with photometric errors.
public struct AbsorbanceSpectra: Sendable, Equatable {
    public var path: String
    /// nm
    public var wavelengths: [Double]
    public var times: [Double]
    public var names: [String]
    /// One list per time; NaN where no light came through: above the limit.
    public var absorbances: [[Double]]
    /// Variance that differs from time to time; one list per time.
    public var variances: [[Double]]
    /// Standard deviation that all times share, from the dark and the reference; one list per time, since the dark's
    /// part grows with the absorbance.
    public var commonErrors: [[Double]]
    /// Channels that hold no measurement: saturated, or without light.
    public var isMasked: [Bool]
    public var notes: [String]

    static let ln10 = 2.302585092994046
}

extension AbsorbanceSpectra {
    /// From spectra that hold absorbance or transmittance already; the error is the scatter between neighbouring channels.
    ///
    /// Throws `UVVisError.unusable` where the values cannot be absorbances.
    public init(processed series: SpectrumSeries) throws(UVVisError) {
        var values = series.values
        switch series.quantity {
        case .logAbsorptivity:
            throw .unusable(path: series.path, reason: "holds log epsilon of a substance, no absorbance of a cuvette")
        case .transmittancePercent:
            let largest = values.map { OrderStatistics.median($0) }.max() ?? 0
            guard largest <= 200 else {
                throw .unusable(
                    path: series.path, reason: "says that it holds transmittance in %, but has values of \(largest)")
            }
            values = values.map { $0.map { $0 > 0 ? 2 - log10($0) : .nan } }
        case .absorbance, .unstated:
            let high = values.compactMap(Self.exceededByATenth)
            let typical = high.isEmpty ? 0 : OrderStatistics.median(high)
            guard typical <= Self.largestAbsorbance else {
                throw .unusable(
                    path: series.path,
                    reason: "a tenth of the values lies above \(String(format: "%.4g", typical)), as of no absorbance: raw "
                        + "counts need --dark FILE and --reference FILE, and transmittance has to be exported as absorbance")
            }
        }
        let channels = series.wavelengths.count
        path = series.path
        wavelengths = series.wavelengths
        times = series.times
        names = series.names
        absorbances = values
        variances = values.map { row in
            let variance = Self.channelVariance(row)
            return Array(repeating: variance, count: channels)
        }
        commonErrors = values.map { _ in Array(repeating: 0, count: channels) }
        isMasked = Array(repeating: false, count: channels)
        notes = series.notes
    }

    /// Some programs write 10 where no light came through; none measures more.
    private static let largestAbsorbance = 10.0

    /// Of the sizes of a spectrum's values; nil for a spectrum without a finite value.
    ///
    /// Where the lamp is dark, counts and percentages are small: their median may look like an absorbance.
    private static func exceededByATenth(_ row: [Double]) -> Double? {
        let sizes = row.filter(\.isFinite).map(abs)
        return sizes.isEmpty ? nil : OrderStatistics.ranked(sizes.count * 9 / 10, of: sizes)
    }

    /// From third differences, as in `CountNoise`.
    private static func channelVariance(_ row: [Double]) -> Double {
        guard row.count > 3 else { return 1 }
        let squares = (0..<row.count - 3).compactMap { i -> Double? in
            let third = row[i + 3] - 3 * row[i + 2] + 3 * row[i + 1] - row[i]
            return third.isFinite ? third * third / 20 : nil
        }
        return squares.isEmpty ? 1 : max(OrderStatistics.median(squares) / 0.4549, 1e-12)
    }
}
