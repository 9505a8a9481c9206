import Foundation
import Statistics

/// side = k (t - t_n)^n, and what n says about the regime.
///
/// Fitted as side = S ((x + e) / (1 + e))^n with x = 0...1 over the stretch and e = exp(p) > 0 the time from t_n to
/// the first sample in units of the stretch: S is the side at the end, which the data fix, and t_n cannot pass the
/// first sample.
struct PowerLawFit {
    let law: CrystalKinetics.PowerLaw
    /// s; delta method.
    let nucleationTime: Estimate
    /// Whether the law describes all of the growth although its velocity changes.
    let coversChangingVelocity: Bool

    private static let exponentLimits = 0.05...5.0
    private static let sampleLimit = 100

    /// The whole growth where one power law describes it about as well as the stages of constant velocity do;
    /// otherwise (a slow-down, a pause) the steady stage alone.
    init?(_ velocities: StageVelocities) {
        guard let steady = velocities.steadyGrowth else { return nil }
        let several = velocities.fitted.filter { $0.line.slope.value > 0 }.count > 1
        if several, let range = velocities.growthRange,
            let whole = Candidate(velocities.stages.cleaned.within(range)),
            whole.fit.residualStandardDeviation < 1.2 * velocities.stages.residualStandardDeviation
        {
            self.init(whole, slowDeviation: steady.line.slowError, coversChangingVelocity: true)
            return
        }
        let stretch = velocities.stages.cleaned.within(steady.line.startSeconds...steady.line.endSeconds)
        guard let single = Candidate(stretch) else { return nil }
        self.init(single, slowDeviation: steady.line.slowError, coversChangingVelocity: false)
    }

    private init?(_ candidate: Candidate, slowDeviation: Double, coversChangingVelocity: Bool) {
        let fit = candidate.fit
        guard let honest = candidate.regressionAtMinimum() else { return nil }
        let white = honest.whiteNoiseStandardErrors[1]
        let interval = honest.interval([0, 1, 0])
        let slow = candidate.slowErrors(of: slowDeviation)
        guard white > 0, white.isFinite, Self.exponentLimits.contains(fit.parameters[1]) else { return nil }
        let half = hypot((interval.upperBound - interval.lowerBound) / 2, Normal.quantile(0.975) * slow[1])
        let confidence = ProfileLikelihood.interval(
            of: 1, fit: fit, deviations: half / white, limits: Self.exponentLimits, residuals: candidate.residuals)
        law = CrystalKinetics.PowerLaw(
            exponent: Estimate(
                value: fit.parameters[1], standardError: hypot(honest.estimate([0, 1, 0]).standardError, slow[1])),
            confidence95: confidence)
        let lead = candidate.series.span * exp(fit.parameters[2])
        nucleationTime = Estimate(
            value: candidate.series.first - lead,
            standardError: lead * hypot(honest.estimate([0, 0, 1]).standardError, slow[2]))
        self.coversChangingVelocity = coversChangingVelocity
    }

    /// The regime that the exponent's interval allows; none is known of an exponent that is surely above 1 or below 0.5.
    /// Exponents closer than 0.03 count as equal: with thousands of frames the interval becomes narrower than what the
    /// optics do to the side.
    var regime: CrystalKinetics.Regime {
        let low = law.confidence95.lowerBound - 0.03
        let high = law.confidence95.upperBound + 0.03
        switch ((low...high).contains(1), (low...high).contains(0.5)) {
        case (true, false): return .interfaceLimited
        case (false, true): return .diffusionLimited
        case (false, false): return low > 0.5 && high < 1 ? .mixed : .undetermined
        case (true, true): return .undetermined
        }
    }

    /// A fit over one stretch: parameters S, n, p.
    private struct Candidate {
        let series: MeasuredSeries
        let residuals: LeastSquares.Residuals
        let fit: FitResult

        /// Outliers that only a law through all samples shows are left out, and the law is fitted again.
        init?(_ stretch: MeasuredSeries) {
            guard let first = Candidate(allOf: stretch) else { return nil }
            let residuals = first.fit.residuals
            let cutoff = RobustRegression.outlierCutoff(count: residuals.count, coefficients: 3)
                * OrderStatistics.scale(ofResiduals: residuals, fittedCoefficients: 3)
            let kept = residuals.indices.filter { abs(residuals[$0]) <= cutoff }
            guard kept.count < residuals.count, let second = Candidate(allOf: first.series.selecting(kept)) else {
                self = first
                return
            }
            self = second
        }

        private init?(allOf stretch: MeasuredSeries) {
            let series = stretch.reduced(to: sampleLimit, trend: stretch.roughTrend) { values in
                values.reduce(0, +) / Double(values.count)
            }
            guard series.count >= 5, series.span > 0 else { return nil }
            self.series = series
            let x = series.times.map { ($0 - series.first) / series.span }
            let residuals: LeastSquares.Residuals = { parameters in
                x.indices.map { i in
                    (Self.side(parameters, x[i]) - series.values[i]) / series.noiseScale[i]
                }
            }
            self.residuals = residuals
            let last = series.values[series.count - 1]
            let rise = max(last - series.values[0], 1e-6 * last)
            let lead = min(max(series.values[0] / rise, 1e-3), 20)
            // Minima at both regimes are possible in noise: the better one counts.
            let attempts = [1, 0.5].map { n in
                LeastSquares.fit(
                    start: [last, n, log(lead * n)],
                    options: .init(tolerance: 1e-10, maximumEvaluations: 300), residuals: residuals)
            }
            guard let best = attempts.filter(\.success).min(by: { $0.chiSquare < $1.chiSquare }),
                best.degreesOfFreedom > 0, best.reducedChiSquare > 0
            else { return nil }
            fit = best
        }

        /// exp is capped where the law has long become an exponential.
        static func side(_ parameters: [Double], _ x: Double) -> Double {
            let lead = exp(min(max(parameters[2], -30), 30))
            return parameters[0] * pow((x + lead) / (1 + lead), parameters[1])
        }

        /// What errors that are too slow to show in the residuals do to S, n and p: one of this standard deviation, um, in
        /// each third of the stretch, independent of each other. (In two halves they would hardly bend the curve.)
        func slowErrors(of deviation: Double) -> [Double] {
            let design = design
            let weights = series.noiseScale.map { 1 / ($0 * $0) }
            let responses = (0..<3).map { third in
                LinearLeastSquares.fit(
                    design: design, response: series.values.indices.map { 3 * $0 / series.count == third ? 1 : 0 },
                    weights: weights
                ).parameters
            }
            return (0..<3).map { column in deviation * responses.reduce(0) { hypot($0, $1[column]) } }
        }

        /// Derivatives of the law by S, n and p.
        private var design: Matrix {
            let x = series.times.map { ($0 - series.first) / series.span }
            let b = fit.parameters
            let lead = exp(min(max(b[2], -30), 30))
            return Matrix(columns: [
                x.map { pow(($0 + lead) / (1 + lead), b[1]) },
                x.map { Self.side(b, $0) * log(($0 + lead) / (1 + lead)) },
                x.map { Self.side(b, $0) * b[1] * lead * (1 / ($0 + lead) - 1 / (1 + lead)) },
            ])
        }

        /// The fit's linear approximation, for errors that hold under correlated residuals.
        func regressionAtMinimum() -> CorrelatedLeastSquares? {
            CorrelatedLeastSquares(
                design: design,
                response: series.values.indices.map { -fit.residuals[$0] * series.noiseScale[$0] },
                times: series.times.map { ($0 - series.first) / series.span }, noiseScale: series.noiseScale)
        }
    }
}
