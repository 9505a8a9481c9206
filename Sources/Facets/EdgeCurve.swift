import Foundation

/// An edge's shape, tabulated: it is compared with every segment of every facet, and a table is read ten times as fast as
/// its error functions are computed.
///
/// Between its nodes the table is continued by cubics through the values and slopes of both (Hermite), which are within
/// 1e-7 of the step's height of the shape itself.
struct EdgeCurve {
    /// Value and slope x spacing at each node.
    private let nodes: [SIMD2<Double>]
    private let first: Double
    private let perPixel: Double

    /// Nodes in one blur; and blurs from the edge beyond which a blurred step has passed.
    private static let nodesPerBlur = 16.0
    private static let reach = 7.0
    /// No profile reaches farther, px. (A Becke line that is hardly there may be placed anywhere.)
    private static let farthest = 24.0

    init(_ shape: EdgeShape) {
        let spacing = shape.blurPixels / Self.nodesPerBlur
        let lower = max(-Self.farthest, min(0, shape.beckeDistance) - Self.reach * shape.blurPixels)
        let upper = min(Self.farthest, max(0, shape.beckeDistance) + Self.reach * shape.blurPixels)
        first = lower
        perPixel = 1 / spacing
        nodes = (0...Int(((upper - lower) / spacing).rounded(.up))).map { index in
            let u = lower + Double(index) * spacing
            return SIMD2(shape.value(u), shape.slope(u) * spacing)
        }
    }

    /// Brightness, and its derivative by the distance (1/px), at a distance (px) from the edge, outward positive.
    @inline(__always)
    func sample(_ distance: Double) -> (value: Double, slope: Double) {
        let place = (distance - first) * perPixel
        guard place > 0 else { return (nodes[0].x, 0) }
        guard place < Double(nodes.count - 1) else { return (nodes[nodes.count - 1].x, 0) }
        let index = Int(place)
        let t = place - Double(index)
        let (a, b) = (nodes[index], nodes[index + 1])
        let rise = b.x - a.x
        // Newton's form of the cubic: value, slope, and what both nodes' slopes differ by from the chord's.
        let second = rise - a.y
        let third = a.y + b.y - 2 * rise
        let value = a.x + t * (a.y + t * (second - third + t * third))
        let slope = a.y + t * (2 * (second - third) + t * 3 * third)
        return (value, slope * perPixel)
    }

    /// The shift of the edge that fits a profile best, with the contrast of the profile relative to the shape's: linear
    /// regression on the shape, its slope and a constant, repeated at the shifted place.
    /// - Returns: nil where the profile does not show this edge.
    func fit(to bins: ArraySlice<EdgeBand.Bin>) -> (shift: Double, scale: Double, standardError: Double)? {
        var shift = 0.0
        var last: (step: Double, scale: Double, error: Double)?
        for _ in 0..<4 {
            guard let step = regression(bins, at: shift) else { return nil }
            shift += max(-1.5, min(1.5, step.step))
            last = step
            if abs(step.step) < 1e-3 { break }
        }
        guard let last, abs(last.step) < 0.2, abs(shift) < 3.5, last.scale > 0.5, last.scale < 1.7 else { return nil }
        return (shift, last.scale, last.error)
    }

    /// value - shape(u - shift) = a + (b - 1) shape(u - shift) - b step slope(u - shift), weighted by the pixels in each
    /// bin.
    private func regression(
        _ bins: ArraySlice<EdgeBand.Bin>, at shift: Double
    ) -> (step: Double, scale: Double, error: Double)? {
        guard bins.count >= 6 else { return nil }
        var normal = NormalEquations<3>()
        var square = 0.0
        for bin in bins {
            let (value, slope) = sample(bin.distance - shift)
            let difference = bin.value - value
            normal.add(SIMD4(1, value, -slope, 0), value: difference, weight: bin.count)
            square += bin.count * difference * difference
        }
        guard let solution = normal.solve() else { return nil }
        let scale = solution.values[1] + 1
        guard abs(scale) > 1e-3 else { return nil }
        let residual = max(0, square - normal.explained(by: solution.values))
        let variance = residual / Double(max(1, bins.count - 3))
        let error = (variance * solution.inverse[2][2]).squareRoot() / abs(scale)
        return (solution.values[2] / scale, scale, error)
    }
}
