import Foundation
import Statistics

/// Profile likelihood of ln D: how well the trace can be fitted with D held at other values.
struct DiffusionProfile {
    /// Of ln D, 95 %.
    var interval: ClosedRange<Double>
    /// Both ends lie within a factor of ten.
    var closes: Bool
    /// ln D and the rise of chi2.
    var points: [(logDiffusion: Double, rise: Double)]

    /// An interval that goes further than this factor says nothing.
    static let widest = log(10.0)
    private static let side = 8

    /// - Parameter widening: standard error with the noise's memory / without.
    init(_ candidate: CandidateFit, widening: Double) {
        let fitter = candidate.fitter
        let fit = candidate.fit
        let centre = fit.parameters[0]
        let quantile = StudentT.twoSidedQuantile(
            confidence: 0.95, degreesOfFreedom: Double(max(1, fit.degreesOfFreedom)))
        let limits = centre - Self.widest...centre + Self.widest
        // Where the trace says next to nothing, fits of the others end nowhere: more steps would change nothing.
        interval = ProfileLikelihood.interval(
            of: 0, fit: fit, deviations: quantile * widening, limits: limits,
            options: .init(tolerance: 1e-9, maximumEvaluations: 60, firstSteps: [100, 1]),
            jacobian: { fitter.jacobian($0) }, residuals: { fitter.objective($0) })
        closes = interval.lowerBound > limits.lowerBound + 1e-9 && interval.upperBound < limits.upperBound - 1e-9
        points = Self.curve(fitter, fit, interval: interval, widening: widening)
    }

    /// The curve alone, from some of the values: to be looked at where the model is wrong and no interval is quoted.
    static func outline(
        _ candidate: CandidateFit, interval: ClosedRange<Double>, widening: Double
    ) -> [(logDiffusion: Double, rise: Double)] {
        let whole = candidate.fitter
        let fitter = whole.thinned(to: mostOutlined)
        let fit = fitter.fit(from: candidate.parameters, evaluations: 60)
        let half = (interval.upperBound - interval.lowerBound) / 2
        guard fit.chiSquare > 0, fit.chiSquare.isFinite, half > 0, half.isFinite else { return [] }
        let reach = min(half, widest)
        let centre = fit.parameters[0]
        // All values tell more than some of them, in proportion.
        let share = Double(whole.times.count) / Double(fitter.times.count)
        return curve(fitter, fit, interval: centre - reach...centre + reach, widening: widening)
            .map { ($0.logDiffusion, share * $0.rise) }
    }

    private static let mostOutlined = 120

    /// From the centre outward, so that each fit starts where its neighbour ended.
    private static func curve(
        _ fitter: TraceFitter, _ fit: FitResult, interval: ClosedRange<Double>, widening: Double
    ) -> [(logDiffusion: Double, rise: Double)] {
        let centre = fit.parameters[0]
        var points = [(logDiffusion: centre, rise: 0.0)]
        for end in [interval.lowerBound, interval.upperBound] {
            var others = Array(fit.parameters.dropFirst())
            for k in 1...side {
                let value = centre + 1.5 * (end - centre) * Double(k) / Double(side)
                let refit = LeastSquares.fit(
                    start: others, options: .init(tolerance: 1e-6, maximumEvaluations: 40, firstSteps: [1]),
                    jacobian: { fitter.jacobian([value] + $0).withoutColumn(0) },
                    residuals: { fitter.objective([value] + $0) })
                guard refit.chiSquare.isFinite else { break }
                if refit.success { others = refit.parameters }
                let rise = max(0, refit.chiSquare - fit.chiSquare) / fit.reducedChiSquare / (widening * widening)
                points.append((value, rise))
            }
        }
        return points.sorted { $0.logDiffusion < $1.logDiffusion }
    }
}
