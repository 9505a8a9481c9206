import Foundation
import Statistics

/// The estimate that allows for noise with a memory: Gauss-Newton steps in which every linear problem is solved with
/// the memory unknown (`CorrelatedLeastSquares`).
struct CorrelatedRefinement {
    var parameters: [Double]
    var covariance: Matrix
    /// Of ln D, 95 %.
    var interval: ClosedRange<Double>
    /// Standard error of ln D with and without the memory.
    var standardError: Double
    var whiteStandardError: Double
    /// d model / d parameter in units of the noise scale.
    var derivatives: Matrix

    private static let steps = 6

    /// nil where the derivatives depend on each other.
    init?(_ candidate: CandidateFit) {
        let fitter = candidate.fitter
        var point = candidate.fit.parameters
        let direction = [1.0] + Array(repeating: 0, count: point.count - 1)
        var found: CorrelatedRefinement?
        for _ in 0..<Self.steps {
            let residuals = fitter.residuals(point)
            let derivatives = Self.derivatives(fitter, at: point)
            guard residuals.allSatisfy(\.isFinite),
                let linear = CorrelatedLeastSquares(
                    design: derivatives, response: residuals.map { -$0 }, times: fitter.times)
            else { return nil }
            let step = linear.coefficients
            let error = linear.estimate(direction).standardError
            // An undetermined trace steps out of the range in which its derivatives mean anything.
            let shortening = min(1, 1 / max(abs(step[0]), 1e-12))
            point = zip(point, step).map { $0 + shortening * $1 }
            let interval = linear.interval(direction)
            found = CorrelatedRefinement(
                parameters: point, covariance: linear.covariance,
                interval: point[0] - step[0] + interval.lowerBound...point[0] - step[0] + interval.upperBound,
                standardError: error, whiteStandardError: linear.whiteNoiseStandardErrors[0], derivatives: derivatives)
            if abs(step[0]) < 0.02 * error { break }
        }
        guard let found, found.parameters.allSatisfy(\.isFinite) else { return nil }
        self = found
    }

    private init(
        parameters: [Double], covariance: Matrix, interval: ClosedRange<Double>, standardError: Double,
        whiteStandardError: Double, derivatives: Matrix
    ) {
        self.parameters = parameters
        self.covariance = covariance
        self.interval = interval
        self.standardError = standardError
        self.whiteStandardError = whiteStandardError
        self.derivatives = derivatives
    }

    static func derivatives(_ fitter: TraceFitter, at point: [Double]) -> Matrix {
        Matrix(
            columns: point.indices.map { j in
                let step = 1e-4
                var (ahead, behind) = (point, point)
                ahead[j] += step
                behind[j] -= step
                let (high, low) = (fitter.residuals(ahead), fitter.residuals(behind))
                return high.indices.map { (high[$0] - low[$0]) / (2 * step) }
            })
    }
}
