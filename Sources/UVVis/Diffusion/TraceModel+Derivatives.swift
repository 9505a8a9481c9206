import Foundation
import Statistics

extension TraceModel {
    /// Derivatives of the absorbances, one list per parameter: ln D, ln A_inf, then the nuisances in the order given.
    ///
    /// All sums over the beam share the exponentials of the absorbance itself: together they cost little more than it
    /// does, and fits need no differences.
    func derivatives(_ p: TraceParameters, at times: [Double], of nuisances: [Nuisance]) -> [[Double]] {
        let interpolation = interpolation(p, at: times)
        let sums = LightSums(self, p, rows: interpolation.rows, mixes: nuisances.contains(.premixed))
        // D and the time since the injection enter as their product.
        let byLogTime = interpolation.slopes(sums.absorbances)
        let columns = nuisances.map { nuisance -> [Double] in
            switch nuisance {
            case .startTime:
                times.indices.map { i in
                    let since = times[i] - p.startSeconds
                    return since > 0 ? -byLogTime[i] / since : 0
                }
            case .baseline: times.map { _ in 1 }
            case .drift: times
            case .strayLight: interpolation.values(sums.byStrayLight)
            case .premixed: interpolation.values(sums.byMixture)
            }
        }
        return [byLogTime, interpolation.values(sums.byLogAmplitude)] + columns
    }

    /// Absorbance at rows of the tables, and its derivatives.
    private struct LightSums {
        /// Without baseline and drift.
        var absorbances: [Double] = []
        var byLogAmplitude: [Double] = []
        var byStrayLight: [Double] = []
        var byMixture: [Double] = []

        init(_ model: TraceModel, _ p: TraceParameters, rows: Range<Int>, mixes: Bool) {
            let weights = model.weights
            var values = weights
            var mixed = weights
            let amplitude = exp(p.logAmplitude)
            let k = -Photometry.ln10 * amplitude
            let stray = model.averagesLight ? p.strayLightFraction : 0
            for row in rows {
                model.layer.evaluate(row: row, into: &values)
                if let premixed = model.premixed, mixes || p.premixedFraction != 0 {
                    premixed.evaluate(row: row, into: &mixed)
                    for j in values.indices {
                        mixed[j] -= values[j]
                        values[j] += p.premixedFraction * mixed[j]
                    }
                }
                var (light, withValue, withMixture) = (0.0, 0.0, 0.0)
                for j in weights.indices {
                    let share = model.averagesLight ? weights[j] * exp(k * values[j]) : weights[j]
                    light += share
                    withValue += share * values[j]
                    withMixture += share * mixed[j]
                }
                let scale = amplitude / (light + stray)
                absorbances.append(
                    model.averagesLight ? -log((light + stray) / (1 + stray)) / Photometry.ln10 : scale * withValue)
                byLogAmplitude.append(scale * withValue)
                byStrayLight.append(
                    model.averagesLight ? (1 / (1 + stray) - 1 / (light + stray)) / Photometry.ln10 : 0)
                byMixture.append(scale * withMixture)
            }
        }
    }
}

extension TraceModel {
    /// d absorbance / d relative concentration at each of the beam's quadrature heights, of the concentrations there.
    func sensitivity(_ p: TraceParameters, to concentrations: [Double]) -> [Double] {
        let amplitude = exp(p.logAmplitude)
        guard averagesLight else { return weights.map { amplitude * $0 } }
        let shares = weights.indices.map { weights[$0] * exp(-Photometry.ln10 * amplitude * concentrations[$0]) }
        let light = shares.reduce(0, +) + p.strayLightFraction
        return shares.map { amplitude * $0 / light }
    }
}
