import Foundation
import Imaging

extension ConvexOutline {
    /// The outline rolled along by a disc on its inside: facets stay where they are, corners become arcs.
    ///
    /// Arcs are drawn as chords of at most 4 degrees, which miss the circle by less than 0.001 of its radius.
    func withRoundedCorners(radius: Double) -> ConvexOutline {
        let inner = offset(by: -radius).startingAtLowestLabel()
        guard radius > 0, inner.vertices.count >= 3 else { return self }
        let normals = inner.vertices.indices.map { index in
            let along = inner.vertices[(index + 1) % inner.vertices.count] - inner.vertices[index]
            return Point(x: along.y, y: -along.x) * (1 / along.length)
        }
        var points: [Point] = []
        var facets: [Int] = []
        for index in inner.vertices.indices {
            let before = normals[(index + normals.count - 1) % normals.count]
            let after = normals[index]
            let start = atan2(before.y, before.x)
            let turn = atan2(before.cross(after), before.dot(after))
            let steps = max(1, Int((turn / (4 * .pi / 180)).rounded(.up)))
            for step in 0...steps {
                let angle = start + turn * Double(step) / Double(steps)
                points.append(inner.vertices[index] + Point(x: cos(angle), y: sin(angle)) * radius)
                // The arc's last point begins the facet.
                facets.append(step == steps ? inner.labels[index] : Self.noFacet)
            }
        }
        return ConvexOutline(vertices: points, labels: facets)
    }
}
