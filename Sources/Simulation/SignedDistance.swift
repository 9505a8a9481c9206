import Imaging

/// Signed distance from a convex outline, negative inside.
struct SignedDistance {
    private struct Edge {
        var x: Float, y: Float
        /// Unit vector along the edge; its outward normal is (alongY, -alongX).
        var alongX: Float, alongY: Float
        var length: Float

        @inline(__always)
        func outwards(x: Float, y: Float) -> Float { (x - self.x) * alongY - (y - self.y) * alongX }
    }

    private let edges: [Edge]

    init(_ outline: ConvexOutline) {
        edges = outline.vertices.indices.map { index in
            let start = outline.vertices[index]
            let along = outline.vertices[(index + 1) % outline.vertices.count] - start
            let length = along.length
            return Edge(
                x: Float(start.x), y: Float(start.y), alongX: Float(along.x / length),
                alongY: Float(along.y / length), length: Float(length))
        }
    }

    private init(edges: [Edge]) { self.edges = edges }

    /// The same for points within `radius` of a centre, without the edges that are too far to matter there: of use for
    /// points nearer than `reach` to the outline only.
    func near(_ centre: Point, radius: Double, reach: Double) -> SignedDistance {
        let limit = Float(-(radius + reach))
        return SignedDistance(edges: edges.filter { $0.outwards(x: Float(centre.x), y: Float(centre.y)) > limit })
    }

    /// Distance from the outline, negative inside; infinite beyond `reach`.
    func callAsFunction(x: Float, y: Float, reach: Float) -> Float {
        var greatest = -Float.infinity
        for edge in edges { greatest = max(greatest, edge.outwards(x: x, y: y)) }
        guard abs(greatest) <= reach else { return .infinity }
        // Inside a convex outline the nearest point of its boundary lies on the nearest of the edges' lines.
        guard greatest > 0 else { return greatest }
        var nearestSquared = Float.infinity
        for edge in edges {
            let outwards = edge.outwards(x: x, y: y)
            let along = (x - edge.x) * edge.alongX + (y - edge.y) * edge.alongY
            let beyond = along - min(edge.length, max(0, along))
            nearestSquared = min(nearestSquared, outwards * outwards + beyond * beyond)
        }
        return nearestSquared.squareRoot()
    }
}
