import CVision

/// Order statistics of samples: what a level or a spread is when part of the samples belong to something else.
enum RobustLevel {
    static func median(_ values: [Float]) -> Float { quantile(values, 0.5) }

    /// Beyond this many values an even choice of them does: its quantiles are off by two hundredths of the spread.
    private static let sample = 4096

    /// The distance of those that are looked at of so many values.
    static func step(among count: Int) -> Int { max(1, (count + sample - 1) / sample) }

    /// Nearest-rank quantile; 0 for no values.
    static func quantile(_ values: [Float], _ fraction: Double) -> Float {
        guard !values.isEmpty else { return 0 }
        let step = step(among: values.count)
        var chosen = step == 1 ? values : stride(from: 0, to: values.count, by: step).map { values[$0] }
        let rank = min(chosen.count - 1, max(0, Int(fraction * Double(chosen.count))))
        return cvision_order_statistic(&chosen, Int64(chosen.count), Int64(rank))
    }

    /// Standard deviation of the Gaussian core: 1.4826 times the median absolute deviation from `centre`.
    static func spread(_ values: [Float], around centre: Float) -> Float {
        1.4826 * median(values.map { abs($0 - centre) })
    }
}
