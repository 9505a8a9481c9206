import Foundation
import Statistics

/// Turns a fit into a result: numbers, and whether they can be relied on.
struct DiffusionVerdict {
    let fit: DiffusionFit
    /// Of `fit.samples`.
    var isInlier: [Bool] = []
    var attempt: FitAttempt?
    /// Of ln D, from the geometry's stated errors.
    var geometryError = 0.0
    /// Of ln D, from errors that all values share.
    var sharedError = 0.0
    /// Of ln D, between two ways to allow for a disturbed beginning.
    var ambiguity = 0.0

    init(_ fit: DiffusionFit) { self.fit = fit }

    func result(_ candidate: CandidateFit, _ refinement: CorrelatedRefinement) -> DiffusionResult {
        let fitter = candidate.fitter
        let point = refinement.parameters
        let parameters = fitter.parameters(point)
        let residuals = refinement.residuals(fitter)
        let memory = NoiseMemory(residuals: residuals, fittedCoefficients: point.count)
        let judgement = DiffusionJudgement(
            fit: fit, candidate: candidate, refinement: refinement, memory: memory, isInlier: isInlier,
            attempt: attempt)
        // In noise there is no shape that could deny a diffusion.
        var warnings = judgement.weakSignal().map { [$0] } ?? judgement.modelWarnings()
        let isDiffusion = !warnings.contains { $0.consequence == .modelMismatch }
        // Of a model that is wrong no interval is quoted, and to search for one, or for other starts, takes most of the time.
        let profile = isDiffusion ? profile(candidate, refinement) : nil
        // With solute anywhere in the column at the start.
        let freeStart = isDiffusion && candidate.free.contains(.premixed)
            ? FreeStart(candidate, centre: point[0]).interval : nil
        let interval = self.interval(candidate, refinement, profile, freeStart: freeStart)
        let half = (interval.upperBound - interval.lowerBound) / (2 * 1.96)
        let diffusion = parameters.diffusionCoefficient
        var result = skeleton()
        result.diffusionCoefficient = Estimate(value: diffusion, standardError: diffusion * half)
        result.interval = exp(interval.lowerBound)...exp(interval.upperBound)
        result.geometryStandardErrorOfLogD = geometryError
        let amplitude = exp(point[1])
        result.endAbsorbance = Estimate(
            value: amplitude, standardError: amplitude * max(0, refinement.covariance[1, 1]).squareRoot())
        result.nuisances = NuisanceReport(geometry: fit.geometry, candidate, refinement).entries
        let points = profile?.points
            ?? DiffusionProfile.outline(
                candidate, interval: interval, widening: Self.widening(candidate, refinement))
        result.profile = points.map {
            DiffusionResult.ProfilePoint(diffusionCoefficient: exp($0.logDiffusion), chiSquareRise: $0.rise)
        }
        result.fitted = refinement.absorbances(fitter, at: fit.trace.times)
        result.parameters = DiffusionResult.FittedCourse(candidate, refinement)
        let squares = residuals.reduce(0) { $0 + $1 * $1 }
        result.noise = DiffusionResult.Noise(
            standardDeviation: (squares / Double(max(1, residuals.count - point.count))).squareRoot(),
            lagOneCorrelation: memory.lagOne, effectiveCount: memory.effectiveCount)
        result.planeSource = PlaneSourceFit(candidate, geometry: fit.geometry, span: fit.span, rise: fit.rise)
            .comparison(with: point[0])
        if let profile {
            // What the start leaves open is said by a warning of its own; whether the trace determines D is another question.
            let usual = self.interval(candidate, refinement, profile, freeStart: nil)
            warnings += judgement.identifiability(
                standardError: (usual.upperBound - usual.lowerBound) / (2 * 1.96), closes: profile.closes,
                geometryError: geometryError)
        }
        result.warnings = warnings
        result.status = Self.status(warnings)
        result.notes = judgement.notes()
        if result.status == .notIdentifiable { result.advice = judgement.advice() }
        return result
    }

    private func profile(_ candidate: CandidateFit, _ refinement: CorrelatedRefinement) -> DiffusionProfile {
        DiffusionProfile(candidate, widening: Self.widening(candidate, refinement))
    }

    private static func widening(_ candidate: CandidateFit, _ refinement: CorrelatedRefinement) -> Double {
        max(1, refinement.standardError / candidate.fit.standardErrors[0])
    }

    /// Of ln D: the linear one, or where the model bends so much that the two differ by a fifth, that of the profile;
    /// widened by what another start allows, where a part was premixed, and by the errors of the geometry and those that all
    /// values share.
    private func interval(
        _ candidate: CandidateFit, _ refinement: CorrelatedRefinement, _ profile: DiffusionProfile?,
        freeStart: ClosedRange<Double>?
    ) -> ClosedRange<Double> {
        let centre = refinement.parameters[0]
        let white = candidate.fit.parameters[0]
        var low = centre - refinement.interval.lowerBound
        var high = refinement.interval.upperBound - centre
        if let profile {
            let (profileLow, profileHigh) = (white - profile.interval.lowerBound, profile.interval.upperBound - white)
            if abs(profileLow - low) > 0.2 * low || abs(profileHigh - high) > 0.2 * high || !profile.closes {
                // Where refits fail close to the centre the profile says nothing.
                low = max(profileLow, 0.2 * low)
                high = max(profileHigh, 0.2 * high)
            }
        }
        if let freeStart {
            // The data cannot tell whether a premixed part was spread as is usual or in any other way: both are as likely, and
            // the variances of the two add (law of total variance).
            let (freeLow, freeHigh) = (max(low, centre - freeStart.lowerBound), max(high, freeStart.upperBound - centre))
            low = ((low * low + freeLow * freeLow) / 2).squareRoot()
            high = ((high * high + freeHigh * freeHigh) / 2).squareRoot()
        }
        let others = 1.96 * 1.96 * (geometryError * geometryError + sharedError * sharedError + ambiguity * ambiguity)
        return centre - (low * low + others).squareRoot() ... centre + (high * high + others).squareRoot()
    }

