import Foundation

/// What is in the beam of a cuvette over time, for simulations.
public struct CuvetteCourse: Sendable {
    private let model: TraceModel

    public init(geometry: CuvetteGeometry, premixedHeightMillimeters: Double? = nil) {
        let plain = TraceModel(geometry: geometry)
        model = premixedHeightMillimeters.map { plain.premixed(to: $0) } ?? plain
    }

    /// -log10 of the transmittance that several absorbing species share, averaged over the beam, with stray light.
    ///
    /// - Parameters:
    ///   - species: D in m2/s, and absorbance when spread evenly at the wavelength in question, of each.
    ///   - seconds: since the injection.
    public func absorbance(
        of species: [(diffusionCoefficient: Double, endAbsorbance: Double)], atSeconds seconds: Double,
        premixedFraction: Double, strayLightFraction: Double
    ) -> Double {
        model.absorbance(
            of: species, atSeconds: seconds, premixedFraction: premixedFraction, strayLightFraction: strayLightFraction)
    }
}
