import Foundation
import Statistics

/// Least squares fits of one trace with a chosen set of free nuisances.
struct TraceFitter {
    let model: TraceModel
    let times: [Double]
    let absorbances: [Double]
    /// Relative standard deviation of each value's noise; about 1.
    let noiseScale: [Double]
    /// ln D and ln A_inf come before them in the list of parameters.
    let free: [Nuisance]
    /// What is not free.
    let fixed: TraceParameters
    /// Time and absorbance in which the nuisances are counted, so that all parameters are of order 1.
    let span: Double
    let rise: Double

    private static let strayLightUnit = 0.01

    init(
        model: TraceModel, trace: TraceSamples, free: Set<Nuisance>, fixed: TraceParameters, span: Double, rise: Double
    ) {
        self.model = model
        times = trace.times
        absorbances = trace.absorbances
        noiseScale = trace.noiseScale
        self.free = free.sorted()
        self.fixed = fixed
        self.span = span
        self.rise = rise
    }

    func vector(_ p: TraceParameters) -> [Double] {
        [p.logDiffusion, p.logAmplitude]
            + free.map { nuisance in
                switch nuisance {
                case .startTime: p.startSeconds / span
                case .baseline: p.baseline / rise
                case .drift: p.driftPerSecond * span / rise
                case .strayLight: p.strayLightFraction / Self.strayLightUnit
                case .premixed: p.premixedFraction
                }
            }
    }

    func parameters(_ vector: [Double]) -> TraceParameters {
        var p = fixed
        p.logDiffusion = vector[0]
        p.logAmplitude = vector[1]
        for (nuisance, value) in zip(free, vector.dropFirst(2)) {
            switch nuisance {
            case .startTime: p.startSeconds = value * span
            case .baseline: p.baseline = value * rise
            case .drift: p.driftPerSecond = value * rise / span
            case .strayLight: p.strayLightFraction = value * Self.strayLightUnit
            case .premixed: p.premixedFraction = value
            }
        }
        return p
    }

    /// Of the nuisances in the unit of `TraceParameters`, from those of a fit's vector.
    func unit(of nuisance: Nuisance) -> Double {
        switch nuisance {
        case .startTime: span
        case .baseline: rise
        case .drift: rise / span
        case .strayLight: Self.strayLightUnit
        case .premixed: 1
        }
    }

    /// (model - data) / noise scale, times the square root of robust weights where there are any.
    func residuals(_ vector: [Double], weights: [Double]? = nil) -> [Double] {
        let fitted = model.absorbances(parameters(vector), at: times)
        return fitted.indices.map { i in
            let residual = (fitted[i] - absorbances[i]) / noiseScale[i]
            return weights.map { residual * $0[i].squareRoot() } ?? residual
        }
    }

    func fit(
        from start: TraceParameters, weights: [Double]? = nil, tolerance: Double = 1e-9, evaluations: Int = 150
    ) -> FitResult {
        // ln D is about -21: MINPACK's usual first step, a hundred times the start, would leave the plausible range.
        let options = LeastSquares.Options(
            tolerance: tolerance, maximumEvaluations: evaluations, scale: Array(repeating: 1, count: 2 + free.count),
            firstSteps: evaluations < 100 ? [0.05] : [0.05, 1])
        return LeastSquares.fit(start: vector(start), options: options) { residuals($0, weights: weights) }
    }

    /// Iteratively reweighted fit with Huber's loss at the scale of the median absolute residual (Huber 1964), ended by
    /// bisquare weights: single bad values do not move it.
    func robustFit(from start: TraceParameters, evaluations: Int = 150) -> (fit: FitResult, weights: [Double]) {
        var current = start
        var weights = Array(repeating: 1.0, count: times.count)
        var result = fit(from: current, tolerance: 1e-6, evaluations: evaluations)
        for round in 0..<6 {
            guard result.parameters.allSatisfy(\.isFinite) else { break }
            current = parameters(result.parameters)
            let residuals = residuals(result.parameters)
            let scale = OrderStatistics.scale(ofResiduals: residuals, fittedCoefficients: 2 + free.count)
            guard scale > 0 else { break }
            let loss: RobustLoss = round < 3 ? .huber(k: 2) : .bisquare(c: 6)
            let next = residuals.map { loss.weight($0 / scale) }
            let change = zip(weights, next).reduce(0) { max($0, abs($1.0 - $1.1)) }
            weights = next
            result = fit(from: current, weights: weights, tolerance: 1e-8, evaluations: evaluations)
            if round > 3 && change < 0.02 { break }
        }
        return (result, weights)
    }
}

/// The values that a fit uses.
struct TraceSamples: Sendable {
    var times: [Double]
    var absorbances: [Double]
    var noiseScale: [Double]

    func keeping(_ isKept: [Bool]) -> TraceSamples {
        func kept(_ values: [Double]) -> [Double] { zip(values, isKept).filter(\.1).map(\.0) }
        return TraceSamples(times: kept(times), absorbances: kept(absorbances), noiseScale: kept(noiseScale))
    }

    /// At most `count` of the values, evenly chosen.
    func thinned(to count: Int) -> TraceSamples {
        guard times.count > count else { return self }
        let chosen = (0..<count).map { $0 * (times.count - 1) / (count - 1) }
        return TraceSamples(
            times: chosen.map { times[$0] }, absorbances: chosen.map { absorbances[$0] },
            noiseScale: chosen.map { noiseScale[$0] })
    }
}
