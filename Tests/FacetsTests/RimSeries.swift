import Foundation
import Statistics
import Testing

@testable import Facets

/// Frames of a rim beside a Becke line, each fitted with what the one before it told.
struct RimSeries {
    static let noise = 0.011
    static let frames = 60

    struct Fit {
        var shape: EdgeShape
        var position: Double
        var rim: EdgeShape.RimFit
    }

    let fits: [Fit]

    /// - Parameter pixelsPerBin: 150 are those along the edges of a crystal of 80 px.
    init(shape: (_ frame: Int) -> EdgeShape, pixelsPerBin: Double = 150) throws {
        var fits: [Fit] = []
        for frame in 0..<Self.frames {
            let profile = Self.profile(of: shape(frame), frame, pixelsPerBin: pixelsPerBin)
            fits.append(try Self.fit(profile, after: fits.last?.shape))
        }
        self.fits = fits
    }

    /// A rim as its focus drifts: the Becke line, inside of it above focus, comes and goes.
    static func rim(_ frame: Int, width: Double, focus: Double = 0.6) -> EdgeShape {
        let defocus = focus + 0.25 * sin(Double(frame) / 10)
        var shape = EdgeShape(inside: 0.96, outside: 1, blurPixels: 1.55 + 0.02 * defocus)
        shape.rimDepth = 0.3
        shape.beckeHeight = 0.2 * abs(tanh(defocus / 0.5))
        shape.beckeDistance = -2.6 * tanh(defocus / 0.5)
        shape.beckeWidth = width
        return shape
    }

    static func profile(of shape: EdgeShape, _ frame: Int, pixelsPerBin: Double = 150) -> [EdgeBand.Bin] {
        (-18...18).map { index in
            let u = Double(index) * 0.5
            let scatter = noise / pixelsPerBin.squareRoot() * scatter(frame, index)
            return EdgeBand.Bin(distance: u, value: shape.value(u) + scatter, count: pixelsPerBin)
        }
    }

    /// Uniform, of unit variance, the same every time.
    private static func scatter(_ frame: Int, _ index: Int) -> Double {
        let hash = sin(12.9898 * Double(frame) + 78.233 * Double(index)) * 43758.5453
        return (hash - hash.rounded(.down) - 0.5) * 12.0.squareRoot()
    }

    static func fit(_ bins: [EdgeBand.Bin], after earlier: EdgeShape?) throws -> Fit {
        var start = try #require(EdgeShape.fitRim(bins))
        if let earlier { start = (earlier, 0) }
        let fit = try #require(EdgeShape.fitOverlappingRim(bins, from: start, earlier: earlier))
        return Fit(shape: fit.shape, position: fit.position, rim: try #require(fit.shape.rimFit))
    }

    static func links(
        _ fits: [Fit], width: Double, isUsable: (_ frame: Int) -> Bool = { _ in true }
    ) -> [RimChain.Link?] {
        var chain = RimChain(width: width)
        return fits.indices.map { chain.add(fits[$0].rim.picture, frame: $0, isUsable: isUsable($0)) }
    }

    /// Where the edges lie when all frames are known.
    static func settled(
        _ fits: [Fit], width: Double, change: Double = 0.001, isUsable: (_ frame: Int) -> Bool = { _ in true }
    ) -> [RimSettling.Place?] {
        RimSettling(width: width).places(
            links(fits, width: width, isUsable: isUsable), after: RandomWalk(change: change * change))
    }
}
