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

    /// Of the samples, absorbance; the scale on which a prior counts.
    let noise: Double

    private static let strayLightUnit = 0.01
    /// Standard deviation of what a spectrometer's baseline drifts by over a recording, absorbance: a lamp that has
    /// warmed up keeps within some hundredths for a day.
    static let usualDrift = 0.03

    init(
        model: TraceModel, trace: TraceSamples, free: Set<Nuisance>, fixed: TraceParameters, span: Double, rise: Double,
        noise: Double
    ) {
        self.noise = noise
        self.model = model
        times = trace.times
        absorbances = trace.absorbances
        noiseScale = trace.noiseScale
        self.free = free.sorted()
        self.fixed = fixed
        self.span = span
        self.rise = rise
    }

    /// The same fit of some of the values, evenly chosen.
    func thinned(to count: Int) -> TraceFitter {
        let samples = TraceSamples(times: times, absorbances: absorbances, noiseScale: noiseScale)
        return TraceFitter(
            model: model, trace: samples.thinned(to: count), free: Set(free), fixed: fixed, span: span, rise: rise,
            noise: noise)
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

    /// (model - data) / noise scale.
    func residuals(_ vector: [Double]) -> [Double] {
        let fitted = model.absorbances(parameters(vector), at: times)
        return fitted.indices.map { (fitted[$0] - absorbances[$0]) / noiseScale[$0] }
    }

    /// What a fit minimises the squares of: the residuals, times the roots of robust weights, and the drift as one more
    /// measurement, of 0 with its usual size for an error.
    func objective(_ vector: [Double], weights: [Double]? = nil) -> [Double] {
        var values = residuals(vector)
        if let weights {
            for i in values.indices { values[i] *= weights[i].squareRoot() }
        }
        if let driftPlace { values.append(noise * vector[driftPlace] / usualDriftInUnits) }
        return values
    }

    /// d residual / d vector: rows of the values, columns of the parameters.
    func derivatives(_ vector: [Double]) -> [[Double]] {
        var columns = model.derivatives(parameters(vector), at: times, of: free)
        for j in columns.indices {
            let unit = j < 2 ? 1 : unit(of: free[j - 2])
            for i in times.indices { columns[j][i] *= unit / noiseScale[i] }
        }
        return columns
    }

    /// Of `objective`.
    func jacobian(_ vector: [Double], weights: [Double]? = nil) -> Matrix {
        var columns = derivatives(vector)
        if let weights {
            for j in columns.indices {
                for i in times.indices { columns[j][i] *= weights[i].squareRoot() }
            }
        }
        if let driftPlace {
            for j in columns.indices { columns[j].append(j == driftPlace ? noise / usualDriftInUnits : 0) }
        }
        return Matrix(columns: columns)
    }

    /// Of the drift in a fit's vector.
    var driftPlace: Int? { free.firstIndex(of: .drift).map { $0 + 2 } }
    var usualDriftInUnits: Double { Self.usualDrift / rise }

    /// d residual / d share of each band of the start.
    func derivatives(_ vector: [Double], of start: StartProfile) -> [[Double]] {
        start.derivatives(model, parameters(vector), at: times).map { column in
            column.indices.map { column[$0] / noiseScale[$0] }
        }
    }

    func fit(
        from start: TraceParameters, weights: [Double]? = nil, tolerance: Double = 1e-9, evaluations: Int = 150
    ) -> FitResult {
        // ln D is about -21: MINPACK's usual first step, a hundred times the start, would leave the plausible range.
        let options = LeastSquares.Options(
            tolerance: tolerance, maximumEvaluations: evaluations, scale: Array(repeating: 1, count: 2 + free.count),
            firstSteps: evaluations < 100 ? [0.05] : [0.05, 1])
        return LeastSquares.fit(
            start: vector(start), options: options, jacobian: { jacobian($0, weights: weights) },
            residuals: { objective($0, weights: weights) })
    }

    /// Iteratively reweighted fit with Huber's loss at the scale of the median absolute residual (Huber 1964), ended by
    /// bisquare weights: single bad values do not move it.
    func robustFit(
        from start: TraceParameters, evaluations: Int = 150, rounds: Int = 6
    ) -> (fit: FitResult, weights: [Double]) {
        var current = start
        var weights = Array(repeating: 1.0, count: times.count)
        var result = fit(from: current, tolerance: 1e-6, evaluations: evaluations)
        for round in 0..<rounds {
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
