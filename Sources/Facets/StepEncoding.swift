import Foundation
import Statistics

/// What the edges of an opaque plate tell of how the picture encodes light, and where they lie if it is for a screen.
///
/// A lens blurs light alike on both sides of an edge. Values that are encoded for a screen (light to the power of 1/2.2, as most
/// cameras and movies store it) rise faster from the dark side than towards the bright one, and pass half of their step where the
/// light does not. The skewness that this leaves beside a symmetric step tells one from the other; its form follows from the levels
/// on both sides.
struct StepEncoding {
    /// The skewness, in units of that of a picture encoded for a screen: 0 for linear light.
    let skewness: Estimate
    /// How far outward of the symmetric step's place the edge lies in a picture encoded for a screen, px.
    let shiftPixels: Double
    /// What an uneven inside seems to move the edge outward by (`EdgeTilt`), px: as measured, and of an even plate in a picture
    /// encoded for a screen.
    let tilt: Estimate?
    let screenTiltPixels: Double

    /// - Parameters:
    ///   - shape: the symmetric step that was fitted to the bins, and where it lies in them.
    init?(_ bins: [EdgeBand.Bin], _ shape: EdgeShape, position: Double) {
        guard let node = Self.node(of: shape) else { return nil }
        let levels = (low: Self.light(shape.inside), high: Self.light(shape.outside))
        let departure = StepDeparture(of: bins, from: shape, at: position) { z, passed, _ in
            let open = EdgeShape.passed((z + node.place) / node.blur)
            let encoded = pow(levels.low + (levels.high - levels.low) * open, ScreenEncoding.exponent)
            return encoded - shape.inside - (shape.outside - shape.inside) * passed
        }
        guard let departure else { return nil }
        skewness = departure.amount
        shiftPixels = -node.place * shape.blurPixels
        tilt = EdgeTilt.shift(bins, shape, position: position)
        screenTiltPixels = node.tilt * shape.blurPixels
    }

    /// `shiftPixels` of a symmetric step; nil for a rim.
    static func shift(of shape: EdgeShape) -> Double? { node(of: shape).map { -$0.place * shape.blurPixels } }

    private static func light(_ value: Double) -> Double { pow(max(0, value), 1 / ScreenEncoding.exponent) }

    /// Of a symmetric step fitted to encoded values: its place and its tilt, in units of its blur; and the blur of the light.
    private struct Node {
        var place: Double
        var tilt: Double
        var blur: Double
    }

    /// By (outside - inside) / (outside + inside), evenly spaced from -1 to 1.
    private static let nodes: [Node] = (-20...20).map { number in
        let asymmetry = Double(number) / 20
        let levels = (light(1 - asymmetry), light(1 + asymmetry))
        let bins = stride(from: -4.5, through: 4.5, by: 0.125).map { u in
            let value = pow(levels.0 + (levels.1 - levels.0) * EdgeShape.passed(u), ScreenEncoding.exponent)
            return EdgeBand.Bin(distance: u, value: value, count: 1)
        }
        guard let fit = EdgeShape.fitStep(bins) else { return Node(place: 0, tilt: 0, blur: 1) }
        let tilt = EdgeTilt.shift(bins, fit.shape, position: fit.position)?.value ?? 0
        let blur = fit.shape.blurPixels
        return Node(place: fit.position / blur, tilt: tilt / blur, blur: 1 / blur)
    }

    /// nil for a rim.
    private static func node(of shape: EdgeShape) -> Node? {
        let sum = shape.inside + shape.outside
        guard shape.rimDepth == 0, shape.beckeHeight == 0, sum > 0 else { return nil }
        let asymmetry = max(-1, min(1, (shape.outside - shape.inside) / sum))
        let place = (asymmetry + 1) / 2 * Double(nodes.count - 1)
        let below = min(Int(place), nodes.count - 2)
        let share = place - Double(below)
        let (a, b) = (nodes[below], nodes[below + 1])
        func between(_ value: KeyPath<Node, Double>) -> Double {
            a[keyPath: value] + share * (b[keyPath: value] - a[keyPath: value])
        }
        return Node(place: between(\.place), tilt: between(\.tilt), blur: between(\.blur))
    }
}
