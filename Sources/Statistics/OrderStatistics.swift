import CNumerics

/// Medians and the scale that follows from them.
public enum OrderStatistics {
    /// The middle value, the mean of the two middle ones for an even count; NaN for none. Values must be finite.
    public static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return .nan }
        var parted = values
        return cnumerics_median(&parted, Int64(parted.count))
    }

    /// The value that so many others are not above, were they sorted. Values must be finite.
    ///
    /// - Precondition: 0 <= rank < the number of values.
    public static func ranked(_ rank: Int, of values: [Double]) -> Double {
        precondition(values.indices.contains(rank), "there is no such rank")
        var parted = values
        return cnumerics_ranked(&parted, Int64(parted.count), Int64(rank))
    }

    /// Standard deviation of the normal core of residuals about zero: median |r| / 0.6745.
    ///
    /// A fit of p coefficients by least absolute deviations leaves p residuals at zero; leaving the p - 1 smallest
    /// out keeps the scale of short series from being far too small (Huber, Robust Statistics, 7.8).
    public static func scale(ofResiduals residuals: [Double], fittedCoefficients p: Int) -> Double {
        guard !residuals.isEmpty else { return .nan }
        let sizes = residuals.map { abs($0) }
        let left = max(0, min(p - 1, sizes.count - 1))
        let middle = left + (sizes.count - left) / 2
        let upper = ranked(middle, of: sizes)
        let median = (sizes.count - left) % 2 == 0 ? (ranked(middle - 1, of: sizes) + upper) / 2 : upper
        return median / 0.674_489_750_196_081_7
    }
}
