import Foundation
import Statistics

/// Takes off what the beam and stray light do to unmixed amounts, as the last round's courses say, and fits again.
struct UnmixedRounds {
    private let spectra: ProjectedSpectra
    private let amounts: [[AbsorbanceValue]]
    private let geometry: CuvetteGeometry
    private let path: String
    private let model: TraceModel
    private var courses: [FittedDiffusion]
    private var strayLight: SpectralStrayLight
    /// Of a fraction near this one; nil where it has to be found again.
    private var leverage: StrayLightLeverage?
    /// Of these courses, or of others from which their D does not differ; nil after D has changed.
    private var bend: UnmixedBend?

    private static let mostRounds = 8
    /// A judged fit takes several times as long.
    private static let mostJudgedRounds = 5
    /// Of ln D, in units of its standard error.
    private static let settled = 0.05
    /// The same of means, whose own place is further from that of all spectra.
    private static let nearlySettled = 2.0

    init(
        _ spectra: ProjectedSpectra, _ amounts: [[AbsorbanceValue]], geometry: CuvetteGeometry, model: TraceModel,
        path: String, courses: [FittedDiffusion]
    ) {
        self.spectra = spectra
        self.amounts = amounts
        self.geometry = geometry
        self.model = model
        self.path = path
        self.courses = courses
        strayLight = geometry.strayLightFraction.map(SpectralStrayLight.stated)
            ?? SpectralStrayLight(fraction: 0, standardError: 0)
    }

    /// Until D does not change, of diffusions from the layer alone.
    mutating func settle() throws { try settle(within: Self.settled) }

    private mutating func settle(within change: Double) throws {
        for _ in 0..<Self.mostRounds {
            let (fits, courses) = (try nextFits(withSharedErrors: false), courses)
            let next = SideBySide.map(fits.count) { fits[$0].diffusionAlone(from: courses[$0].course) }
            guard moves(to: next.compactMap(\.self), byMoreThan: change) else { return }
        }
    }

    /// The same with means of consecutive spectra; nil where there are not many more, or many of them measure nothing.
    func averaged(to count: Int) -> UnmixedRounds? {
        guard spectra.times.count > 2 * count else { return nil }
        let means = ProjectedSpectra(spectra.unmixing.averaged(to: count))
        var few = UnmixedRounds(
            means, means.amounts, geometry: geometry, model: model, path: path, courses: courses)
        few.strayLight = strayLight
        let isUsable = means.unmixing.traces(few.amounts).allSatisfy { $0.trace.times.count > count / 3 }
        return isUsable ? few : nil
    }

    /// Begins where means of the spectra have settled. How the course bends within one mean is then left out: a thousand
    /// spectra see that, and the last rounds are made with all of them.
    mutating func settle(with few: UnmixedRounds) throws {
        var rough = few
        try rough.settle(within: Self.nearlySettled)
        courses = rough.courses
        strayLight = rough.strayLight
        bend = nil
    }

    /// Until D does not change either with what the judgement finds.
    mutating func judge() throws -> [DiffusionResult] {
        var results: [DiffusionResult] = []
        for _ in 0..<Self.mostJudgedRounds {
            let fits = try nextFits(withSharedErrors: true)
            results = SideBySide.map(fits.count) { fits[$0].run() }
            for k in results.indices { results[k].state(strayLight, isStated: geometry.strayLightFraction != nil) }
            guard moves(to: results.compactMap(\.fittedDiffusion), byMoreThan: Self.settled) else { break }
        }
        return results
    }

    private mutating func nextFits(withSharedErrors: Bool) throws -> [DiffusionFit] {
        try Task.checkCancellation()
        let bend = bend ?? nextBend()
        self.bend = bend
        var even = geometry
        even.strayLightFraction = 0
        var evenModel = model
        evenModel.averagesLight = false
        return try spectra.unmixing.traces(amounts, minus: bend, withSharedErrors: withSharedErrors).map {
            try DiffusionFit(trace: $0.trace, geometry: even, path: path, model: evenModel)
        }
    }

    private mutating func nextBend() -> UnmixedBend {
        let courses = courses.map(\.course)
        let beam = UnmixedBeam(spectra, model, courses: courses)
        if geometry.strayLightFraction == nil { findStrayLight(beam) }
        return UnmixedBend(spectra.unmixing, beam, strayLight)
    }

    private mutating func findStrayLight(_ beam: UnmixedBeam) {
        let current =
            leverage ?? StrayLightLeverage(spectra.unmixing, beam, strayLightFraction: strayLight.fraction)
        let found = SpectralStrayLight(beam, current, from: strayLight)
        // A step within the error changes how much the values weigh by as little as the error is small.
        leverage = abs(found.fraction - strayLight.fraction) < found.standardError ? current : nil
        strayLight = found
    }

    /// False where a species has no course, or D did not change by more than it is allowed to.
    private mutating func moves(to next: [FittedDiffusion], byMoreThan allowed: Double) -> Bool {
        guard next.count == courses.count else { return false }
        let isSettled = zip(courses, next).allSatisfy { before, after in
            let change = log(after.course.diffusionCoefficient / before.course.diffusionCoefficient)
            return abs(change) < allowed * after.standardErrorOfLogD
        }
        courses = next
        if !isSettled { bend = nil }
        return !isSettled
    }
}

/// A course, and how well its D is known.
struct FittedDiffusion {
    var course: DiffusionResult.FittedCourse
    var standardErrorOfLogD: Double
}

extension SpeciesUnmixing {
    /// One for each species, and how many values each lacks.
    func traces(
        _ amounts: [[AbsorbanceValue]], minus bend: UnmixedBend? = nil, withSharedErrors: Bool = false
    ) -> [(trace: AbsorbanceTrace, missing: Int)] {
        SideBySide.map(species.count) { k in
            let values = amounts.indices.map { i in
                var value = amounts[i][k]
                if let bend { value.absorbance -= bend.values[i][k] }
                return value
            }
            var (trace, missing) = TraceBuilder.trace(values, times: spectra.times, name: species[k].name)
            if let bend, withSharedErrors {
                let present = values.indices.filter { values[$0].absorbance.isFinite }
                trace.sharedError = bend.sharedError(ofSpecies: k, atTimes: present)
            }
            return (trace, missing)
        }
    }
}

extension DiffusionResult {
    fileprivate var fittedDiffusion: FittedDiffusion? {
        guard let parameters, let diffusion = diffusionCoefficient else { return nil }
        return FittedDiffusion(course: parameters, standardErrorOfLogD: diffusion.standardError / diffusion.value)
    }

    /// In place of the stray light of the fit, from whose trace it was taken off before.
    fileprivate mutating func state(_ strayLight: SpectralStrayLight, isStated: Bool) {
        guard let place = nuisances.firstIndex(where: { $0.name == Nuisance.strayLight.rawValue }) else { return }
        nuisances[place].estimate = Estimate(
            value: strayLight.fraction, standardError: strayLight.standardError)
        nuisances[place].isFree = !isStated
        nuisances[place].reason =
            isStated
            ? "stated by the geometry, and taken off with the unmixing"
            : strayLight.isImplausible
                ? "not known: the spectra bend in a way that no stray light explains; its usual size is in the error of D"
                : "free, because the geometry does not state it: from what the unmixing leaves of the spectra"
    }
}
