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
    private let layer: BeamProfile
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

    func absorbances(_ p: TraceParameters, at times: [Double]) -> [Double] {
        let amplitude = exp(p.logAmplitude)
        return transform(p, at: times) { values, weights, time in
            let absorbance = Photometry.beamAbsorbance(values, weights: weights, absorbanceAtEnd: amplitude)
            return Photometry.withStrayLight(absorbance, fraction: p.strayLightFraction)
                + p.baseline + p.driftPerSecond * time
        }
    }

    /// c / c_inf averaged over the beam.
    func meanConcentrations(_ p: TraceParameters, at times: [Double]) -> [Double] {
        transform(p, at: times) { values, weights, _ in
            var sum = 0.0
            for j in weights.indices { sum += weights[j] * values[j] }
            return sum
        }
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

    private func transform(
        _ p: TraceParameters, at times: [Double], _ result: ([Double], [Double], Double) -> Double
    ) -> [Double] {
        let rate = p.diffusionCoefficient / (columnHeightMeters * columnHeightMeters)
        let fraction = p.premixedFraction
        var values = layer.weights
        var mixed = premixed?.weights ?? []
        return times.map { time in
            let tau = rate * (time - p.startSeconds)
            layer.evaluate(tau: tau, into: &values)
            if fraction != 0, let premixed {
                premixed.evaluate(tau: tau, into: &mixed)
                for j in values.indices { values[j] = (1 - fraction) * values[j] + fraction * mixed[j] }
            }
            return result(values, layer.weights, time)
        }
    }
}
