import Foundation
import Statistics

/// The estimate that allows for noise with a memory: Gauss-Newton steps in which every linear problem is solved with
/// the memory unknown (`CorrelatedLeastSquares`).
struct CorrelatedRefinement {
    var parameters: [Double]
    var covariance: Matrix
    /// Of ln D, 95 %.
    var interval: ClosedRange<Double>
    /// Of ln D.
    var standardError: Double
    /// d model / d parameter in units of the noise scale.
    var derivatives: Matrix

    private static let steps = 6
    private static let mostLoss = 1.3

    /// nil where the derivatives depend on each other.
    init?(_ candidate: CandidateFit) {
        let fitter = candidate.fitter
        var point = candidate.fit.parameters
        // The height of a premixed part is known from the data too, and its error reaches D.
        let height = fitter.heightDerivatives(at: point).map { [$0] } ?? []
        let direction = [1.0] + Array(repeating: 0, count: point.count - 1 + height.count)
        var found: CorrelatedRefinement?
        for _ in 0..<Self.steps {
            let residuals = fitter.residuals(point)
            let derivatives = Matrix(columns: fitter.derivatives(point) + height)
            guard residuals.allSatisfy(\.isFinite),
                let linear = CorrelatedLeastSquares(
                    design: derivatives, response: residuals.map { -$0 }, times: fitter.times)
            else { return nil }
            let free = linear.estimate(direction).standardError
            let quantiles = linear.interval(direction)
            let (step, covariance) = Self.withPrior(linear, fitter, point)
            let error = max(0, covariance[0, 0]).squareRoot()
            // An undetermined trace steps out of the range in which its derivatives mean anything.
            let shortening = min(1, 1 / max(abs(step[0]), 1e-12))
            point = zip(point, step).map { $0 + shortening * $1 }
            let half = free > 0 ? (quantiles.upperBound - quantiles.lowerBound) / 2 * error / free : 0
            found = CorrelatedRefinement(
                parameters: point, covariance: covariance, interval: point[0] - half...point[0] + half,
                standardError: error, derivatives: derivatives)
            // Where a long memory explains everything, the steps follow the details and leave the course: the least
            // squares fit stands, with the error that the memory gives it.
            if !(Self.squares(fitter, point) <= Self.mostLoss * candidate.fit.chiSquare) {
                let centre = candidate.fit.parameters
                found = CorrelatedRefinement(
                    parameters: centre, covariance: covariance, interval: centre[0] - half...centre[0] + half,
                    standardError: error, derivatives: derivatives)
                break
            }
            if abs(step[0]) < 0.02 * error { break }
        }
        guard let found, found.parameters.allSatisfy(\.isFinite) else { return nil }
        self = found
    }

    private init(
        parameters: [Double], covariance: Matrix, interval: ClosedRange<Double>, standardError: Double,
        derivatives: Matrix
    ) {
        self.parameters = parameters
        self.covariance = covariance
        self.interval = interval
        self.standardError = standardError
        self.derivatives = derivatives
    }

    /// The linear estimate together with the usual size of a drift, as one more measurement (Kalman's update).
    private static func withPrior(
        _ linear: CorrelatedLeastSquares, _ fitter: TraceFitter, _ point: [Double]
    ) -> (step: [Double], covariance: Matrix) {
        var step = linear.coefficients
        var covariance = linear.covariance
        guard let place = fitter.driftPlace else { return (step, covariance) }
        let usual = fitter.usualDriftInUnits
        let total = covariance[place, place] + usual * usual
        let column = step.indices.map { linear.covariance[$0, place] }
        let surprise = point[place] + step[place]
        for i in step.indices {
            step[i] -= column[i] / total * surprise
            for j in step.indices { covariance[i, j] -= column[i] * column[j] / total }
        }
        return (step, covariance)
    }

    private static func squares(_ fitter: TraceFitter, _ point: [Double]) -> Double {
        fitter.residuals(point).reduce(0) { $0 + $1 * $1 }
    }
}
