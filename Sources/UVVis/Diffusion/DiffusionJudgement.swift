import Foundation
import Statistics

/// Everything that speaks against a fitted diffusion coefficient.
struct DiffusionJudgement {
    let fit: DiffusionFit
    let candidate: CandidateFit
    let refinement: CorrelatedRefinement
    let memory: NoiseMemory
    let isInlier: [Bool]
    let attempt: FitAttempt?

    /// m2/s: faster than any solute diffuses in a liquid (hydrogen in water: 5e-9, small organic molecules: 2e-9).
    static let largestDiffusion = 3e-9
    /// Of ln D.
    static let largestStandardError = 0.10
    /// Systematic residuals beyond this share of the signal are another process, below it an imperfection.
    static let toleratedStructure = 0.02

    var parameters: TraceParameters { candidate.fitter.parameters(refinement.parameters) }
    var geometry: CuvetteGeometry { fit.geometry }
    var times: [Double] { candidate.fitter.times }
    var fitted: [Double] { candidate.fitter.model.absorbances(parameters, at: times) }

    /// s after the injection, for a plane source.
    var peakSeconds: Double {
        PlaneSource.peakSeconds(
            atMeters: geometry.beamDistanceMeters, diffusionCoefficient: parameters.diffusionCoefficient)
    }

    func modelWarnings() -> [DiffusionWarning] {
        [strayLight, earlyJump, implausibleDiffusion, drift, structure, startTime, overshoot, outliers]
            .compactMap { $0() }
    }

    private func strayLight() -> DiffusionWarning? {
        let fraction = parameters.strayLightFraction
        guard fraction > 0, let peak = fitted.max() else { return nil }
        let ceiling = Photometry.ceiling(strayLightFraction: fraction)
        // There a quarter of the light that is detected is stray light.
        let limit = ceiling - log10(4)
        guard peak - parameters.baseline > limit || isStrayLightProven else { return nil }
        let share = Double(fitted.filter { $0 - parameters.baseline > limit }.count) / Double(fitted.count)
        return DiffusionWarning(
            .strayLightOrSaturation,
            "\(Self.text(100 * fraction, 2)) % of stray light bends the trace, and lets no absorbance above "
                + "\(Self.text(ceiling, 3)) through; in \(Self.text(100 * share, 2)) % of the values more than a quarter of "
                + "the light is stray. The fit allows for that. Dilute, or choose a band that absorbs less.")
    }

    /// Fitted, and far from zero.
    private var isStrayLightProven: Bool {
        guard let place = candidate.fitter.free.firstIndex(of: .strayLight) else { return false }
        return refinement.parameters[place + 2] > 5 * max(0, refinement.covariance[place + 2, place + 2]).squareRoot()
    }

    private func earlyJump() -> DiffusionWarning? {
        if let seconds = attempt?.leftOutSeconds, seconds > 0 {
            return DiffusionWarning(
                .earlyJumpOrConvection,
                "In the first \(Self.duration(seconds)) there is more solute in the beam than diffusion carries there, as "
                    + "where the injection stirs the liquid. These values were left out of the fit.")
        }
        guard candidate.free.contains(.premixed), let height = candidate.fitter.model.premixedHeightMillimeters else {
            return nil
        }
        // A diffusion from a layer is then the smaller part of what is seen. The lag goes with the square of the way: of
        // what was mixed up to less than three quarters of it, more than a sixteenth is left to be seen.
        let way = 1e3 * geometry.beamDistanceMeters - (geometry.beamTopMillimeters - geometry.beamBottomMillimeters) / 2
        if parameters.premixedFraction > 0.5, height > 0.75 * way {
            return DiffusionWarning(
                .missingLag,
                "A diffusion fits this trace only if \(Self.text(100 * parameters.premixedFraction, 2)) % of the solute had been "
                    + "mixed up to \(Self.text(height, 2)) mm from the start, as where the whole liquid below "
                    + "the beam is stirred: \(height < way ? "little is left" : "nothing is left") of the lag by which a "
                    + "diffusion is known from other processes.")
        }
        return DiffusionWarning(
            .earlyJumpOrConvection,
            "Solute was in the beam before diffusion could carry it there: as if \(Self.text(100 * parameters.premixedFraction, 2)) % "
                + "of it had been mixed up to \(Self.text(height, 2)) mm by the injection or by convection. The fit allows "
                + "for that, and the error of D for solute anywhere in the column at the start; a repeat with a slower injection "
                + "would not need it.")
    }

