import Foundation
import Statistics

/// Starting values of a fit from a search over the whole plausible range of D.
///
/// For every D, and where it is not known every time of injection, amplitude and baseline follow linearly from the
/// concentration averaged over the beam. The sum of absolute deviations ranks them: outliers do not decide.
struct StartSearch {
    let model: TraceModel
    let samples: TraceSamples
    let needs: Set<Nuisance>
    let span: Double

    /// m2/s: from a large protein in a glass to what only a stirred liquid shows.
    static let diffusionRange = 1e-13...1e-6
    private static let diffusionCount = 48
    private static let startsInSpans = [-1, -0.3, -0.1, -0.03, 0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5]

    private struct Candidate {
        var parameters: TraceParameters
        var deviation: Double
    }

    /// The best of at least eight D, best first.
    func starts(count: Int = 8, fixed: TraceParameters) -> [TraceParameters] {
        let (low, high) = (log(Self.diffusionRange.lowerBound), log(Self.diffusionRange.upperBound))
        let thinned = samples.thinned(to: 120)
        let linear = LinearisedTrace(thinned, fixed: fixed)
        let candidates = (0..<Self.diffusionCount).compactMap { i -> Candidate? in
            let logDiffusion = low + (high - low) * Double(i) / Double(Self.diffusionCount - 1)
            let times = needs.contains(.startTime) ? Self.startsInSpans.map { $0 * span } : [fixed.startSeconds]
            return times.compactMap { candidate(logDiffusion, start: $0, fixed: fixed, linear, thinned) }
                .min { $0.deviation < $1.deviation }
        }
        return candidates.sorted { $0.deviation < $1.deviation }.prefix(count).map(\.parameters)
    }

    private func candidate(
        _ logDiffusion: Double, start: Double, fixed: TraceParameters, _ linear: LinearisedTrace, _ all: TraceSamples
    ) -> Candidate? {
        var p = fixed
        p.logDiffusion = logDiffusion
        p.startSeconds = start
        let concentrations = model.meanConcentrations(p, at: linear.times)
        let one = Array(repeating: 1.0, count: concentrations.count)
        let columns = needs.contains(.baseline) ? [concentrations, one] : [concentrations]
        let fit = LinearLeastSquares.fit(
            design: Matrix(columns: columns), response: linear.absorbances, weights: linear.weights)
        guard fit.success, fit.parameters[0] > 0 else { return nil }
        p.logAmplitude = log(fit.parameters[0])
        if needs.contains(.baseline) { p.baseline = fit.parameters[1] }
        let fitted = model.absorbances(p, at: all.times)
        let deviation = fitted.indices.reduce(0) { $0 + abs(fitted[$1] - all.absorbances[$1]) / all.noiseScale[$1] }
        return deviation.isFinite ? Candidate(parameters: p, deviation: deviation) : nil
    }
}

/// A trace with the stray light taken out, without the values that it has swallowed.
private struct LinearisedTrace {
    private(set) var times: [Double] = []
    private(set) var absorbances: [Double] = []
    private(set) var weights: [Double] = []

    init(_ samples: TraceSamples, fixed: TraceParameters) {
        let fraction = fixed.strayLightFraction
        let limit = Photometry.ceiling(strayLightFraction: fraction) - 0.15
        for i in samples.times.indices {
            let value = samples.absorbances[i] - fixed.baseline
            guard value < limit else { continue }
            times.append(samples.times[i])
            absorbances.append(Photometry.withoutStrayLight(value, fraction: fraction))
            weights.append(1 / (samples.noiseScale[i] * samples.noiseScale[i]))
        }
    }
}
