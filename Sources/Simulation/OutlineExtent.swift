import Imaging

/// Lengths of a convex outline that do not depend on what shape it is.
struct OutlineExtent {
    let edges: [Double]
    /// Sides of the enclosing rectangle of least area; one of its sides lies along an edge.
    let longSide: Double
    let shortSide: Double
    /// Greatest distance between two vertices.
    let feretMaximum: Double

    init(_ vertices: [Point]) {
        let directions = vertices.indices.map { vertices[($0 + 1) % vertices.count] - vertices[$0] }
        edges = directions.map(\.length)
        var least = (long: 0.0, short: 0.0, area: Double.infinity)
        for direction in directions where direction.length > 0 {
            let along = direction * (1 / direction.length)
            let a = Self.span(vertices.map { along.dot($0) })
            let b = Self.span(vertices.map { along.cross($0) })
            if a * b < least.area { least = (max(a, b), min(a, b), a * b) }
        }
        longSide = least.long
        shortSide = least.short
        feretMaximum = vertices.map { a in vertices.map { a.distance(to: $0) }.max() ?? 0 }.max() ?? 0
    }

    private static func span(_ values: [Double]) -> Double { (values.max() ?? 0) - (values.min() ?? 0) }
}
