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
        let deviations = residuals.indices.map { i -> Double in
            let low = max(0, min(i - window / 2, residuals.count - window))
            let around = (low..<low + window).filter { $0 != i }.map { residuals[$0] }
            return residuals[i] - OrderStatistics.median(around)
        }
        let scale = OrderStatistics.scale(ofResiduals: deviations, fittedCoefficients: 1)
        guard scale > 0 else { return residuals.map { _ in true } }
        let cutoff = RobustRegression.outlierCutoff(count: residuals.count, coefficients: fittedCoefficients) * scale
        return withoutRuns(deviations.map { abs($0) <= cutoff }, signs: deviations.map { $0 > 0 })
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
