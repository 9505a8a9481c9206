import Facets
import Imaging
import Statistics

/// The last outline of an object that could be trusted, and when it was seen.
struct OutlineMemory {
    /// Enough for a contour to be grown and shifted; bounds the memory per object.
    private static let vertexLimit = 256

    let timeSeconds: Double
    /// um, in the sample's coordinates.
    let vertices: [Point]
    let centre: Point
    /// Square root of the area, um.
    let size: Double
    /// Share of the area by which the facets' polygon may differ: more at rounded corners. (A crystal that is cut by the border
    /// has other edges than facets.)
    private let largestOverhang: Double
    /// Facet lines in the sample's coordinates with their numbers; empty without straight facets.
    let facets: [(number: Int, normal: Point, offset: Double)]

    init(_ observation: CrystalObservation, facetNumbers: [Int], timeSeconds: Double, drift: Point) {
        self.timeSeconds = timeSeconds
        vertices = Self.thinned(observation.vertices, to: Self.vertexLimit).map { $0 - drift }
        centre = observation.centre - drift
        size = observation.size
        largestOverhang = observation.flags.contains(.roundedCorners) ? 0.15 : 0.05
        let inOrder = zip(facetNumbers, observation.facets).sorted { $0.1.normalDegrees < $1.1.normalDegrees }
        facets = inOrder.map { number, facet in
            let normal = facet.normal
            return (number, normal, facet.offsetMicrometers.value - normal.dot(drift))
        }
    }

    /// Every n-th vertex.
    static func thinned(_ vertices: [Point], to limit: Int) -> [Point] {
        guard vertices.count > limit else { return vertices }
        let step = (vertices.count + limit - 1) / limit
        return stride(from: 0, to: vertices.count, by: step).map { vertices[$0] }
    }

    /// The outline in the sample's coordinates after every facet moved outward by `advance(number)`; an outline
    /// without facets is scaled about its centre by `scale`.
    func grown(scale: Double, advance: (Int) -> Double) -> [Point] {
        if let present = corners(advance: { _ in 0 }), let grown = corners(advance: advance) {
            // The contour of a rim with rounded corners lies outside of the crystal; its area is known all the same.
            if abs(Polygon.area(present) - size * size) < largestOverhang * size * size { return grown }
        }
        return vertices.map { centre + ($0 - centre) * scale }
    }

    private func corners(advance: (Int) -> Double) -> [Point]? {
        guard facets.count >= 3 else { return nil }
        var corners: [Point] = []
        for (index, facet) in facets.enumerated() {
            let next = facets[(index + 1) % facets.count]
            let determinant = facet.normal.cross(next.normal)
            // Neighbours must turn the same way by less than 180 degrees; nearly parallel lines meet anywhere.
            guard determinant > 0.05 else { return nil }
            let a = facet.offset + advance(facet.number)
            let b = next.offset + advance(next.number)
            corners.append(
                Point(
                    x: (a * next.normal.y - b * facet.normal.y) / determinant,
                    y: (b * facet.normal.x - a * next.normal.x) / determinant))
        }
        return corners
    }

    /// Whether a corner of this outline, moved by `shift`, lies outside of another one by more than `margin`.
    func isBare(of other: [Point], shift: Point, margin: Double) -> Bool {
        Self.thinned(vertices, to: 32).contains { vertex in
            let corner = vertex + shift
            return Polygon.signedDistance(from: corner, to: other) > margin
        }
    }

    /// Share of this outline, drawn in by 15 %, that lies inside another one (both in the sample's coordinates), or by no
    /// more than `margin` outside of it: drawing in does not move a thin outline's long sides, nor one along the border.
    func shareInside(_ other: [Point], margin: Double) -> Double {
        let sampled = Self.thinned(vertices, to: 32)
        guard !sampled.isEmpty, other.count >= 3 else { return 0 }
        let inside = sampled.count { vertex in
            let drawnIn = centre + (vertex - centre) * 0.85
            return Polygon.signedDistance(from: drawnIn, to: other) <= margin
        }
        return Double(inside) / Double(sampled.count)
    }
}
