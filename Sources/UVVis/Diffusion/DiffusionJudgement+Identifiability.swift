import Foundation
import Statistics

extension DiffusionJudgement {
    /// s after the injection until which the trace holds information: until it stays at the stray-light ceiling.
    var informativeSeconds: Double {
        let ceiling = Photometry.ceiling(strayLightFraction: parameters.strayLightFraction)
        let last = zip(times, fitted).reversed().first { $0.1 - parameters.baseline < ceiling - 0.1 }
        return (last?.0 ?? times[0]) - parameters.startSeconds
    }

    /// - Parameters:
    ///   - standardError: of ln D, with the memory of the noise and the geometry's errors.
    ///   - closes: the 95 % profile ends within a factor of ten on either side.
    func identifiability(standardError: Double, closes: Bool, geometryError: Double) -> [DiffusionWarning] {
        var warnings: [DiffusionWarning] = []
        // What was premixed in an unknown way rules the trace until diffusion from the layer has nearly reached its peak:
        // t90 of a plane source, 0.2783 z² / D.
        let needed = candidate.free.contains(.premixed) ? 0.5566 : candidate.free.contains(.startTime) ? 0.2 : 0.1
        if informativeSeconds < needed * peakSeconds {
            warnings.append(
                DiffusionWarning(
                    .recordingTooShort,
                    "The trace covers \(Self.duration(max(0, informativeSeconds))) after the injection, only "
                        + "\(Self.text(informativeSeconds / peakSeconds, 2)) of the time to the peak that this D would give: "
                        + "D, the amount of solute and the time of injection cannot be told apart."))
        }
        if let unseen = unseenRise {
            warnings.append(
                DiffusionWarning(
                    .startBeforeRecording,
                    "The fit puts the baseline \(Self.text(unseen, 2)) below everything that was recorded, further than the "
                        + "signal changes: D would rest on a rise that was not recorded. Zero the baseline before the injection."))
        } else if let place = candidate.fitter.free.firstIndex(of: .startTime) {
            let error = max(0, refinement.covariance[place + 2, place + 2]).squareRoot() * fit.span
            let before = times[0] - parameters.startSeconds
            if before - 2 * error > 0.1 * fit.span {
                warnings.append(
                    DiffusionWarning(
                        .startBeforeRecording,
                        "The fit puts the injection \(Self.duration(before)) before the first value: D would rest on a rise "
                            + "that was not recorded. State the time of the injection."))
            }
        }
        if !closes {
            warnings.append(
                DiffusionWarning(
                    .openProfile, "Values of D that differ by more than a factor of ten fit the trace as well."))
        } else if !(standardError <= Self.largestStandardError) {
            warnings.append(
                DiffusionWarning(
                    .wideInterval,
                    "D has a standard error of \(Self.text(100 * standardError, 2)) %: more than "
                        + "\(Int(100 * Self.largestStandardError)) % is an order of magnitude, not a value."))
        }
        if geometryError > 0, geometryError > 0.5.squareRoot() * standardError {
            warnings.append(
                DiffusionWarning(
                    .beamHeightDominates,
                    "\(Self.text(100 * geometryError, 2)) % of the error of D comes from the geometry's stated errors, more than "
                        + "from the trace: measure the beam's height better."))
        }
        return warnings
    }

    /// Absorbance between the fitted baseline and the least that was recorded, where it is more than the whole signal.
    private var unseenRise: Double? {
        guard candidate.free.contains(.baseline), let least = fitted.min() else { return nil }
        let unseen = least - parameters.baseline
        return unseen > fit.rise ? unseen : nil
    }

    /// Of the noise's standard deviation.
    static var leastSignal: Double { 10 }

    func weakSignal() -> DiffusionWarning? {
        // Of the differences: residuals of a model that does not fit are no noise.
        let noise = DifferenceNoise(candidate.residuals).standardDeviation
        guard let high = fitted.max(), let low = fitted.min(), !(high - low > Self.leastSignal * noise) else {
            return nil
        }
        return Self.tooWeak((high - low) / noise)
    }

