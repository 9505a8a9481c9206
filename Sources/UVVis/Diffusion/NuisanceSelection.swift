import Foundation
import Statistics

/// One fit in the course of choosing what is free.
struct CandidateFit {
    var fitter: TraceFitter
    var fit: FitResult

    /// Of ln D, between heights of a premixed part that fit nearly as well.
    var ambiguityOfLogD = 0.0

    /// In units of the noise scale.
    var residuals: [Double] { fitter.residuals(fit.parameters) }

    var parameters: TraceParameters { fitter.parameters(fit.parameters) }
    var free: Set<Nuisance> { Set(fitter.free) }
}

/// Which nuisances are free: those that the geometry leaves open, and those that the data ask for.
struct NuisanceSelection {
    let geometry: CuvetteGeometry
    let samples: TraceSamples
    let span: Double
    let rise: Double
    let noise: Double

    /// Free whatever the data say, because the geometry does not state them.
    static func required(by geometry: CuvetteGeometry) -> Set<Nuisance> {
        // No lamp is perfectly stable, and no geometry says how stable.
        var required: Set<Nuisance> = [.drift]
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
            residuals: candidate.residuals, fittedCoefficients: candidate.fit.parameters.count)
        return (best.fit.chiSquare - candidate.fit.chiSquare) / candidate.fit.reducedChiSquare / memory.inflation
    }

    /// Adds stray light that the geometry leaves open, and what the injection mixed where the data prove it.
    func extended(_ base: CandidateFit, allowsPremixing: Bool) -> CandidateFit {
        var best = withStrayLight(base) ?? base
        if allowsPremixing, let mixed = premixed(best), Self.isProven(mixed, over: best) {
            best = withStrayLight(mixed) ?? mixed
            best.ambiguityOfLogD = mixed.ambiguityOfLogD
        }
        return best
    }

    /// Stray light that is not stated is free as soon as the absorbance is so large that the data know it better than the
    /// experience that it is a few percent at most; at small absorbances it is but a factor of the amount.
    private func withStrayLight(_ best: CandidateFit) -> CandidateFit? {
        guard geometry.strayLightFraction == nil, !best.free.contains(.strayLight) else { return nil }
        // Where the data do not know it, fits wander for long: on some of the values that costs little.
        let thinned = samples.thinned(to: 150)
        let trials = [0.0003, 0.01].compactMap { fraction in
            refit(best, adding: .strayLight, samples: thinned, evaluations: 90) { $0.strayLightFraction = fraction }
        }
        guard let trial = trials.filter(\.fit.success).min(by: { $0.fit.chiSquare < $1.fit.chiSquare }),
            let candidate = refit(best, adding: .strayLight, { $0 = trial.parameters }),
            let place = candidate.fitter.free.firstIndex(of: .strayLight)
        else { return nil }
        let error = candidate.fit.standardErrors[place + 2] * candidate.fitter.unit(of: .strayLight)
        let fraction = candidate.parameters.strayLightFraction
        let isPlausible = fraction > max(-3 * error, -Self.strayLightExperience) && fraction < Self.mostStrayLight
        return error < Self.strayLightExperience && isPlausible ? candidate : nil
    }

    /// Standard deviation of what a spectrometer is known to stray.
    static let strayLightExperience = 0.01
    /// A tenth of the light is more than any spectrometer strays.
    static let mostStrayLight = 0.1

    /// That the injection stirred the liquid is an accusation, and needs proof: its fraction and height are two parameters.
    private static func isProven(_ mixed: CandidateFit, over best: CandidateFit) -> Bool {
        gain(of: mixed, over: best) > ChiSquared.quantile(0.9999, degreesOfFreedom: 2)
            && mixed.parameters.premixedFraction > 0.005
    }

    /// Tries heights from twice the layer to the whole column: on some of the values, then the best of them on all.
    private func premixed(_ best: CandidateFit) -> CandidateFit? {
        let (low, high) = (geometry.layerHeightMillimeters * 2, geometry.columnHeightMillimeters)
        guard high > low else { return nil }
        let middle = (geometry.beamBottomMillimeters + geometry.beamTopMillimeters) / 2
        let beam = [geometry.beamBottomMillimeters, middle, geometry.beamTopMillimeters]
        let ladder = (0...8).map { low * pow(high / low, Double($0) / 8) }
        let thinned = samples.thinned(to: 150)
        func trial(_ height: Double) -> CandidateFit? {
            let model = best.fitter.model.premixed(to: height)
            let fit = refit(best, adding: .premixed, model: model, samples: thinned, evaluations: 60) {
                $0.premixedFraction = 0.1
            }
            return fit.flatMap { isFraction($0) && $0.fit.chiSquare.isFinite ? $0 : nil }
        }
        let heights = (ladder + beam.filter { $0 > low && $0 < high }).sorted()
        let trials = heights.map { trial($0) }
        guard let rough = trials.indices.filter({ trials[$0] != nil }).min(by: {
            (trials[$0]?.fit.chiSquare ?? .infinity) < (trials[$1]?.fit.chiSquare ?? .infinity)
        }) else { return nil }
        let chosen = refined(trials[rough], from: heights[max(0, rough - 1)],
            to: heights[min(heights.count - 1, rough + 1)], trial)
        guard let chosen else { return nil }
        let parameters = chosen.parameters
        var result = refit(best, adding: .premixed, model: chosen.fitter.model) { $0 = parameters }
        result?.ambiguityOfLogD = ambiguity(chosen, among: trials.compactMap(\.self))
        return result.flatMap { isFraction($0) ? $0 : nil }
    }

    /// How far ln D moves between the best height and all others within its 95 % region: there is more than one valley.
    private func ambiguity(_ best: CandidateFit, among trials: [CandidateFit]) -> Double {
        // The trials were made on some of the values; all of them tell more in proportion.
        let share = Double(samples.times.count) / Double(max(1, best.fitter.times.count))
        let memory = NoiseMemory(residuals: best.residuals, fittedCoefficients: best.fit.parameters.count)
        let limit = ChiSquared.quantile(0.95, degreesOfFreedom: 1) * best.fit.reducedChiSquare * memory.inflation / share
        return trials.filter { $0.fit.chiSquare - best.fit.chiSquare < limit }
            .map { abs($0.parameters.logDiffusion - best.parameters.logDiffusion) }.max() ?? 0
    }

    private func isFraction(_ fit: CandidateFit) -> Bool { (0..<1).contains(fit.parameters.premixedFraction) }

    /// Golden section between two heights.
    private func refined(
        _ rough: CandidateFit?, from low: Double, to high: Double, _ trial: (Double) -> CandidateFit?
    ) -> CandidateFit? {
        let ratio = 0.618_034
        var (a, b) = (log(low), log(high))
        var best = rough
        func value(_ x: Double) -> Double {
            let fit = trial(exp(x))
            if let fit, fit.fit.chiSquare < (best?.fit.chiSquare ?? .infinity) { best = fit }
            return fit?.fit.chiSquare ?? .infinity
        }
        var (left, right) = (b - ratio * (b - a), a + ratio * (b - a))
        var (atLeft, atRight) = (value(left), value(right))
        for _ in 0..<8 {
            if atLeft < atRight {
                (b, right, atRight) = (right, left, atLeft)
                left = b - ratio * (b - a)
                atLeft = value(left)
            } else {
                (a, left, atLeft) = (left, right, atRight)
                right = a + ratio * (b - a)
                atRight = value(right)
            }
        }
        return best
    }

    private func refit(
        _ best: CandidateFit, adding nuisance: Nuisance, model: TraceModel? = nil, samples few: TraceSamples? = nil,
        evaluations: Int = 150, _ begin: (inout TraceParameters) -> Void
    ) -> CandidateFit? {
        var start = best.parameters
        begin(&start)
        let fitter = TraceFitter(
            model: model ?? best.fitter.model, trace: few ?? samples, free: best.free.union([nuisance]),
            fixed: best.fitter.fixed, span: span, rise: rise, noise: noise)
        let fit = fitter.fit(from: start, evaluations: evaluations)
        // A trial that was cut short still ranks the heights.
        return fit.success || few != nil ? CandidateFit(fitter: fitter, fit: fit) : nil
    }
}
