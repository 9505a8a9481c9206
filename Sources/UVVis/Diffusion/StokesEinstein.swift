import Statistics

/// The radius of the sphere that diffuses as fast as a solute: R = k T / (6 pi eta D).
///
/// Einstein 1905, Ann. Phys. 322, 549. Viscosity and temperature are taken as exact.
public struct StokesEinstein: Sendable, Equatable {
    public var viscosityPascalSeconds: Double
    public var temperatureKelvin: Double

    /// J/K, exact by definition.
    static let boltzmannConstant = 1.380649e-23

    public init(viscosityPascalSeconds: Double, temperatureKelvin: Double) {
        self.viscosityPascalSeconds = viscosityPascalSeconds
        self.temperatureKelvin = temperatureKelvin
    }

    /// Hydrodynamic radius in nm of a solute with this diffusion coefficient in m2/s.
    public func radiusNanometers(_ diffusion: Estimate) -> Estimate {
        let radius = 1e9 * Self.boltzmannConstant * temperatureKelvin
            / (6 * .pi * viscosityPascalSeconds * diffusion.value)
        return Estimate(value: radius, standardError: radius * diffusion.standardError / diffusion.value)
    }
}