    private func implausibleDiffusion() -> DiffusionWarning? {
        refinement.interval.lowerBound > log(Self.largestDiffusion)
            ? Self.implausible(parameters.diffusionCoefficient) : nil
    }

    static func implausible(_ diffusion: Double) -> DiffusionWarning {
        DiffusionWarning(
            .implausibleDiffusion,
            "The rise is so fast that D would be \(text(diffusion, 2)) m2/s, larger than that of any solute in a liquid "
                + "(\(largestDiffusion)): it has another cause (convection, a reaction, a ceiling of the photometer, a wrong "
                + "geometry or time unit).")
    }

    private func drift() -> DiffusionWarning? {
        let change = abs(parameters.driftPerSecond) * fit.span
        guard candidate.free.contains(.drift), change > 0.25 * fit.rise else { return nil }
        return DiffusionWarning(
            .driftDominates,
            "A diffusion fits this trace only together with a drift of \(Self.text(change, 2)), of a signal of "
                + "\(Self.text(fit.rise, 2)): the course is not that of a diffusion, or the lamp was not stable.")
    }

    private func structure() -> DiffusionWarning? {
        guard let structure = attempt?.structure else { return nil }
        let share = structure.amplitude / fit.rise
        if structure.probability < 1e-3, share > Self.toleratedStructure || reach(of: structure) > Self.largestStandardError {
            return Self.systematic(share: share)
        }
        guard memory.probability < 1e-4, memory.lagOne > 0.15 || structure.probability < 1e-4 else { return nil }
        return DiffusionWarning(
            .correlatedResiduals,
            "The residuals are correlated (\(Self.text(memory.lagOne, 2)) from one value to the next): "
                + "\(times.count) values count as about \(Int(memory.effectiveCount.rounded())). The errors allow for that.")
    }

    /// How far a course like the one that is left in the residuals would move ln D if it had the shape of D's own influence:
    /// a sqrt(n (JᵀJ)⁻¹). The part of a wrong model that has this shape cannot be seen in the residuals, and the part that
    /// can be seen tells its size.
    private func reach(of structure: ResidualStructure) -> Double {
        let perUnit = candidate.fit.standardErrors[0] / candidate.fit.residualStandardDeviation
        return structure.amplitude * Double(times.count).squareRoot() * perUnit
    }

    static func systematic(share: Double) -> DiffusionWarning {
        DiffusionWarning(
            .systematicResiduals,
            "The trace departs systematically from that of a diffusion, by \(text(100 * share, 2)) % of the signal, more than "
                + "leaves D its meaning: it is another process, or the geometry is not the stated one.")
    }

    private func startTime() -> DiffusionWarning? {
        guard let shift = attempt?.startShiftSeconds else { return nil }
        let size = Self.duration(abs(shift))
        if shift < 0, !candidate.free.contains(.premixed) {
            return DiffusionWarning(
                .missingLag,
                "The absorbance rises \(size) earlier than diffusion from the stated time of injection allows: solute was "
                    + "carried to the beam otherwise, or the clock did not start with the injection.")
        }
        return DiffusionWarning(
            .startTimeDoubtful,
            "The trace begins \(size) \(shift < 0 ? "earlier" : "later") than diffusion from the stated time of injection "
                + "would\(shift < 0 ? "" : "; the time of injection was fitted"). Check when the clock was started.")
    }

    private func outliers() -> DiffusionWarning? {
        let count = isInlier.filter { !$0 }.count
        guard Double(count) > 0.05 * Double(isInlier.count) else { return nil }
        return DiffusionWarning(
            .manyOutliers, "\(count) of \(isInlier.count) values are outliers and were left out of the fit.")
    }

    static func text(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)g", value) }

    static func duration(_ seconds: Double) -> String {
        seconds < 120 ? "\(text(seconds, 3)) s" : seconds < 7200
            ? "\(text(seconds / 60, 3)) min" : "\(text(seconds / 3600, 3)) h"
    }
}
