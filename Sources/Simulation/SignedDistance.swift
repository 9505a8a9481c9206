import Imaging

/// Signed distance from a convex outline, negative inside.
struct SignedDistance {
    private struct Edge {
        var x: Float, y: Float
        /// Unit vector along the edge; its outward normal is (alongY, -alongX).
        var alongX: Float, alongY: Float
        var length: Float
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

    func callAsFunction(x: Float, y: Float) -> Float {
        var greatest = -Float.infinity
        var nearestSquared = Float.infinity
        for edge in edges {
            let dx = x - edge.x
            let dy = y - edge.y
            let outwards = dx * edge.alongY - dy * edge.alongX
            greatest = max(greatest, outwards)
            let along = dx * edge.alongX + dy * edge.alongY
            let beyond = along - min(edge.length, max(0, along))
            nearestSquared = min(nearestSquared, outwards * outwards + beyond * beyond)
        }
        return greatest <= 0 ? greatest : nearestSquared.squareRoot()
    }
}