    static func status(_ warnings: [DiffusionWarning]) -> DiffusionStatus {
        DiffusionStatus.worst(warnings.map(\.consequence))
    }

    /// Nothing rises: there is no D to speak of.
    func withoutSignal() -> DiffusionResult {
        var result = skeleton()
        let noise = fit.differenceNoise
        if fit.rise > DiffusionJudgement.leastSignal * noise {
            result.status = .modelMismatch
            result.warnings = [
                DiffusionWarning(
                    .systematicResiduals,
                    "The absorbance changes by \(DiffusionJudgement.text(fit.rise, 2)), but not in the direction in which "
                        + "solute that enters the beam changes it: it is another process.")
            ]
            return result
        }
        return withoutRise("The absorbance does not rise as solute enters the beam: there is no signal.")
    }

    /// Every value is the same: there is not even noise.
    func withoutChange() -> DiffusionResult {
        withoutRise(
            "The absorbance is \(DiffusionJudgement.text(fit.samples.absorbances[0], 3)) throughout: there is no signal.")
    }

    private func withoutRise(_ sentence: String) -> DiffusionResult {
        var result = skeleton()
        result.status = .notIdentifiable
        result.warnings = [DiffusionWarning(.signalTooWeak, sentence)]
        result.advice = [
            "Check that the beam passes the liquid, that the band is one in which the solute absorbs, and that the "
                + "recording goes on until the solute has reached the beam."
        ]
        return result
    }

    /// The derivatives depend on each other: D without bounds, or nothing to tell it from the other unknowns.
    func undetermined(_ candidate: CandidateFit) -> DiffusionResult {
        var result = skeleton()
        result.status = .notIdentifiable
        let noise = fit.differenceNoise
        if fit.rise > DiffusionJudgement.leastSignal * noise {
            let diffusion = candidate.parameters.diffusionCoefficient
            let misfit = candidate.fit.residualStandardDeviation / fit.rise
            if let ceiling = plateauAtCeiling {
                result.warnings = [
                    DiffusionWarning(
                        .strayLightOrSaturation,
                        "The absorbance stays at \(DiffusionJudgement.text(ceiling, 3)), a ceiling of the photometer: the "
                            + "little that was recorded below it does not determine D. Dilute, or choose a band that absorbs "
                            + "less."),
                    DiffusionWarning(.openProfile, "The values below the ceiling fit with almost any D."),
                ]
            } else if diffusion > DiffusionJudgement.largestDiffusion {
                result.warnings = [DiffusionJudgement.implausible(diffusion)]
            } else if misfit > DiffusionJudgement.toleratedStructure, misfit * fit.rise > 3 * noise {
                result.warnings = [DiffusionJudgement.systematic(share: misfit)]
            }
            if !result.warnings.isEmpty {
                result.status = Self.status(result.warnings)
                if result.status == .notIdentifiable { result.advice = DiffusionJudgement.generalAdvice(fit.geometry) }
                return result
            }
        }
        result.warnings = [
            fit.rise > DiffusionJudgement.leastSignal * noise
                ? DiffusionWarning(
                    .openProfile, "The trace does not separate the diffusion coefficient from the other unknowns.")
                : DiffusionJudgement.tooWeak(fit.rise / noise)
        ]
        result.advice = DiffusionJudgement.generalAdvice(fit.geometry)
        return result
    }

    /// The level at which most of the trace stays, where that is so high that stray light may be its reason.
    private var plateauAtCeiling: Double? {
        let sorted = fit.samples.absorbances.sorted()
        let highest = sorted[sorted.count - 1 - sorted.count / 20]
        let stated = fit.geometry.strayLightFraction.map { Photometry.ceiling(strayLightFraction: $0) }
        let share = Double(sorted.filter { $0 > highest - 0.1 }.count) / Double(sorted.count)
        return highest > (stated.map { $0 - 0.1 } ?? 1.5) && share > 0.5 ? highest : nil
    }

    private func skeleton() -> DiffusionResult {
        let trace = fit.trace
        let hasAll = isInlier.count == trace.times.count
        return DiffusionResult(
            name: trace.name, status: .ok, warnings: [], notes: [], advice: [], diffusionCoefficient: nil, interval: nil,
            geometryStandardErrorOfLogD: 0, endAbsorbance: nil, nuisances: [], noise: nil, profile: [],
            times: trace.times, absorbances: trace.absorbances, standardErrors: trace.standardErrors,
            fitted: trace.times.map { _ in .nan }, isInlier: hasAll ? isInlier : trace.times.map { _ in true },
            parameters: nil)
    }
}
