/// A closed polygon without repeated end point; vertices run clockwise as seen in the picture (y down) or the other
/// way round, and every quantity here is the same for both.
public enum Polygon {
    /// Twice the signed area (shoelace formula): positive when the vertices run clockwise on the screen.
    private static func doubledSignedArea(_ vertices: [Point]) -> Double {
        guard vertices.count >= 3 else { return 0 }
        var sum = 0.0
        var previous = vertices[vertices.count - 1]
        for vertex in vertices {
            sum += previous.cross(vertex)
            previous = vertex
        }
        return sum
    }

    public static func signedArea(_ vertices: [Point]) -> Double { doubledSignedArea(vertices) / 2 }

    public static func area(_ vertices: [Point]) -> Double { abs(signedArea(vertices)) }

    public static func perimeter(_ vertices: [Point]) -> Double {
        guard vertices.count >= 2 else { return 0 }
        var sum = 0.0
        var previous = vertices[vertices.count - 1]
        for vertex in vertices {
            sum += previous.distance(to: vertex)
            previous = vertex
        }
        return sum
    }

    /// Centre of mass; the mean of the vertices where the area vanishes.
    public static func centroid(_ vertices: [Point]) -> Point {
        let doubled = doubledSignedArea(vertices)
        guard abs(doubled) > 1e-12, let first = vertices.first else {
            guard !vertices.isEmpty else { return .zero }
            return vertices.reduce(.zero, +) * (1 / Double(vertices.count))
        }
        // Relative to the first vertex: keeps the digits of a small crystal far from the origin.
        var sum = Point.zero
        var previous = vertices[vertices.count - 1] - first
        for vertex in vertices {
            let current = vertex - first
            sum = sum + (previous + current) * previous.cross(current)
            previous = current
        }
        return first + sum * (1 / (3 * doubled))
    }

    /// Even-odd rule; a point on the edge may fall on either side.
    public static func contains(_ point: Point, in vertices: [Point]) -> Bool {
        guard vertices.count >= 3 else { return false }
        var inside = false
        var previous = vertices[vertices.count - 1]
        for vertex in vertices {
            if (vertex.y > point.y) != (previous.y > point.y) {
                let x = vertex.x + (point.y - vertex.y) / (previous.y - vertex.y) * (previous.x - vertex.x)
                if point.x < x { inside.toggle() }
            }
            previous = vertex
        }
        return inside
    }

    /// Distance of a point from the edge, negative inside.
    public static func signedDistance(from point: Point, to vertices: [Point]) -> Double {
        guard var previous = vertices.last else { return .infinity }
        var nearest = Double.infinity
        var inside = false
        for vertex in vertices {
            let edge = vertex - previous
            let offset = point - previous
            let share = min(1, max(0, offset.dot(edge) / max(edge.dot(edge), 1e-12)))
            let gap = offset - edge * share
            nearest = min(nearest, gap.dot(gap))
            if (vertex.y > point.y) != (previous.y > point.y) {
                let x = vertex.x + (point.y - vertex.y) / (previous.y - vertex.y) * (previous.x - vertex.x)
                if point.x < x { inside.toggle() }
            }
            previous = vertex
        }
        return inside ? -nearest.squareRoot() : nearest.squareRoot()
    }
}
