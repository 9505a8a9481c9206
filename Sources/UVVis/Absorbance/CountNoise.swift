import Statistics

/// How the noise of a spectrometer's counts grows with the counts: read-out noise and shot noise.
///
/// variance = read variance + gain (counts - dark), both for one spectrum of the series as it was averaged.
struct CountNoise: Sendable, Equatable {
    var readVariance: Double
    var gain: Double

    /// From third differences between neighbouring channels, which smooth spectra hardly have: their variance is 20 times
    /// that of a channel. Medians keep lamp lines out.
    init(dark: Spectrum, reference: Spectrum, averages: Double) {
        let darkSquares = Self.squares(dark.values)
        readVariance = Self.varianceFromMedian(OrderStatistics.median(darkSquares)) * (dark.averages ?? averages) / averages
        let squares = Self.squares(reference.values)
        let read = readVariance * averages / (reference.averages ?? averages)
        let light = squares.indices.map { reference.values[$0 + 1] - dark.values[$0 + 1] }
        let typical = OrderStatistics.median(light)
        let gains = squares.indices.filter { light[$0] > max(typical, 0) }
            .map { (squares[$0] / 0.4549 - read) / light[$0] }
        gain = gains.isEmpty ? 0 : max(0, OrderStatistics.median(gains)) * (reference.averages ?? averages) / averages
    }

    /// Of one channel, from the squares of the third differences through it.
    private static func squares(_ values: [Double]) -> [Double] {
        guard values.count > 3 else { return [0] }
        return (0..<values.count - 3).map { i in
            let third = values[i + 3] - 3 * values[i + 2] + 3 * values[i + 1] - values[i]
            return third * third / 20
        }
    }

    /// The median of chi-squared with one degree of freedom is 0.4549.
    private static func varianceFromMedian(_ median: Double) -> Double { median / 0.4549 }

    /// - Parameter averages: relative to those of the series.
    func variance(light: Double, averages: Double = 1) -> Double {
        (readVariance + gain * max(0, light)) / averages
    }
}
