/// A straight line through points of which up to 29 % may be wrong.
///
/// Slope: median of all pairwise slopes (Theil 1950, Sen 1968); level: median of the residuals; noise: 1.4826 times
/// the median absolute residual, the standard deviation for normal errors.
struct RobustLine {
    let slope: Double
    let level: Double
    let noise: Double

    /// nil with fewer than two different times.
    init?(times: [Double], values: [Double]) {
        var slopes: [Double] = []
        slopes.reserveCapacity(times.count * (times.count - 1) / 2)
        for j in times.indices {
            for i in 0..<j where times[j] != times[i] {
                slopes.append((values[j] - values[i]) / (times[j] - times[i]))
            }
        }
        guard let slope = Median.of(slopes) else { return nil }
        let intercepts = times.indices.map { values[$0] - slope * times[$0] }
        guard let level = Median.of(intercepts) else { return nil }
        self.slope = slope
        self.level = level
        noise = 1.4826 * (Median.of(intercepts.map { abs($0 - level) }) ?? 0)
    }

    func value(at time: Double) -> Double { level + slope * time }
}

/// The middle of a sample; the mean of the two middle values of an even one.
enum Median {
    static func of(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
