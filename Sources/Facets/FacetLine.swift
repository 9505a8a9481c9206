import Foundation
import Imaging

/// A straight edge in the picture: the points p (px) with n . p = offset, n = (cos angle, sin angle) outward.
struct FacetLine: Sendable {
    /// Direction of the outward normal, radians.
    var angle: Double {
        didSet { normal = Self.direction(angle) }
    }
    /// Kept beside the angle: it is asked for at every point of an outline.
    private(set) var normal: Point
    /// px
    var offset: Double
    /// Standard error of the offset at the facet's middle, px; 0 before it is fitted.
    var offsetStandardError: Double = 0
    var isMeasured = true

    init(angle: Double, offset: Double) {
        self.angle = angle
        self.offset = offset
        normal = Self.direction(angle)
    }

    /// Through two neighbouring vertices of a polygon.
    ///
    /// - Parameter turn: 1 where the polygon's signed area is positive, otherwise -1.
    /// - Returns: nil where both are the same point.
    init?(from vertex: Point, to next: Point, turn: Double) {
        let edge = next - vertex
        guard edge.length > 1e-6 else { return nil }
        self.init(angle: atan2(-edge.x * turn, edge.y * turn), offset: 0)
        offset = normal.dot(vertex)
    }

    private static func direction(_ angle: Double) -> Point { Point(x: cos(angle), y: sin(angle)) }

    /// The normal turned by 90 degrees towards growing angles.
    var tangent: Point { Point(x: -normal.y, y: normal.x) }

    func distance(of point: Point) -> Double { normal.dot(point) - offset }

    func intersection(with other: FacetLine) -> Point? {
        let determinant = normal.cross(other.normal)
        guard abs(determinant) > 1e-3 else { return nil }
        return Point(
            x: (offset * other.normal.y - other.offset * normal.y) / determinant,
            y: (other.offset * normal.x - offset * other.normal.x) / determinant)
    }
}

/// A convex polygon as the lines of its facets, in the order of their normals.
struct FacetPolygon: Sendable {
    private(set) var lines: [FacetLine]
    /// Vertex i lies between facets i and i + 1.
    private(set) var vertices: [Point]

    /// Sorts the lines by their normals and drops those that the others cut away.
    /// - Returns: nil where the lines do not enclose a bounded polygon.
    init?(_ candidates: [FacetLine]) {
        lines = candidates.sorted { Angle.positive($0.angle) < Angle.positive($1.angle) }
        vertices = []
        while lines.count >= 3 {
            guard let corners = Self.corners(lines) else { return nil }
            let lengths = Self.lengths(lines, corners)
            if let worst = lengths.indices.min(by: { lengths[$0] < lengths[$1] }), lengths[worst] <= 0 {
                lines.remove(at: worst)
                continue
            }
            vertices = corners
            return
        }
        return nil
    }

    /// - Parameter corners: of a convex polygon, in either direction.
    init?(vertices corners: [Point]) {
        let turn = Polygon.signedArea(corners) > 0 ? 1.0 : -1.0
        self.init(
            corners.indices.compactMap { index in
                FacetLine(from: corners[index], to: corners[(index + 1) % corners.count], turn: turn)
            })
    }

    func moved(outwardBy distance: Double) -> FacetPolygon? {
        FacetPolygon(
            lines.map { line in
                var moved = line
                moved.offset += distance
                return moved
            })
    }

    var lengths: [Double] { Self.lengths(lines, vertices) }

    /// Of each facet.
    var middles: [Point] {
        vertices.indices.map { (vertices[$0] + vertices[($0 + vertices.count - 1) % vertices.count]) * 0.5 }
    }

    /// Extent of facet i along its tangent.
    func span(_ index: Int) -> ClosedRange<Double> {
        let line = lines[index]
        let start = line.tangent.dot(vertices[(index + vertices.count - 1) % vertices.count])
        let end = line.tangent.dot(vertices[index])
        return min(start, end)...max(start, end)
    }

    /// Distance between the two parallels to facet i that enclose the polygon.
    func thickness(_ index: Int) -> Double {
        let line = lines[index]
        return vertices.reduce(0) { max($0, -line.distance(of: $1)) }
    }

    private static func corners(_ lines: [FacetLine]) -> [Point]? {
        var corners: [Point] = []
        for index in lines.indices {
            let next = lines[(index + 1) % lines.count]
            let turn = Angle.positive(next.angle - lines[index].angle)
            guard turn < .pi - 0.05, let corner = lines[index].intersection(with: next) else { return nil }
            corners.append(corner)
        }
        return corners
    }

    /// Signed lengths: negative where a facet's two corners have changed places.
    private static func lengths(_ lines: [FacetLine], _ corners: [Point]) -> [Double] {
        lines.indices.map { index in
            let previous = corners[(index + corners.count - 1) % corners.count]
            return (corners[index] - previous).dot(lines[index].tangent)
        }
    }
}

/// Directions in radians.
enum Angle {
    /// In [0, 2 pi).
    static func positive(_ angle: Double) -> Double {
        let turn = angle.truncatingRemainder(dividingBy: 2 * .pi)
        return turn < 0 ? turn + 2 * .pi : turn
    }

    /// Smallest difference a - b, in (-pi, pi].
    static func difference(_ a: Double, _ b: Double) -> Double {
        let turn = positive(a - b)
        return turn > .pi ? turn - 2 * .pi : turn
    }
}
