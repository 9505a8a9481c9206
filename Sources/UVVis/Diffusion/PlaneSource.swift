import Foundation

/// Solute that diffuses from a plane on a reflecting wall into a half-space: the textbook's case, for comparison.
///
/// c = M / sqrt(pi D t) exp(-z² / 4 D t). It peaks at t = z² / 2D and then decays: it never reaches a plateau.
public enum PlaneSource {
    /// c L / M, that is relative to the end concentration of a column of height L, at a height (m) and D t (m²).
    public static func relativeConcentration(
        atMeters height: Double, diffusionTimesTime dt: Double, columnHeightMeters length: Double
    ) -> Double {
        guard dt > 0 else { return 0 }
        return length / (.pi * dt).squareRoot() * exp(-height * height / (4 * dt))
    }

    /// s from the start to the largest concentration at a height, z² / 2D.
    public static func peakSeconds(atMeters height: Double, diffusionCoefficient: Double) -> Double {
        height * height / (2 * diffusionCoefficient)
    }
}
