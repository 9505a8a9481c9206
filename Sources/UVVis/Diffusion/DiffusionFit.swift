import Foundation
import Statistics

/// Fits the diffusion coefficient of one trace, and judges whether it can be relied on.
public struct DiffusionFit: Sendable {
    let trace: AbsorbanceTrace
    let geometry: CuvetteGeometry
    let samples: TraceSamples
    /// Of the samples, those that a first fit may see.
    private let isPlausible: [Bool]
    let model: TraceModel
    let span: Double
    let rise: Double
    /// Between the extreme values.
    private let range: Double
    /// Of one value, as neighbours show it.
    let differenceNoise: Double

    /// Longer traces are averaged over consecutive values: the course is smooth on that scale.
    static let mostSamples = 4000

    /// Throws `UVVisError` where the trace cannot be used at all (see `AbsorbanceTrace.check`).
    public init(trace: AbsorbanceTrace, geometry: CuvetteGeometry, path: String) throws(UVVisError) {
        try self.init(trace: trace, geometry: geometry, path: path, model: TraceModel(geometry: geometry))
    }

    /// - Parameter model: of this geometry; several traces share the work that its tables take.
    init(trace: AbsorbanceTrace, geometry: CuvetteGeometry, path: String, model: TraceModel) throws(UVVisError) {
        try trace.check(path: path)
        self.trace = trace
        self.geometry = geometry
        samples = TraceSamples(trace).averaged(to: Self.mostSamples)
        self.model = model
        span = (trace.times.last ?? 1) - (trace.times.first ?? 0)
        isPlausible = OutlierSearch.plausible(samples.absorbances)
        let sorted = samples.keeping(isPlausible).absorbances.sorted()
        // Without the outermost values, which may be outliers.
        let cut = sorted.count / 50
        rise = max(sorted[sorted.count - 1 - cut] - sorted[cut], 1e-9)
        range = sorted[sorted.count - 1] - sorted[0]
        differenceNoise = DifferenceNoise(samples.absorbances).standardDeviation
    }

    /// Of what is left in the residuals: less likely than that, noise has not made it.
    private static let unexplained = 1e-3

    /// The fit; a trace that gives no diffusion coefficient is a result too.
    public func run() -> DiffusionResult {
        guard changes else { return DiffusionVerdict(self).withoutChange() }
        guard let first = firstFit() else { return DiffusionVerdict(self).withoutSignal() }
        let isInlier = inliers(first)
        let whole = attempt(first, isUsed: isInlier)
        let isStructured = whole.structure.map { $0.probability < Self.unexplained } ?? false
        // A premixed part that needs another time of injection as well is not what happened.
        let isContrived = whole.candidate.free.contains(.premixed) && whole.startShiftSeconds != nil
        guard hasSignal, isStructured || isContrived else { return verdict(whole, isInlier) }
        guard var shorter = withoutBeginning(first, isInlier) else { return verdict(whole, isInlier) }
        // Two ways to allow for the same disturbance: what they differ by is not known better than that.
        if let a = whole.refinement?.parameters[0], let b = shorter.refinement?.parameters[0] {
            shorter.ambiguityOfLogD = abs(a - b) / 2
        }
        return verdict(shorter, isInlier)
    }

    /// The course of a diffusion from the layer, whether or not it describes the trace well; nil where there is none.
    ///
    /// - Parameter start: of nearly the same trace; nil searches the whole range of D.
    func diffusionAlone(from start: DiffusionResult.FittedCourse? = nil) -> FittedDiffusion? {
        guard let first = start.map(firstFit(near:)) ?? firstFit() else { return nil }
        let attempt = attempt(first, isUsed: inliers(first), allowsPremixing: false)
        guard let refinement = attempt.refinement else { return nil }
        return FittedDiffusion(
            course: DiffusionResult.FittedCourse(attempt.candidate, refinement),
            standardErrorOfLogD: refinement.standardError)
    }

    /// By more than any spectrometer resolves.
    private var changes: Bool { range > 1e-6 }

    /// Otherwise nothing is looked for that could deny a diffusion: there is none to deny.
    private var hasSignal: Bool { range > DiffusionJudgement.leastSignal * differenceNoise }

