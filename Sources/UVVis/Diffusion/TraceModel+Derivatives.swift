import Foundation

extension TraceModel {
    /// Derivatives of the absorbances, one list per parameter: ln D, ln A_inf, then the nuisances in the order given.
    ///
    /// All sums over the beam share the exponentials of the absorbance itself: together they cost little more than it
    /// does, and fits need no differences.
    func derivatives(_ p: TraceParameters, at times: [Double], of nuisances: [Nuisance]) -> [[Double]] {
        var columns = Array(repeating: Array(repeating: 0.0, count: times.count), count: 2 + nuisances.count)
        var beam = BeamState(self)
        for (i, time) in times.enumerated() {
            evaluate(p, at: time, into: &beam)
            let sums = lightSums(p, beam)
            columns[0][i] = sums.logTime
            columns[1][i] = sums.logAmplitude
            for (k, nuisance) in nuisances.enumerated() {
                columns[k + 2][i] =
                    switch nuisance {
                    case .startTime: time > p.startSeconds ? -sums.logTime / (time - p.startSeconds) : 0
                    case .baseline: 1
                    case .drift: time
                    case .strayLight: sums.strayLight
                    case .premixed: sums.premixed
                    }
            }
        }
        return columns
    }

    /// Relative concentrations in the beam, their change with ln of the time since the injection, and with the part that
    /// was premixed.
    private struct BeamState {
        var values: [Double]
        var slopes: [Double]
        var mixed: [Double]
        var mixedSlopes: [Double]

        init(_ model: TraceModel) {
            values = model.weights.map { _ in 0 }
            (slopes, mixed, mixedSlopes) = (values, values, values)
        }
    }

    private func evaluate(_ p: TraceParameters, at time: Double, into beam: inout BeamState) {
        let tau = tau(p, at: time)
        layer.evaluate(tau: tau, into: &beam.values, slopes: &beam.slopes)
        guard let premixed else { return }
        premixed.evaluate(tau: tau, into: &beam.mixed, slopes: &beam.mixedSlopes)
        for j in beam.values.indices {
            beam.mixed[j] -= beam.values[j]
            beam.values[j] += p.premixedFraction * beam.mixed[j]
            beam.slopes[j] += p.premixedFraction * (beam.mixedSlopes[j] - beam.slopes[j])
        }
    }

    /// d absorbance / d ln (t - t0), which is that by ln D; by ln A_inf; by the stray light; by the premixed fraction.
    private func lightSums(
        _ p: TraceParameters, _ beam: BeamState
    ) -> (logTime: Double, logAmplitude: Double, strayLight: Double, premixed: Double) {
        let amplitude = exp(p.logAmplitude)
        let k = -Photometry.ln10 * amplitude
        var (light, byAmplitude, byTime, byMixture) = (0.0, 0.0, 0.0, 0.0)
        for j in weights.indices {
            let share = averagesLight ? weights[j] * exp(k * beam.values[j]) : weights[j]
            light += share
            byAmplitude += share * beam.values[j]
            byTime += share * beam.slopes[j]
            byMixture += share * beam.mixed[j]
        }
        let stray = averagesLight ? p.strayLightFraction : 0
        let scale = amplitude / (light + stray)
        let byStrayLight = (1 / (1 + stray) - 1 / (light + stray)) / Photometry.ln10
        return (scale * byTime, scale * byAmplitude, averagesLight ? byStrayLight : 0, scale * byMixture)
    }
}

extension TraceModel {
    /// d absorbance / d relative concentration at each of the beam's quadrature heights.
    func sensitivity(_ p: TraceParameters, atSeconds time: Double) -> [Double] {
        let amplitude = exp(p.logAmplitude)
        guard averagesLight else { return weights.map { amplitude * $0 } }
        let concentrations = concentrations(p, atSeconds: time).values
        let shares = weights.indices.map { weights[$0] * exp(-Photometry.ln10 * amplitude * concentrations[$0]) }
        let light = shares.reduce(0, +) + p.strayLightFraction
        return shares.map { amplitude * $0 / light }
    }
}