    /// - Parameter rise: in units of the noise's standard deviation.
    static func tooWeak(_ rise: Double) -> DiffusionWarning {
        DiffusionWarning(
            .signalTooWeak,
            "The signal rises by \(text(rise, 2)) times the noise: less than "
                + "\(Int(leastSignal)) times does not show the shape of the rise.")
    }

    /// Below the middle of the column, solute comes through the beam and leaves it again: what rises and stays is
    /// something else, or the light that no solute absorbs.
    func overshoot() -> DiffusionWarning? {
        var course = parameters
        course.driftPerSecond = 0
        let pure = candidate.fitter.model.absorbances(course, at: times)
        guard let peak = pure.indices.max(by: { pure[$0] < pure[$1] }), let last = pure.last else { return nil }
        let expected = pure[peak] - last
        let noise = candidate.fit.residualStandardDeviation
        guard expected > max(8 * noise * memory.inflation.squareRoot(), 0.05 * fit.rise) else { return nil }
        let data = candidate.fitter.absorbances
        let width = max(1, times.count / 40)
        func median(around i: Int) -> Double {
            let low = max(0, min(i - width, data.count - 2 * width - 1))
            return OrderStatistics.median(Array(data[low...min(low + 2 * width, data.count - 1)]))
        }
        let seen = median(around: peak) - median(around: data.count - 1)
        guard seen < 0.3 * expected else { return nil }
        return DiffusionWarning(
            .noOvershoot,
            "In a beam \(Self.text(1e3 * geometry.beamDistanceMeters, 3)) mm from the injection, below the middle of the "
                + "column, the absorbance has to fall again by \(Self.text(expected, 2)) after its peak, and it does not: "
                + "that is no diffusion in this geometry.")
    }

    func notes() -> [String] {
        var notes: [String] = []
        let count = isInlier.filter { !$0 }.count
        if count > 0 { notes.append("\(count) of \(isInlier.count) values are outliers and were left out.") }
        if let drift = risingDrift {
            notes.append(
                "The fit has a drift that rises by \(Self.text(drift, 2)) over the recording. A lamp's drift is allowed for; solute "
                    + "that the injection left high above the beam looks the same and moves D by up to some percent. A lamp "
                    + "that has warmed up, or a slower injection, would tell.")
        }
        if geometry.beamHeightStandardErrorMillimeters == nil {
            let percent = 200 * 0.1e-3 / geometry.beamDistanceMeters
            notes.append(
                "The beam's height was taken as exact; an error of 0.1 mm in it would be one of "
                    + "\(Self.text(percent, 2)) % in D. State it as \"beam_height_se_mm\".")
        }
        return notes
    }

    /// Absorbance over the recording, where it is no noise. A part that was premixed has a warning of its own.
    private var risingDrift: Double? {
        guard !candidate.free.contains(.premixed), let place = candidate.fitter.driftPlace else { return nil }
        let error = max(0, refinement.covariance[place, place]).squareRoot()
        return refinement.parameters[place] > 3 * error ? parameters.driftPerSecond * fit.span : nil
    }

    func advice() -> [String] {
        var advice: [String] = []
        let peak = peakSeconds
        let covered = (times.last ?? 0) - parameters.startSeconds
        if covered < peak, peak.isFinite, peak < 1e8 {
            advice.append(
                "Record for about \(Self.duration(2 * peak)), twice the time to the peak that this D would give, or lower the "
                    + "beam: the time goes with the square of its height.")
        }
        return advice + Self.generalAdvice(geometry)
    }

    static func generalAdvice(_ geometry: CuvetteGeometry) -> [String] {
        var advice: [String] = []
        if !geometry.isStartTimeKnown {
            advice.append("Note the time of the injection: unknown, it costs a factor of two to five in the error of D.")
        }
        if !geometry.isBaselineZeroed {
            advice.append("Record some spectra before the injection, so that the baseline is known.")
        }
        advice.append("growthscope uvvis plan shows which duration and beam height give the wanted error.")
        return advice
    }
}
