import Foundation
import Statistics

/// A straight line or a parabola through a series: robust against outliers, honest under correlated residuals.
///
/// Outliers are found by a robust fit and left out; what is left is fitted by `CorrelatedLeastSquares`.
struct PolynomialTrend {
    /// Seconds; u = (t - centre) / halfSpan runs from -1 to 1.
    let centre: Double
    let halfSpan: Double
    let degree: Int
    let regression: CorrelatedLeastSquares
    let sampleCount: Int
    let residualStandardDeviation: Double
    let startSeconds: Double
    let endSeconds: Double
    /// Standard deviation of an error that the residuals do not show: it changes too slowly.
    let slowError: Double

    /// Correlation beyond this many blocks is all that matters to a slope.
    private static let blockLimit = 256

    /// - Returns: nil where the series has no more samples than coefficients.
    init?(_ series: MeasuredSeries, degree: Int) {
        guard series.count > degree + 1, series.span > 0 else { return nil }
        centre = series.first + series.span / 2
        halfSpan = series.span / 2
        self.degree = degree
        let axis = Axis(centre: centre, halfSpan: halfSpan, degree: degree)
        guard let inliers = Self.inliers(of: series, axis: axis) else { return nil }
        let kept = series.selecting(inliers)
        guard kept.count > degree + 1 else { return nil }
        let blocks = kept.reduced(to: Self.blockLimit, trend: kept.roughTrend) { values in
            values.reduce(0, +) / Double(values.count)
        }
        guard
            let regression = CorrelatedLeastSquares(
                design: axis.design(blocks.times), response: blocks.values,
                times: blocks.times.map(axis.position), noiseScale: blocks.noiseScale)
        else { return nil }
        self.regression = regression
        sampleCount = kept.count
        let model = axis.design(kept.times).times(regression.coefficients)
        let squares = zip(kept.values, model).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        residualStandardDeviation = (squares / Double(kept.count - degree - 1)).squareRoot()
        slowError = kept.slowError(squares: squares, degreesOfFreedom: kept.count - degree - 1)
        startSeconds = series.first
        endSeconds = series.last
    }

    /// Indices of the samples that are not outliers. A long series is fitted by the medians of its blocks, and each
    /// sample is judged by that fit.
    private static func inliers(of series: MeasuredSeries, axis: Axis) -> [Int]? {
        let blocks = series.reduced(to: blockLimit, trend: series.roughTrend, combine: OrderStatistics.median)
        guard
            let robust = RobustRegression.fit(
                design: axis.design(blocks.times), response: blocks.values, noiseScale: blocks.noiseScale)
        else { return nil }
        if blocks.count == series.count { return series.times.indices.filter { robust.isInlier[$0] } }
        let model = axis.design(series.times).times(robust.coefficients)
        let residuals = series.times.indices.map { (series.values[$0] - model[$0]) / series.noiseScale[$0] }
        let scale = OrderStatistics.scale(ofResiduals: residuals, fittedCoefficients: axis.degree + 1)
        let cutoff = RobustRegression.outlierCutoff(count: series.count, coefficients: axis.degree + 1) * scale
        // Exact data leave no scale: nothing is an outlier of rounding errors.
        guard cutoff > 0 else { return Array(series.times.indices) }
        return series.times.indices.filter { abs(residuals[$0]) <= cutoff }
    }

    /// A combination of the coefficients with its error.
    ///
    /// A slow error is taken for one in each half of the stretch, independent of each other: their mean raises the line,
    /// and half their difference, a step, tilts it by 3/2 of itself.
    private func estimate(_ combination: [Double]) -> Estimate {
        var result = regression.estimate(combination)
        result.standardError = hypot(result.standardError, slowError(of: combination))
        return result
    }

    private func slowError(of combination: [Double]) -> Double {
        let half = slowError * 0.5.squareRoot()
        return hypot(half * combination[0], degree == 0 ? 0 : 1.5 * half * combination[1])
    }

    private struct Axis {
        let centre: Double
        let halfSpan: Double
        let degree: Int

        func position(_ time: Double) -> Double { (time - centre) / halfSpan }

        func design(_ times: [Double]) -> Matrix {
            let positions = times.map(position)
            return Matrix(columns: (0...degree).map { k in positions.map { u in (0..<k).reduce(1) { p, _ in p * u } } })
        }
    }

    private func position(_ seconds: Double) -> Double { (seconds - centre) / halfSpan }

    func value(at seconds: Double) -> Estimate {
        let u = position(seconds)
        return estimate((0...degree).map { pow(u, Double($0)) })
    }

    /// Per minute.
    func rate(at seconds: Double) -> Estimate { estimate(rateCombination(at: seconds)) }

    func rateInterval95(at seconds: Double) -> ClosedRange<Double> {
        let combination = rateCombination(at: seconds)
        let interval = regression.interval(combination, confidence: 0.95)
        let middle = (interval.lowerBound + interval.upperBound) / 2
        let half = hypot(
            (interval.upperBound - interval.lowerBound) / 2, Normal.quantile(0.975) * slowError(of: combination))
        return middle - half...middle + half
    }

    private func rateCombination(at seconds: Double) -> [Double] {
        let u = position(seconds)
        return (0...degree).map { k in k == 0 ? 0 : Double(k) * pow(u, Double(k - 1)) * 60 / halfSpan }
    }

    /// Of a straight line, per minute.
    var slope: Estimate { rate(at: centre) }
    var slopeInterval95: ClosedRange<Double> { rateInterval95(at: centre) }

    /// Coefficients of 1, T, T^2 with T in minutes from `origin` (seconds).
    func coefficientsPerMinute(from origin: Double) -> [Estimate] {
        let shift = (origin - centre) / halfSpan
        let scale = 60 / halfSpan
        // u = shift + scale T: expand u^k.
        var rows: [[Double]] = [[1] + Array(repeating: 0, count: degree)]
        if degree >= 1 { rows = [[1, shift], [0, scale]] }
        if degree == 2 {
            rows = [[1, shift, shift * shift], [0, scale, 2 * shift * scale], [0, 0, scale * scale]]
        }
        return rows.map(estimate)
    }

    /// When a straight line was at zero, with the error propagated; nil where it does not rise.
    var zeroCrossing: Estimate? {
        let c = regression.coefficients
        guard degree == 1, c[1] > 0 else { return nil }
        let u = -c[0] / c[1]
        let error = estimate([1, u]).standardError / c[1]
        return Estimate(value: centre + halfSpan * u, standardError: halfSpan * error)
    }

    /// Whether correlation matters: the residuals show it, or it widens the error of the highest coefficient by half.
    var hasCorrelatedResiduals: Bool {
        let size = abs(value(at: startSeconds).value) + abs(value(at: endSeconds).value)
        // The rounding of exact data is no noise to judge.
        guard residualStandardDeviation > 1e-10 * size else { return false }
        let white = regression.whiteNoiseStandardErrors[degree]
        let honest = regression.covariance[degree, degree].squareRoot()
        return regression.correlatedProbability > 0.9 || honest > 1.5 * white
    }
}