    private func inliers(_ first: CandidateFit) -> [Bool] {
        let isInlier = OutlierSearch.inliers(first.residuals, fittedCoefficients: first.fit.parameters.count)
        return zip(isInlier, isPlausible).map { $0 && $1 }
    }

    /// The fit of some of the samples, with what they ask for free.
    private func attempt(_ first: CandidateFit, isUsed: [Bool], allowsPremixing: Bool = true) -> FitAttempt {
        let noise = DifferenceNoise(zip(first.residuals, isUsed).filter(\.1).map(\.0)).standardDeviation
        let selection = NuisanceSelection(
            geometry: geometry, samples: samples.keeping(isUsed), span: span, rise: rise, noise: noise)
        let base = refit(first, selection)
        // What errors that all values share can account for needs no stirring.
        let isUnexplained = trace.sharedError.map { base.structure($0).probability < Self.unexplained } ?? true
        var chosen = selection.extended(base, allowsPremixing: allowsPremixing && isUnexplained && hasSignal)
        var shift: Double?
        if hasSignal, let free = startCheck(chosen, selection) {
            shift = free.parameters.startSeconds
            if free.parameters.startSeconds > 0 { chosen = free }
        }
        return FitAttempt(
            candidate: chosen, startShiftSeconds: shift, refinement: CorrelatedRefinement(chosen),
            shared: trace.sharedError)
    }

    /// A fit without the first values, where these alone disagree: what the injection stirred up settles.
    ///
    /// At most a sixth of the values is given up, the rest has to be that of a diffusion without reserve, and in what is
    /// left out there has to be more solute than it accounts for.
    private func withoutBeginning(_ first: CandidateFit, _ isInlier: [Bool]) -> FitAttempt? {
        for share in [0.03, 0.06, 0.1, 1.0 / 6] {
            let cut = Int((share * Double(samples.times.count)).rounded(.up))
            guard samples.times.count - cut >= 2 * AbsorbanceTrace.fewest else { return nil }
            var isUsed = isInlier
            for i in 0..<cut { isUsed[i] = false }
            var shorter = attempt(first, isUsed: isUsed, allowsPremixing: false)
            guard let structure = shorter.structure, structure.probability > 0.01, shorter.startShiftSeconds == nil
            else { continue }
            let begun = Array(samples.times.prefix(cut))
            let expected = shorter.candidate.fitter.model.absorbances(shorter.candidate.parameters, at: begun)
            let surplus = expected.indices.reduce(0) { $0 + samples.absorbances[$1] - expected[$1] }
            guard surplus > 0 else { continue }
            shorter.leftOutSeconds = samples.times[cut] - samples.times[0]
            return shorter
        }
        return nil
    }

    private func verdict(_ attempt: FitAttempt, _ isInlier: [Bool]) -> DiffusionResult {
        var verdict = DiffusionVerdict(self)
        verdict.isInlier = isInlier
        verdict.attempt = attempt
        guard let refinement = attempt.refinement else { return verdict.undetermined(attempt.candidate) }
        verdict.geometryError = GeometrySensitivity(self, attempt.candidate).standardErrorOfLogD
        verdict.sharedError = trace.sharedError?.standardErrorOfLogD(attempt.candidate) ?? 0
        verdict.ambiguity = max(attempt.ambiguityOfLogD, attempt.candidate.ambiguityOfLogD)
        return verdict.result(attempt.candidate, refinement)
    }

    private var fixedParameters: TraceParameters {
        var fixed = TraceParameters(logDiffusion: 0, logAmplitude: 0)
        fixed.strayLightFraction = geometry.strayLightFraction ?? 0
        return fixed
    }

    /// The best of the fits from all starts, with what the geometry leaves open free; nil where nothing rises.
    ///
    /// Where the stray light is not stated, a ceiling that hides the peak would lead every start astray: then the search
    /// is also made with the stray light that would make the largest absorbance that ceiling.
    private func firstFit() -> CandidateFit? {
        let needs = NuisanceSelection.required(by: geometry)
        let plain = bestFit(needs: needs, fixed: fixedParameters)
        let sorted = samples.absorbances.sorted()
        let highest = sorted[sorted.count - 1 - sorted.count / 20]
        let lowestCeiling = Photometry.ceiling(strayLightFraction: NuisanceSelection.mostStrayLight)
        guard geometry.strayLightFraction == nil, highest > lowestCeiling else { return plain }
        var fixed = fixedParameters
        fixed.strayLightFraction = 1 / (pow(10, highest + 0.02) - 1)
        guard let limited = bestFit(needs: needs.union([.strayLight]), fixed: fixed) else { return plain }
        guard let plain else { return limited }
        return limited.fit.chiSquare < 0.9 * plain.fit.chiSquare ? limited : plain
    }

