import Foundation

/// What a spectrometer shows of a concentration in its beam.
enum Photometry {
    static let ln10 = 2.302585092994046

    /// -log10 of the transmittance averaged over the beam.
    ///
    /// A detector adds up light, not concentrations: in a tall beam the dilute part outshines the rest.
    @inline(__always)
    static func beamAbsorbance(_ values: [Double], weights: [Double], absorbanceAtEnd: Double) -> Double {
        let k = -ln10 * absorbanceAtEnd
        var sum = 0.0
        for j in weights.indices { sum += weights[j] * exp(k * values[j]) }
        return -log(sum) / ln10
    }

    /// With the fraction of stray light, which no solute absorbs: -log10[(10^-A + s) / (1 + s)].
    @inline(__always)
    static func withStrayLight(_ absorbance: Double, fraction: Double) -> Double {
        fraction == 0 ? absorbance : -log10((exp(-ln10 * absorbance) + fraction) / (1 + fraction))
    }

    /// The inverse of `withStrayLight`, below its ceiling.
    static func withoutStrayLight(_ absorbance: Double, fraction: Double) -> Double {
        fraction == 0 ? absorbance : -log10(exp(-ln10 * absorbance) * (1 + fraction) - fraction)
    }

    /// The largest absorbance that stray light lets through.
    static func ceiling(strayLightFraction: Double) -> Double {
        strayLightFraction > 0 ? log10((1 + strayLightFraction) / strayLightFraction) : .infinity
    }
}
