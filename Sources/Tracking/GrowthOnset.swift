/// The moment at which a speck begins to grow: where a crystal nucleates on dust, the dust is seen before it.
///
/// Least squares of size = s0 for t < t0, s0 + v (t - t0) after it, over all break times t0, against one straight
/// line through everything.
enum GrowthOnset {
    /// Observations that the level stretch must have, and how much better than a straight line the break must fit.
    private static let minimumLevelSamples = 6
    private static let residualRatio = 0.4

    /// Index of the first sample behind the onset; nil where the series grows from its beginning.
    static func index(times: [Double], sizes: [Double]) -> Int? {
        let count = times.count
        guard count >= minimumLevelSamples + 3 else { return nil }
        guard let single = lineResidual(times[...], sizes[...], hinge: nil) else { return nil }
        var best: (residual: Double, index: Int)?
        for index in minimumLevelSamples...(count - 3) {
            guard let residual = lineResidual(times[...], sizes[...], hinge: times[index - 1]) else { continue }
            if residual < (best?.residual ?? .infinity) { best = (residual, index) }
        }
        guard let best, best.residual < residualRatio * single else { return nil }
        guard let level = GrowthTrend(times: Array(times[..<best.index]), values: Array(sizes[..<best.index])),
            let growth = RobustLine(times: Array(times[(best.index - 1)...]), values: Array(sizes[(best.index - 1)...])),
            abs(level.line.slope) < 0.2 * growth.slope
        else { return nil }
        return best.index
    }

    /// Sum of squared residuals of sizes against max(0, t - hinge), or against t without a hinge.
    private static func lineResidual(_ times: ArraySlice<Double>, _ sizes: ArraySlice<Double>, hinge: Double?) -> Double? {
        let x = times.map { time in hinge.map { max(0, time - $0) } ?? time }
        let n = Double(x.count)
        let meanX = x.reduce(0, +) / n
        let meanY = sizes.reduce(0, +) / n
        var xx = 0.0, xy = 0.0, yy = 0.0
        for (a, b) in zip(x, sizes) {
            xx += (a - meanX) * (a - meanX)
            xy += (a - meanX) * (b - meanY)
            yy += (b - meanY) * (b - meanY)
        }
        guard xx > 0 else { return nil }
        return yy - xy * xy / xx
    }
}
