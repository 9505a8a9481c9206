import Imaging

/// A convex polygon that remembers which facet each of its edges lies on; vertices run clockwise in the picture.
struct ConvexOutline: Sendable, Equatable {
    private(set) var vertices: [Point]
    /// `labels[i]`: the facet of the edge from vertex i to the next; negative where it is none.
    private(set) var labels: [Int]

    static let noFacet = -1

    /// A square about the origin, of twice this half width.
    init(square half: Double) {
        vertices = [
            Point(x: half, y: -half), Point(x: half, y: half), Point(x: -half, y: half), Point(x: -half, y: -half),
        ]
        labels = Array(repeating: Self.noFacet, count: 4)
    }

    /// - Parameter labels: one per vertex; none of the edges is a facet where it is nil.
    init(vertices: [Point], labels: [Int]? = nil) {
        self.vertices = vertices
        self.labels = labels ?? Array(repeating: Self.noFacet, count: vertices.count)
    }

    /// Keeps the part with normal . p <= distance (Sutherland and Hodgman 1974); the new edge gets the label.
    mutating func clip(normal: Point, distance: Double, label: Int = noFacet) {
        var kept: [Point] = []
        var keptLabels: [Int] = []
        for index in vertices.indices {
            let current = vertices[index]
            let next = vertices[(index + 1) % vertices.count]
            let a = normal.dot(current) - distance
            let b = normal.dot(next) - distance
            if a <= 0 {
                kept.append(current)
                keptLabels.append(labels[index])
            }
            if (a <= 0) != (b <= 0) {
                let crossing = current + (next - current) * (a / (a - b))
                // Leaving: the boundary goes on along the cutting line. Entering: along the old edge.
                kept.append(crossing)
                keptLabels.append(a <= 0 ? label : labels[index])
            }
        }
        vertices = kept
        labels = keptLabels
        dropEmptyEdges()
    }

    /// Edges without length come from cuts through a vertex; they would count as facets.
    private mutating func dropEmptyEdges() {
        let tolerance = 1e-9
        var index = 0
        while vertices.count > 2, index < vertices.count {
            let next = (index + 1) % vertices.count
            if vertices[index].distance(to: vertices[next]) < tolerance {
                vertices.remove(at: index)
                labels.remove(at: index)
            } else {
                index += 1
            }
        }
    }

    func moved(by offset: Point) -> ConvexOutline {
        var copy = self
        copy.vertices = vertices.map { $0 + offset }
        return copy
    }

    func scaled(by factor: Double, about centre: Point = .zero) -> ConvexOutline {
        var copy = self
        copy.vertices = vertices.map { centre + ($0 - centre) * factor }
        return copy
    }

    func startingAtLowestLabel() -> ConvexOutline {
        guard let start = labels.indices.min(by: { labels[$0] < labels[$1] }) else { return self }
        var copy = self
        copy.vertices = Array(vertices[start...] + vertices[..<start])
        copy.labels = Array(labels[start...] + labels[..<start])
        return copy
    }

    /// The outline with every edge moved outwards by an offset (inwards where negative), corners mitred.
    func offset(by offset: Double) -> ConvexOutline {
        guard vertices.count >= 3 else { return self }
        let centre = Polygon.centroid(vertices)
        let reach = 10 * (vertices.map { $0.distance(to: centre) }.max() ?? 0) + 10 * abs(offset) + 1
        var result = ConvexOutline(square: reach).moved(by: centre)
        for index in vertices.indices {
            let along = vertices[(index + 1) % vertices.count] - vertices[index]
            let normal = Point(x: along.y, y: -along.x) * (1 / along.length)
            result.clip(normal: normal, distance: normal.dot(vertices[index]) + offset, label: labels[index])
        }
        return result
    }

    /// Distance between two outlines, 0 where they touch or overlap.
    func gap(to other: ConvexOutline) -> Double {
        guard !vertices.isEmpty, !other.vertices.isEmpty else { return .infinity }
        if Polygon.contains(vertices[0], in: other.vertices) || Polygon.contains(other.vertices[0], in: vertices) {
            return 0
        }
        if !crossings(with: other).isEmpty { return 0 }
        return min(nearestVertex(to: other), other.nearestVertex(to: self))
    }

    private func nearestVertex(to other: ConvexOutline) -> Double {
        vertices.map { other.distanceToBoundary(from: $0) }.min() ?? .infinity
    }

    func distanceToBoundary(from point: Point) -> Double {
        var least = Double.infinity
        for index in vertices.indices {
            let start = vertices[index]
            let along = vertices[(index + 1) % vertices.count] - start
            let squared = along.dot(along)
            let t = squared > 0 ? min(1, max(0, (point - start).dot(along) / squared)) : 0
            least = min(least, point.distance(to: start + along * t))
        }
        return least
    }

    /// Points where the boundaries cross, in no order.
    func crossings(with other: ConvexOutline) -> [Point] {
        var points: [Point] = []
        for i in vertices.indices {
            let p = vertices[i]
            let r = vertices[(i + 1) % vertices.count] - p
            for j in other.vertices.indices {
                let q = other.vertices[j]
                let s = other.vertices[(j + 1) % other.vertices.count] - q
                let denominator = r.cross(s)
                guard abs(denominator) > 1e-12 else { continue }
                let t = (q - p).cross(s) / denominator
                let u = (q - p).cross(r) / denominator
                if t >= 0, t < 1, u >= 0, u < 1 { points.append(p + r * t) }
            }
        }
        return points
    }
}
