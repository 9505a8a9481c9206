import Foundation

/// Everything that the absorbance at one time follows from.
struct TraceParameters: Sendable, Equatable {
    var logDiffusion: Double
    /// ln of the absorbance at the end, A_inf.
    var logAmplitude: Double
    var startSeconds = 0.0
    var baseline = 0.0
    var driftPerSecond = 0.0
    var strayLightFraction = 0.0
    var premixedFraction = 0.0

    var diffusionCoefficient: Double { exp(logDiffusion) }
}

/// Absorbance over time of a cuvette of known geometry.
///
/// A(t) = -log10[(T + s) / (1 + s)] + b + d t, with the transmittance T = <10^(-A_inf u(z, D (t - t0) / L²))> averaged
/// over the beam, the stray light s, baseline b and drift d; u is that of the injected layer, or a mixture of it with
/// a part that was premixed up to a height.
struct TraceModel: Sendable {
    let geometry: CuvetteGeometry
    private var columnHeightMeters: Double { geometry.columnHeightMeters }
    /// false: the absorbance is A_inf <u> + b + d t, for traces from which the unevenness of the beam is taken out.
    var averagesLight = true
    let layer: BeamProfile
    private(set) var premixed: BeamProfile?
    private(set) var premixedHeightMillimeters: Double?

    init(geometry: CuvetteGeometry) {
        self.geometry = geometry
        layer = BeamProfile(column: geometry.column, beamMeters: geometry.beamMeters)
    }

    /// The same with a part of the solute premixed up to a height.
    func premixed(to heightMillimeters: Double) -> TraceModel {
        var model = self
        model.premixedHeightMillimeters = heightMillimeters
        model.premixed = layer.with(
            column: geometry.column(layerMillimeters: heightMillimeters), beamMeters: geometry.beamMeters)
        return model
    }

    /// Of the quadrature heights in the beam.
    var weights: [Double] { layer.weights }

    /// D (t - t0) / L².
    func tau(_ p: TraceParameters, at time: Double) -> Double {
        p.diffusionCoefficient / (columnHeightMeters * columnHeightMeters) * (time - p.startSeconds)
    }

    func absorbances(_ p: TraceParameters, at times: [Double]) -> [Double] {
        let interpolation = interpolation(p, at: times)
        var values = interpolation.values(absorbances(p, rows: interpolation.rows))
        for i in times.indices { values[i] += p.baseline + p.driftPerSecond * times[i] }
        return values
    }

    /// c / c_inf averaged over the beam.
    func meanConcentrations(_ p: TraceParameters, at times: [Double]) -> [Double] {
        let interpolation = interpolation(p, at: times)
        return interpolation.values(meanConcentrations(p, rows: interpolation.rows))
    }

    /// Between the rows of the tables.
    func interpolation(_ p: TraceParameters, at times: [Double]) -> TauInterpolation {
        let rate = p.diffusionCoefficient / (columnHeightMeters * columnHeightMeters)
        return TauInterpolation(taus: times.map { rate * ($0 - p.startSeconds) }, among: rows)
    }

    /// Outside of them no concentration changes.
    var rows: Range<Int> {
        guard let premixed else { return layer.rows }
        return min(layer.rows.lowerBound, premixed.rows.lowerBound)..<layer.rows.upperBound
    }

    /// Without baseline and drift.
    private func absorbances(_ p: TraceParameters, rows: Range<Int>) -> [Double] {
        atRows(p, rows) { absorbance(p, of: $0) }
    }

    /// Of concentrations in units of c_inf at the quadrature heights; without baseline and drift.
    func absorbance(_ p: TraceParameters, of concentrations: [Double]) -> Double {
        let amplitude = exp(p.logAmplitude)
        guard averagesLight else { return amplitude * mean(concentrations) }
        let absorbance = Photometry.beamAbsorbance(concentrations, weights: weights, absorbanceAtEnd: amplitude)
        return Photometry.withStrayLight(absorbance, fraction: p.strayLightFraction)
    }

    private func meanConcentrations(_ p: TraceParameters, rows: Range<Int>) -> [Double] { atRows(p, rows, mean) }

    /// Over the beam.
    private func mean(_ values: [Double]) -> Double {
        let weights = weights
        var sum = 0.0
        for j in weights.indices { sum += weights[j] * values[j] }
        return sum
    }

    private func atRows(
        _ p: TraceParameters, _ rows: Range<Int>, _ result: ([Double]) -> Double
    ) -> [Double] {
        let fraction = p.premixedFraction
        var values = layer.weights
        var mixed = layer.weights
        return rows.map { row in
            layer.evaluate(row: row, into: &values)
            if fraction != 0, let premixed {
                premixed.evaluate(row: row, into: &mixed)
                for j in values.indices { values[j] = (1 - fraction) * values[j] + fraction * mixed[j] }
            }
            return result(values)
        }
    }

    /// Concentrations at the quadrature heights, and their weights.
    func concentrations(_ p: TraceParameters, atSeconds time: Double) -> (values: [Double], weights: [Double]) {
        let tau = tau(p, at: time)
        var values = layer.weights
        layer.evaluate(tau: tau, into: &values)
        if p.premixedFraction != 0, let premixed {
            var mixed = values
            premixed.evaluate(tau: tau, into: &mixed)
            for j in values.indices {
                values[j] = (1 - p.premixedFraction) * values[j] + p.premixedFraction * mixed[j]
            }
        }
        return (values, layer.weights)
    }

    /// Of several species together, without baseline.
    func absorbance(
        of species: [(diffusionCoefficient: Double, endAbsorbance: Double)], atSeconds seconds: Double,
        premixedFraction fraction: Double, strayLightFraction: Double
    ) -> Double {
        var total = layer.weights.map { _ in 0.0 }
        var values = total
        var mixed = total
        for one in species {
            let tau = one.diffusionCoefficient * seconds / (columnHeightMeters * columnHeightMeters)
            layer.evaluate(tau: tau, into: &values)
            if fraction != 0, let premixed {
                premixed.evaluate(tau: tau, into: &mixed)
                for j in values.indices { values[j] = (1 - fraction) * values[j] + fraction * mixed[j] }
            }
            for j in total.indices { total[j] += one.endAbsorbance * values[j] }
        }
        let absorbance = Photometry.beamAbsorbance(total, weights: layer.weights, absorbanceAtEnd: 1)
        return Photometry.withStrayLight(absorbance, fraction: strayLightFraction)
    }
}
