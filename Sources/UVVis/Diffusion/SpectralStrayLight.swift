/// The fraction of stray light from what unmixing leaves of the spectra.
///
/// Stray light takes off s (10^A - 1) / ln 10 at every wavelength, which is no sum of the species' spectra: it shows where
/// the mixture absorbs most, and grows with more than the first power of the absorbance. Only that is asked of the data.
/// What goes with the first power, or does not change, in any single channel (an error of a pure spectrum, the noise of
/// the reference) is left to that channel. One fraction holds for all wavelengths, as in the geometry file.
struct SpectralStrayLight: Sendable, Equatable {
    var fraction: Double
    var standardError: Double
    /// What the spectra say and no stray light can be.
    var isImplausible = false

    static func stated(_ fraction: Double) -> SpectralStrayLight {
        SpectralStrayLight(fraction: fraction, standardError: 0)
    }

    /// What is known of spectrometers before any spectrum is seen.
    static let unknown = SpectralStrayLight(fraction: 0, standardError: NuisanceSelection.strayLightExperience)

    init(fraction: Double, standardError: Double) {
        self.fraction = fraction
        self.standardError = standardError
    }

    /// One Gauss-Newton step from a fraction, with the experience that it is a percent at most as one more measurement.
    ///
    /// - Parameter leverage: of these spectra, of this fraction or a near one; nil where they say nothing.
    init(_ beam: UnmixedBeam, _ leverage: StrayLightLeverage?, from start: SpectralStrayLight) {
        guard let leverage else {
            self = .unknown
            return
        }
        let found = start.fraction + leverage.step(beam, strayLightFraction: start.fraction)
        let variance = leverage.variance
        let prior = NuisanceSelection.strayLightExperience * NuisanceSelection.strayLightExperience
        let share = prior / (prior + variance)
        self.init(fraction: share * found, standardError: (share * variance).squareRoot())
        if fraction < -3 * standardError || fraction > NuisanceSelection.mostStrayLight {
            // Something else bends the spectra. What stray light there is beside it is not known.
            self = .unknown
            isImplausible = true
        }
    }
}
