import Foundation
import Statistics

/// A series of a crystal's side cut into stretches of constant velocity: induction, growth, slow-down, stop.
struct GrowthStages {
    /// Ascending; one more than there are stages.
    let boundaries: [Double]
    /// The series that was searched: outliers out, no more than `sampleLimit` samples.
    let cleaned: MeasuredSeries
    /// Of the broken line through `cleaned`.
    let residualStandardDeviation: Double

    var count: Int { boundaries.count - 1 }
    func range(_ stage: Int) -> ClosedRange<Double> { boundaries[stage]...boundaries[stage + 1] }

    static let sampleLimit = 120
    /// A smaller change, relative to the fastest stage, is not told as another velocity.
    private static let relevantVelocityChange = 0.1
    /// Nor one that bends the line by less than this share of the growth seen.
    private static let relevantBend = 0.015

    /// Breaks by least squares over all combinations of places; their number by BIC with a likelihood that knows
    /// correlated noise, so that a slow wobble of the focus costs less as noise than as breaks; then breaks without
    /// practical meaning are taken out, the least one first.
    init(_ series: MeasuredSeries) {
        let blocks = series.reduced(
            to: Self.sampleLimit, trend: series.roughTrend, combine: OrderStatistics.median)
        let cleaned = blocks.selecting(LocalOutliers.kept(in: blocks))
        self.cleaned = cleaned
        let limit = min(ChangePointSearch.maximumBreaks, (cleaned.count - 2) / 4)
        var breaks: [Double] = []
        if cleaned.count >= 8, limit >= 1 {
            let search = ChangePointSearch(cleaned)
            breaks = Self.mostLikelyBreaks(search, limit: limit)
            breaks = Self.relevantBreaks(breaks, search: search)
        }
        boundaries = [series.first] + breaks + [series.last]
        residualStandardDeviation = Self.residualDeviation(cleaned, breaks: breaks)
    }

    private static func design(_ series: MeasuredSeries, breaks: [Double]) -> Matrix {
        let halfSpan = series.span / 2
        var columns = [series.times.map { _ in 1.0 }, series.times.map { ($0 - series.first) / halfSpan - 1 }]
        for time in breaks { columns.append(series.times.map { max(0, ($0 - time) / halfSpan) }) }
        return Matrix(columns: columns)
    }

    private static func regression(_ series: MeasuredSeries, breaks: [Double]) -> CorrelatedLeastSquares? {
        CorrelatedLeastSquares(
            design: design(series, breaks: breaks), response: series.values,
            times: series.times.map { $0 - series.first }, noiseScale: series.noiseScale)
    }

    private static func mostLikelyBreaks(_ search: ChangePointSearch, limit: Int) -> [Double] {
        let penalty = log(Double(search.series.count))
        var best: (criterion: Double, breaks: [Double]) = (.infinity, [])
        var previous: [Double] = []
        for count in 0...limit {
            guard let breaks = search.breaks(count: count, previous: previous),
                let fit = regression(search.series, breaks: breaks)
            else { break }
            previous = breaks
            // A break costs its place and its change of slope.
            let criterion = -2 * fit.maximumLogLikelihood + 2 * Double(count) * penalty
            if criterion < best.criterion { best = (criterion, breaks) }
            // Growth between an induction and a stop needs two breaks at once before it shows.
            if count >= best.breaks.count + 2 { break }
        }
        return best.breaks
    }

    private static func relevantBreaks(_ start: [Double], search: ChangePointSearch) -> [Double] {
        let series = search.series
        var breaks = start
        let range = (series.values.max() ?? 0) - (series.values.min() ?? 0)
        let bendLimit = max(relevantBend * range, 3 * series.typicalStandardError)
        while !breaks.isEmpty, let fit = regression(series, breaks: breaks) {
            let halfSpan = series.span / 2
            let coefficients = fit.coefficients.map { $0 / halfSpan }
            var slopes = [coefficients[1]]
            for change in coefficients.dropFirst(2) { slopes.append((slopes.last ?? 0) + change) }
            let fastest = slopes.reduce(0) { max($0, abs($1)) }
            let knots = [series.first] + breaks + [series.last]
            // Below 1: without meaning.
            let merits = breaks.indices.map { k -> Double in
                let change = abs(coefficients[k + 2])
                let left = knots[k + 1] - knots[k]
                let right = knots[k + 2] - knots[k + 1]
                let bend = change * left * right / (left + right)
                return min(
                    bendLimit > 0 ? bend / bendLimit : .infinity,
                    fastest > 0 ? change / (relevantVelocityChange * fastest) : 0)
            }
            guard let worst = merits.indices.min(by: { merits[$0] < merits[$1] }), merits[worst] < 1 else { break }
            breaks.remove(at: worst)
            breaks = search.refined(breaks)
        }
        return breaks
    }

    private static func residualDeviation(_ series: MeasuredSeries, breaks: [Double]) -> Double {
        guard series.count > 2 + breaks.count, series.span > 0 else { return 0 }
        let fit = LinearLeastSquares.fit(design: design(series, breaks: breaks), response: series.values)
        return fit.success ? fit.residualStandardDeviation : 0
    }
}
