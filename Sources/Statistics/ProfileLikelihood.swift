/// Intervals of one parameter with all others fitted again at each of its values.
public enum ProfileLikelihood {
    /// Where the profile of the sum of squares has risen by `deviations` squared times the residual variance.
    ///
    /// For a nearly linear problem that is estimate -+ `deviations` standard errors; where the parameter bends the
    /// model, the two sides differ as they should (Bates and Watts, Nonlinear Regression Analysis, 6.1).
    /// - Parameters:
    ///   - deviations: half-width in standard errors, the quantile of t for a confidence interval.
    ///   - limits: an end that is not reached inside is reported at the limit.
    ///   - options: of the fits of the other parameters.
    ///   - jacobian: of `residuals`; nil takes differences.
    ///   - residuals: the function that gave `fit`.
    public static func interval(
        of parameter: Int, fit: FitResult, deviations: Double, limits: ClosedRange<Double>,
        options: LeastSquares.Options = .init(tolerance: 1e-9, maximumEvaluations: 200),
        jacobian: LeastSquares.Jacobian? = nil, residuals: @escaping LeastSquares.Residuals
    ) -> ClosedRange<Double> {
        let profile = Profile(
            parameter: parameter, fit: fit, options: options, jacobian: jacobian, residuals: residuals)
        let centre = min(max(fit.parameters[parameter], limits.lowerBound), limits.upperBound)
        let low = profile.end(from: centre, toward: limits.lowerBound, deviations: deviations)
        let high = profile.end(from: centre, toward: limits.upperBound, deviations: deviations)
        return min(low, centre)...max(high, centre)
    }

    private struct Profile {
        let parameter: Int
        let fit: FitResult
        let options: LeastSquares.Options
        let jacobian: LeastSquares.Jacobian?
        let residuals: LeastSquares.Residuals

        /// Square root of the rise of chi2, in residual standard deviations; `others` follow along as the next start.
        func rise(at value: Double, others: inout [Double]) -> Double {
            func complete(_ rest: [Double]) -> [Double] {
                var all = rest
                all.insert(value, at: parameter)
                return all
            }
            var chiSquare = Double.infinity
            if others.isEmpty {
                chiSquare = residuals([value]).reduce(0) { $0 + $1 * $1 }
            } else {
                let refit = LeastSquares.fit(
                    start: others, options: options,
                    jacobian: jacobian.map { jacobian in { jacobian(complete($0)).withoutColumn(parameter) } },
                    residuals: { residuals(complete($0)) })
                chiSquare = refit.chiSquare
                if refit.success { others = refit.parameters }
            }
            guard chiSquare.isFinite else { return .infinity }
            return (max(0, chiSquare - fit.chiSquare) / fit.reducedChiSquare).squareRoot()
        }

        func end(from centre: Double, toward limit: Double, deviations: Double) -> Double {
            var others = fit.parameters
            others.remove(at: parameter)
            let direction: Double = limit < centre ? -1 : 1
            let error = fit.standardErrors[parameter]
            // A large step may lead the other parameters astray.
            let largest = abs(limit - centre) / 16
            var step = error.isFinite && error > 0 ? min(deviations * error, largest) : largest
            var inside = centre
            var insideRise = 0.0
            var outside = centre
            var outsideRise = 0.0
            for _ in 0..<60 {
                outside = direction < 0 ? max(limit, inside - step) : min(limit, inside + step)
                outsideRise = rise(at: outside, others: &others)
                if outsideRise >= deviations { break }
                if outside == limit { return limit }
                inside = outside
                insideRise = outsideRise
                step *= 1.6
            }
            // The rise is nearly linear, so the secant point is close; halving keeps it safe.
            for turn in 0..<30 where abs(outside - inside) > 1e-4 * abs(outside - centre) {
                let slope = outsideRise.isFinite ? (deviations - insideRise) / (outsideRise - insideRise) : 0.5
                let fraction = turn % 3 == 2 ? 0.5 : min(max(slope, 0.02), 0.98)
                let middle = inside + fraction * (outside - inside)
                let value = rise(at: middle, others: &others)
                if abs(value - deviations) < 1e-3 * deviations { return middle }
                if value < deviations {
                    (inside, insideRise) = (middle, value)
                } else {
                    (outside, outsideRise) = (middle, value)
                }
            }
            return (inside + outside) / 2
        }
    }
}
