import Foundation
import Statistics

/// One fit in the course of choosing what is free.
struct CandidateFit {
    var fitter: TraceFitter
    var fit: FitResult

    var parameters: TraceParameters { fitter.parameters(fit.parameters) }
    var free: Set<Nuisance> { Set(fitter.free) }
}

/// Which nuisances are free: those that the geometry leaves open, and those that the data ask for.
struct NuisanceSelection {
    let geometry: CuvetteGeometry
    let samples: TraceSamples
    let span: Double
    let rise: Double

    /// Free whatever the data say, because the geometry does not state them.
    static func required(by geometry: CuvetteGeometry) -> Set<Nuisance> {
        var required: Set<Nuisance> = []
        if !geometry.isStartTimeKnown { required.insert(.startTime) }
        if !geometry.isBaselineZeroed { required.insert(.baseline) }
        return required
    }

    /// The fit with the time of injection free, where it is known: a diffusion has no reason to move it.
    func withFreeStart(_ best: CandidateFit) -> CandidateFit? { refit(best, adding: .startTime) { _ in } }

    /// Of a fit over another, in units of the chi-squared that independent noise would give.
    static func gain(of candidate: CandidateFit, over best: CandidateFit) -> Double {
        guard candidate.fit.degreesOfFreedom > 2, candidate.fit.chiSquare > 0 else { return 0 }
        let memory = NoiseMemory(
            residuals: candidate.fit.residuals, fittedCoefficients: candidate.fit.parameters.count)
        return (best.fit.chiSquare - candidate.fit.chiSquare) / candidate.fit.reducedChiSquare / memory.inflation
    }

    /// Adds one nuisance after the other while the data ask for it.
    func extended(_ base: CandidateFit) -> CandidateFit {
        var best = base
        for _ in 0..<3 {
            var better: CandidateFit?
            for nuisance in [Nuisance.drift, .strayLight, .premixed] where !best.free.contains(nuisance) {
                guard let candidate = extended(best, by: nuisance), isWanted(candidate, over: best, for: nuisance)
                else { continue }
                if candidate.fit.chiSquare < (better?.fit.chiSquare ?? .infinity) { better = candidate }
            }
            guard let better else { break }
            best = better
        }
        return best
    }

    private func extended(_ best: CandidateFit, by nuisance: Nuisance) -> CandidateFit? {
        switch nuisance {
        case .strayLight where geometry.strayLightFraction != nil: return nil
        case .strayLight:
            return [0.0003, 0.01].compactMap { fraction in
                refit(best, adding: nuisance) { $0.strayLightFraction = fraction }
            }.min { $0.fit.chiSquare < $1.fit.chiSquare }
        case .premixed: return premixed(best)
        default: return refit(best, adding: nuisance) { _ in }
        }
    }

    /// Tries heights from twice the layer to the whole column: on some of the values, then the best of them on all.
    private func premixed(_ best: CandidateFit) -> CandidateFit? {
        let (low, high) = (geometry.layerHeightMillimeters * 2, geometry.columnHeightMillimeters)
        guard high > low else { return nil }
        let middle = (geometry.beamBottomMillimeters + geometry.beamTopMillimeters) / 2
        let beam = [geometry.beamBottomMillimeters, middle, geometry.beamTopMillimeters]
        let ladder = (0...8).map { low * pow(high / low, Double($0) / 8) }
        let thinned = samples.thinned(to: 150)
        let trials = (ladder + beam.filter { $0 > low && $0 < high }).compactMap { height in
            refit(
                best, adding: .premixed, model: best.fitter.model.premixed(to: height, geometry: geometry),
                samples: thinned, evaluations: 25
            ) { $0.premixedFraction = 0.1 }
        }.filter { (0..<1).contains($0.parameters.premixedFraction) && $0.fit.chiSquare.isFinite }
        guard let trial = trials.min(by: { $0.fit.chiSquare < $1.fit.chiSquare }) else { return nil }
        let parameters = trial.parameters
        let result = refit(best, adding: .premixed, model: trial.fitter.model) { $0 = parameters }
        return result.flatMap { (0..<1).contains($0.parameters.premixedFraction) ? $0 : nil }
    }

    private func refit(
        _ best: CandidateFit, adding nuisance: Nuisance, model: TraceModel? = nil, samples few: TraceSamples? = nil,
        evaluations: Int = 150, _ begin: (inout TraceParameters) -> Void
    ) -> CandidateFit? {
        var start = best.parameters
        begin(&start)
        let fitter = TraceFitter(
            model: model ?? best.fitter.model, trace: few ?? samples, free: best.free.union([nuisance]),
            fixed: best.fitter.fixed, span: span, rise: rise)
        let fit = fitter.fit(from: start, evaluations: evaluations)
        // A trial that was cut short still ranks the heights.
        return fit.success || few != nil ? CandidateFit(fitter: fitter, fit: fit) : nil
    }

    /// An instrument drifts, and its stray light is there, whether or not the data show it clearly: they become free as
    /// soon as Akaike's criterion has it so. That the injection stirred the liquid is an accusation, and needs proof.
    private func isWanted(_ candidate: CandidateFit, over best: CandidateFit, for nuisance: Nuisance) -> Bool {
        let gain = Self.gain(of: candidate, over: best)
        switch nuisance {
        case .premixed:
            // Fraction and height.
            return gain > ChiSquared.quantile(0.9999, degreesOfFreedom: 2)
                && candidate.parameters.premixedFraction > 0.005
        case .strayLight: return gain > 2 && candidate.parameters.strayLightFraction > 0
        default: return gain > 2
        }
    }
}