    private func firstFit(near course: DiffusionResult.FittedCourse) -> CandidateFit {
        var start = fixedParameters
        start.logDiffusion = log(course.diffusionCoefficient)
        start.logAmplitude = log(course.endAbsorbance)
        let needs = NuisanceSelection.required(by: geometry)
        if needs.contains(.startTime) { start.startSeconds = course.startSeconds }
        func fitter(_ samples: TraceSamples) -> TraceFitter {
            TraceFitter(
                model: model, trace: samples, free: needs, fixed: fixedParameters, span: span, rise: rise,
                noise: differenceNoise)
        }
        return CandidateFit(
            fitter: fitter(samples), fit: fitter(samples.keeping(isPlausible)).robustFit(from: start).fit)
    }

    private func bestFit(needs: Set<Nuisance>, fixed: TraceParameters) -> CandidateFit? {
        let plausible = samples.keeping(isPlausible)
        let search = StartSearch(model: model, samples: plausible, needs: needs, span: span)
        let noise = differenceNoise
        func fitter(_ samples: TraceSamples) -> TraceFitter {
            TraceFitter(
                model: model, trace: samples, free: needs, fixed: fixed, span: span, rise: rise, noise: noise)
        }
        let few = fitter(plausible.thinned(to: 150))
        func deviation(_ vector: [Double]) -> Double {
            let value = few.residuals(vector).reduce(0) { $0 + abs($1) }
            return value.isFinite ? value : .infinity
        }
        func ranked(_ starts: [TraceParameters], rounds: Int) -> [TraceParameters] {
            starts.map { few.robustFit(from: $0, evaluations: 40, rounds: rounds).fit.parameters }
                .map { (vector: $0, deviation: deviation($0)) }.filter(\.deviation.isFinite)
                .sorted { $0.deviation < $1.deviation }.map { few.parameters($0.vector) }
        }
        // Most starts end in the same valley, or in a worse one: one round tells.
        let screened = distinct(ranked(search.starts(fixed: fixed), rounds: 1)).prefix(3)
        guard let best = ranked(Array(screened), rounds: 6).first else { return nil }
        return CandidateFit(fitter: fitter(samples), fit: fitter(plausible).robustFit(from: best).fit)
    }

    /// Without those that agree with a better one in D and in the time of injection.
    private func distinct(_ ranked: [TraceParameters]) -> [TraceParameters] {
        ranked.reduce(into: []) { kept, next in
            let isKnown = kept.contains {
                abs($0.logDiffusion - next.logDiffusion) < 0.01
                    && abs($0.startSeconds - next.startSeconds) < 0.01 * span
            }
            if !isKnown { kept.append(next) }
        }
    }

    private func refit(_ candidate: CandidateFit, _ selection: NuisanceSelection) -> CandidateFit {
        let old = candidate.fitter
        let fitter = TraceFitter(
            model: old.model, trace: selection.samples, free: Set(old.free), fixed: old.fixed, span: span, rise: rise,
            noise: selection.noise)
        return CandidateFit(fitter: fitter, fit: fitter.fit(from: candidate.parameters))
    }

    /// Of ln D.
    private static let noticeableChange = 0.01

    /// The fit with the time of injection free, where it is known and the data deny it.
    private func startCheck(_ chosen: CandidateFit, _ selection: NuisanceSelection) -> CandidateFit? {
        guard geometry.isStartTimeKnown, let free = selection.withFreeStart(chosen) else { return nil }
        let gain = NuisanceSelection.gain(of: free, over: chosen)
        // A precise trace sees the seconds that the injection itself takes: they matter only where D feels them.
        let change = abs(free.parameters.logDiffusion - chosen.parameters.logDiffusion)
        return gain > ChiSquared.quantile(0.9999, degreesOfFreedom: 1) && change > Self.noticeableChange ? free : nil
    }
}
