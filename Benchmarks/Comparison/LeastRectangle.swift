import Imaging

/// The rectangle of least area that encloses points; one of its sides lies along an edge of their convex hull
/// (Freeman and Shapira 1975).
struct LeastRectangle {
    let longSide: Double
    let shortSide: Double

    init(enclosing points: [Point]) {
        let hull = Self.convexHull(points)
        var least = (long: 0.0, short: 0.0, area: Double.infinity)
        for index in hull.indices {
            let edge = hull[(index + 1) % hull.count] - hull[index]
            guard edge.length > 0 else { continue }
            let along = edge * (1 / edge.length)
            let a = Self.span(hull.map { along.dot($0) })
            let b = Self.span(hull.map { along.cross($0) })
            if a * b < least.area { least = (max(a, b), min(a, b), a * b) }
        }
        longSide = least.long
        shortSide = least.short
    }

    private static func span(_ values: [Double]) -> Double { (values.max() ?? 0) - (values.min() ?? 0) }

    /// Monotone chain (Andrew 1979).
    private static func convexHull(_ points: [Point]) -> [Point] {
        let sorted = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
        guard sorted.count > 2 else { return sorted }
        func half(_ points: some Sequence<Point>) -> [Point] {
            var chain: [Point] = []
            for point in points {
                while let last = chain.last, let before = chain.dropLast().last,
                    (last - before).cross(point - before) <= 0
                {
                    chain.removeLast()
                }
                chain.append(point)
            }
            return chain.dropLast()
        }
        return half(sorted) + half(sorted.reversed())
    }
}
