import Statistics

/// An edge's shape, tabulated: it is compared with every segment of every facet. The table is within 1e-7 of the step's
/// height of the shape itself.
struct EdgeCurve {
    private let curve: TabulatedCurve

    /// Nodes in one blur; and blurs from the edge beyond which a blurred step has passed.
    private static let nodesPerBlur = 16.0
    private static let reach = 7.0
    /// No profile reaches farther, px. (A Becke line that is hardly there may be placed anywhere.)
    private static let farthest = 24.0

    init(_ shape: EdgeShape) {
        let spacing = shape.blurPixels / Self.nodesPerBlur
        let lower = max(-Self.farthest, min(0, shape.beckeDistance) - Self.reach * shape.blurPixels)
        let upper = min(Self.farthest, max(0, shape.beckeDistance) + Self.reach * shape.blurPixels)
        let nodes = (0...Int(((upper - lower) / spacing).rounded(.up))).map { index in
            let u = lower + Double(index) * spacing
            return (value: shape.value(u), slope: shape.slope(u))
        }
        curve = TabulatedCurve(from: lower, spacing: spacing, nodes: nodes)
    }

    /// Where profiles show the edge: its shift in px, and the contrast relative to the shape's.
    ///
    /// - Parameter ends: where each profile ends among the bins.
    /// - Returns: nil for a profile that does not show this edge: it is far away, or of quite another contrast.
    func places(in bins: [EdgeBand.Bin], ends: [Int]) -> [TabulatedCurve.Match?] {
        curve.matches(of: bins, ends: ends, largestStep: 1.5, tolerance: 1e-3, passes: 4).map { match in
            guard let match, abs(match.lastStep) < 0.2, abs(match.shift) < 3.5, match.scale > 0.5, match.scale < 1.7
            else { return nil }
            return match
        }
    }
}
