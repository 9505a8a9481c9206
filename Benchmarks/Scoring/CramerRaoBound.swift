import Foundation
import Simulation

/// The least standard error that the noise of the camera allows for a crystal's side, measured in a single frame.
///
/// A straight edge of L px, shifted by x along its normal, changes the light I(d) at distance d by -x I'(d). With
/// independent noise of variance s^2(I) in every pixel the Fisher information about x is (Kay 1993, chapter 3)
///
///     J = L j,   j = integral of I'(d)^2 / s^2(I(d)) dd
///
/// and no unbiased estimate of the edge's position is better than 1 / sqrt(L j). For a plain step of contrast C,
/// blurred by a Gaussian sigma, in constant noise s, j = C^2 / (2 sqrt(pi) sigma s^2). Here the integral is taken over
/// the very profile: body, rim and Becke line, blurred by the point spread and by the square of a pixel (variance 1/12 px^2).
/// I and s are in electrons: s^2 = I + read noise^2 + (quantisation)^2 / 12; gamma changes the quantisation only.
/// Channels of a colour camera add their information.
///
/// The bound takes all else for known (profile, blur, light, the gains of the pixels, the edge's direction) and leaves
/// compression out, so that the true limit lies somewhat higher.
struct CramerRaoBound {
    private let scene: GrowthScene
    /// j in px^-3 for every frame.
    private let informationPerPixel: [Double]

    init(scene: GrowthScene, truth: Truth) {
        self.scene = scene
        informationPerPixel = zip(truth.optics.psfSigmaPixels, truth.optics.defocusMicrometers).map {
            EdgeInformation(scene: scene, sigmaPixels: $0, defocusMicrometers: $1).perPixelOfEdge
        }
    }

    /// Bound for the side in px; nil for a shape whose side is not made of facets.
    ///
    /// The side is a weighted sum of the facets' distances, each bounded on its own: variance = sum of w^2 / (L j).
    func sidePixels(_ record: Truth.Record, shape: String, frame: Int) -> Double? {
        let scale = scene.micrometersPerPixel
        let side = record.sideMicrometers / scale
        let facets: (count: Double, weight: Double, length: Double)
        switch shape {
        case "square": facets = (4, 0.5, side)
        case "rect", "ribbon": facets = (2, 1, (record.widthMicrometers ?? 0) / scale)
        // A hexagon's edge is its mean facet distance times 2 / sqrt 3.
        case "hexagon": facets = (6, 1 / (3 * 3.0.squareRoot()), side)
        case "truncated": facets = (4, 0.5, (record.edges.first ?? 0) / scale)
        default: return nil
        }
        let information = facets.length * informationPerPixel[frame]
        guard information > 0 else { return nil }
        return (facets.count * facets.weight * facets.weight / information).squareRoot()
    }
}
