import Foundation
import Statistics

/// The pitch of a ruling at the picture's centre, from all its lines, with the lens distortion along it.
///
/// A line k lies at u = x (1 + kappa (x^2 + v^2)) with x = a + P k: radial distortion about the picture's centre, of which
/// a ruling shows the part along its axis. P is the pitch that the lens would give without distortion.
struct RulingFit: Sendable {
    /// px at the picture's centre; the error holds the lines' scatter, its correlation, and the doubt about distortion.
    var pitch: Estimate
    /// kappa in 1 / px^2; nil with too few lines.
    var kappa: Estimate?
    /// Measured minus fitted, px, in the order of `lines`.
    var residuals: [Double]
    var isInlier: [Bool]
    /// Standard deviation of the good lines' residuals, px.
    var scatter: Double

    /// nil where the lines do not lie on a line. Lines that dirt has moved are left out.
    init?(_ lines: [LinePosition]) {
        guard lines.count >= 3 else { return nil }
        let numbers = lines.map { Double($0.number) }
        let positions = lines.map(\.u)
        let straight = Matrix(columns: [numbers.map { _ in 1 }, numbers])
        guard let robust = RobustRegression.fit(design: straight, response: positions) else { return nil }
        // Distortion bends the row of positions: what a cubic explains is no outlier.
        var isInlier = robust.isInlier
        let cubic = Self.design(lines, robust.coefficients)
        if lines.count >= Self.fewestForDistortion,
            let curved = RobustRegression.fit(design: cubic, response: positions),
            curved.isInlier.filter({ $0 }).count > isInlier.filter({ $0 }).count
        {
            isInlier = curved.isInlier
        }
        self.isInlier = isInlier
        let weights = isInlier.map { $0 ? 1.0 : 0 }
        let linear = LinearLeastSquares.fit(design: straight, response: positions, weights: weights)
        guard linear.success, linear.degreesOfFreedom >= 1 else { return nil }
        let linearPitch = Self.widened(linear, index: 1)
        pitch = linearPitch
        var coefficients = [linear.parameters[0], linear.parameters[1], 0]
        let count = isInlier.filter { $0 }.count
        if count >= Self.fewestForDistortion {
            let fit = LinearLeastSquares.fit(
                design: Self.design(lines, linear.parameters), response: positions, weights: weights)
            if fit.success {
                let kappa = Self.widened(fit, index: 2)
                self.kappa = kappa
                let curvedPitch = Self.widened(fit, index: 1)
                let share = Self.share(of: kappa)
                pitch = Self.average(linearPitch, curvedPitch, share: share)
                coefficients = zip(coefficients, fit.parameters).map { $0 + share * ($1 - $0) }
            }
        }
        let model = cubic.times(coefficients)
        residuals = positions.indices.map { positions[$0] - model[$0] }
        let good = zip(residuals, isInlier).filter(\.1).map(\.0)
        scatter = (good.reduce(0) { $0 + $1 * $1 } / Double(max(1, good.count - 2))).squareRoot()
    }

    private static let fewestForDistortion = 8

    private static func design(_ lines: [LinePosition], _ linear: [Double]) -> Matrix {
        Matrix(columns: [
            lines.map { _ in 1 }, lines.map { Double($0.number) },
            lines.map { line in
                let x = linear[0] + linear[1] * Double(line.number)
                return x * (x * x + line.v * line.v)
            },
        ])
    }

    /// A coefficient with its standard error for correlated residuals and few degrees of freedom: 1.96 of it give a 95 %
    /// interval.
    private static func widened(_ fit: FitResult, index: Int) -> Estimate {
        let estimate = fit.estimate(index)
        let count = Double(fit.residuals.count)
        let effective = Autocorrelation.effectiveSampleSize(
            fit.residuals, fittedCoefficients: fit.parameters.count)
        let correlation = max(1, count / max(effective, 1)).squareRoot()
        let freedom = max(1, min(effective, count) - Double(fit.parameters.count))
        let quantile = StudentT.twoSidedQuantile(confidence: 0.95, degreesOfFreedom: freedom) / 1.96
        return Estimate(value: estimate.value, standardError: estimate.standardError * correlation * quantile)
    }

    /// How much of the distortion is believed: none where it is no larger than its error, all where it is far larger
    /// (the positive part of Stein's estimate).
    private static func share(of kappa: Estimate) -> Double {
        guard kappa.standardError > 0 else { return 1 }
        let square = pow(kappa.value / kappa.standardError, 2)
        return square > 1 ? (square - 1) / square : 0
    }

    /// The mean of two models with the variance of the mixture.
    private static func average(_ linear: Estimate, _ curved: Estimate, share: Double) -> Estimate {
        let difference = curved.value - linear.value
        let variance = (1 - share) * linear.standardError * linear.standardError
            + share * curved.standardError * curved.standardError + share * (1 - share) * difference * difference
        return Estimate(value: linear.value + share * difference, standardError: variance.squareRoot())
    }
}
