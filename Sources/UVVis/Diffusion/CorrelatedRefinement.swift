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
    /// How the premixed part was spread; nil where nothing was premixed.
    var start: StartProfile?
    /// Of the start profile's bands: share of all solute beyond the even spread.
    var startShares: [Double] = []

    private static let steps = 6
    private static let mostLoss = 1.3

    /// nil where the derivatives depend on each other.
    init?(_ candidate: CandidateFit) {
        let fitter = candidate.fitter
        var point = candidate.fit.parameters
        start = StartProfile(model: fitter.model, premixedFraction: candidate.parameters.premixedFraction)
        var shares = start?.usual.map { _ in 0.0 } ?? []
        let direction = [1.0] + Array(repeating: 0, count: point.count - 1 + shares.count)
        var found: CorrelatedRefinement?
        for _ in 0..<Self.steps {
            let spread = start.map { fitter.derivatives(point, of: $0) } ?? []
            let residuals = Self.residuals(fitter, point, spread, shares)
            guard residuals.allSatisfy(\.isFinite),
                let linear = CorrelatedLeastSquares(
                    design: Matrix(columns: fitter.derivatives(point) + spread), response: residuals.map { -$0 },
                    times: fitter.times, beside: Self.usualShares(start, shares, fitter, parameters: point.count))
            else { return nil }
            let free = linear.estimate(direction).standardError
            let quantiles = linear.interval(direction)
            let (step, covariance) = Self.withPrior(linear, fitter, point)
            let error = max(0, covariance[0, 0]).squareRoot()
            // An undetermined trace steps out of the range in which its derivatives mean anything.
            let shortening = min(1, 1 / max(abs(step[0]), 1e-12))
            point = zip(point, step).map { $0 + shortening * $1 }
            shares = zip(shares, step.dropFirst(point.count)).map { $0 + shortening * $1 }
            let half = free > 0 ? (quantiles.upperBound - quantiles.lowerBound) / 2 * error / free : 0
            found = CorrelatedRefinement(
                parameters: point, covariance: covariance, interval: point[0] - half...point[0] + half,
                standardError: error, start: start, startShares: shares)
            // Where a long memory explains everything, the steps follow the details and leave the course: the least
            // squares fit stands, with the error that the memory gives it.
            let moved = Self.residuals(fitter, point, start.map { fitter.derivatives(point, of: $0) } ?? [], shares)
            if !(moved.reduce(0) { $0 + $1 * $1 } <= Self.mostLoss * candidate.fit.chiSquare) {
                let centre = candidate.fit.parameters
                found = CorrelatedRefinement(
                    parameters: centre, covariance: covariance, interval: centre[0] - half...centre[0] + half,
                    standardError: error, start: nil, startShares: [])
                break
            }
            if abs(step[0]) < 0.02 * error { break }
        }
        guard let found, found.parameters.allSatisfy(\.isFinite) else { return nil }
        self = found
    }

    private init(
        parameters: [Double], covariance: Matrix, interval: ClosedRange<Double>, standardError: Double,
        start: StartProfile?, startShares: [Double]
    ) {
        self.parameters = parameters
        self.covariance = covariance
        self.interval = interval
        self.standardError = standardError
        self.start = start
        self.startShares = startShares
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

    /// What is usual of the start's shares, as one measurement each.
    private static func usualShares(
        _ start: StartProfile?, _ shares: [Double], _ fitter: TraceFitter, parameters: Int
    ) -> [(row: [Double], response: Double)] {
        guard let start else { return [] }
        return shares.indices.map { k in
            var row = Array(repeating: 0.0, count: parameters + shares.count)
            let unit = fitter.noise / start.usual[k]
            row[parameters + k] = unit
            return (row, -unit * shares[k])
        }
    }

    private static func residuals(
        _ fitter: TraceFitter, _ point: [Double], _ spread: [[Double]], _ shares: [Double]
    ) -> [Double] {
        var residuals = fitter.residuals(point)
        for (column, share) in zip(spread, shares) {
            for i in residuals.indices { residuals[i] += share * column[i] }
        }
        return residuals
    }

    /// (model - data) / noise scale at the refined parameters.
    func residuals(_ fitter: TraceFitter) -> [Double] {
        Self.residuals(fitter, parameters, start.map { fitter.derivatives(parameters, of: $0) } ?? [], startShares)
    }

    /// Absorbances at the refined parameters.
    func absorbances(_ fitter: TraceFitter, at times: [Double]) -> [Double] {
        let point = fitter.parameters(parameters)
        var values = fitter.model.absorbances(point, at: times)
        guard let start else { return values }
        for (column, share) in zip(start.derivatives(fitter.model, point, at: times), startShares) {
            for i in values.indices { values[i] += share * column[i] }
        }
        return values
    }
}
