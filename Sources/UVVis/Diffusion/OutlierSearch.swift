import Foundation
import Statistics

/// Single values that the noise around them cannot have given.
enum OutlierSearch {
    private static let window = 9

    /// Which residuals belong to the noise.
    ///
    /// Each is compared with the median of its neighbours: a model that does not fit leaves residuals that are large
    /// but smooth, and those are no outliers.
    static func inliers(_ residuals: [Double], fittedCoefficients: Int) -> [Bool] {
        guard residuals.count > window else { return residuals.map { _ in true } }
        let deviations = zip(residuals, neighbourMedians(residuals)).map { $0 - $1 }
        let scale = OrderStatistics.scale(ofResiduals: deviations, fittedCoefficients: 1)
        guard scale > 0 else { return residuals.map { _ in true } }
        let cutoff = RobustRegression.outlierCutoff(count: residuals.count, coefficients: fittedCoefficients) * scale
        return withoutRuns(deviations.map { abs($0) <= cutoff }, signs: deviations.map { $0 > 0 })
    }

    /// Which absorbances can belong to a course at all, whatever its model.
    ///
    /// A single value that lies farther from its neighbours than the whole course spans, beyond the noise, is none of it. A
    /// least squares fit would follow it instead, so it has to go before the first one.
    static func plausible(_ absorbances: [Double]) -> [Bool] {
        guard absorbances.count > window else { return absorbances.map { _ in true } }
        let medians = neighbourMedians(absorbances)
        let deviations = zip(absorbances, medians).map { $0 - $1 }
        let scale = OrderStatistics.scale(ofResiduals: deviations, fittedCoefficients: 1)
        guard scale > 0, let low = medians.min(), let high = medians.max() else { return absorbances.map { _ in true } }
        let limit = high - low + RobustRegression.outlierCutoff(count: absorbances.count, coefficients: 1) * scale
        return withoutRuns(deviations.map { abs($0) <= limit }, signs: deviations.map { $0 > 0 })
    }

    /// Of the values around each, without itself.
    private static func neighbourMedians(_ values: [Double]) -> [Double] {
        values.indices.map { i in
            let low = max(0, min(i - window / 2, values.count - window))
            return OrderStatistics.median((low..<low + window).filter { $0 != i }.map { values[$0] })
        }
    }

    /// Three and more that follow each other on the same side are a course that the model does not know.
    private static func withoutRuns(_ isInlier: [Bool], signs: [Bool]) -> [Bool] {
        var result = isInlier
        var start = 0
        while start < isInlier.count {
            var end = start
            while end < isInlier.count, !isInlier[end], signs[end] == signs[start] { end += 1 }
            if end - start >= 3 { for i in start..<end { result[i] = true } }
            start = max(end, start + 1)
        }
        return result
    }
}
