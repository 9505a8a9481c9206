import Foundation
import Imaging
import Statistics

/// The first guess of a crystal's facets: from its outline, or from what it was in the frame before.
struct RoughPolygon {
    let contour: [Point]
    /// Where no dust lies.
    private let bare: [Point]
    /// The part of that that is the crystal's own: not where the view ends.
    private let seen: [Point]
    private let hidden: HiddenPlaces

    /// - Parameters:
    ///   - width, height: of the picture, px.
    init(_ contour: [Point], width: Int, height: Int, hidden: HiddenPlaces = HiddenPlaces()) {
        self.contour = ContourFacets.resampled(contour)
        self.hidden = hidden
        bare = self.contour.filter { !hidden.contains($0) }
        seen = bare.filter { !PolygonRefinement.isPictureBorder($0, width: width, height: height) }
    }

    /// Share of the contour that a facet must explain: less is noise. One that was seen before is kept for less.
    private static let leastGain = 0.03
    private static let leastGainOfKnown = 0.01

    /// The facets that the contour itself shows, the picture's border among them.
    func fromContour() -> FacetPolygon? {
        FacetPolygon(ContourFacets.find(contour)).map { simplified($0, along: contour, leastGain: Self.leastGain).polygon }
    }

    /// Without the facets, known before, that the contour does not show; and the share of the contour that it explains.
    func withoutNeedless(_ polygon: FacetPolygon) -> (polygon: FacetPolygon, share: Double) {
        simplified(polygon, along: seen, leastGain: Self.leastGainOfKnown)
    }

    private func simplified(
        _ polygon: FacetPolygon, along contour: [Point], leastGain: Double
    ) -> (polygon: FacetPolygon, share: Double) {
        var best = (polygon: polygon, share: Self.agreement(of: contour, with: polygon).share)
        while best.polygon.lines.count > 3 {
            let simpler = best.polygon.lines.indices.compactMap { index -> (polygon: FacetPolygon, share: Double)? in
                guard !hidden.covers(index, of: best.polygon) else { return nil }
                var lines = best.polygon.lines
                lines.remove(at: index)
                return FacetPolygon(lines).map { ($0, Self.agreement(of: contour, with: $0).share) }
            }.max { $0.share < $1.share }
            guard let simpler, simpler.share > best.share - leastGain else { break }
            best = simpler
        }
        return best
    }

    /// The facets of an expected polygon, each moved to the contour points that lie before it; those under dust as the others.
    func fromExpected(_ vertices: [Point]) -> FacetPolygon? {
        guard vertices.count >= 3, vertices.count <= 12 else { return nil }
        let turn = Polygon.signedArea(vertices) > 0 ? 1.0 : -1.0
        var lines: [FacetLine] = []
        var shifts: [Double] = []
        var covered: [Int] = []
        for (index, vertex) in vertices.enumerated() {
            let next = vertices[(index + 1) % vertices.count]
            guard var line = FacetLine(from: vertex, to: next, turn: turn) else { continue }
            let length = vertex.distance(to: next)
            let middle = line.tangent.dot((vertex + next) * 0.5)
            let reach = max(4, 0.15 * length)
            let distances = bare.filter {
                abs(line.tangent.dot($0) - middle) < 0.35 * length && abs(line.distance(of: $0)) < reach
            }.map { line.distance(of: $0) }
            if hidden.covers(vertex, next) {
                covered.append(lines.count)
            } else if distances.count >= 3 {
                let shift = OrderStatistics.median(distances)
                line.offset += shift
                shifts.append(shift)
            }
            lines.append(line)
        }
        if !shifts.isEmpty {
            for index in covered { lines[index].offset += OrderStatistics.median(shifts) }
        }
        return FacetPolygon(lines)
    }

    /// Share of the contour in sight that runs along the polygon's sides, a constant distance (half a rim, a blur) allowed
    /// for.
    func agreement(with polygon: FacetPolygon) -> (share: Double, offset: Double) {
        Self.agreement(of: seen, with: polygon)
    }

    private static func agreement(of points: [Point], with polygon: FacetPolygon) -> (share: Double, offset: Double) {
        guard !points.isEmpty else { return (0, 0) }
        let distances = points.map { point in
            polygon.lines.reduce(-Double.infinity) { max($0, $1.distance(of: point)) }
        }
        let offset = OrderStatistics.median(distances)
        let tolerance = 1.2 + 0.008 * Polygon.perimeter(polygon.vertices) / 4
        let near = distances.count { abs($0 - offset) < tolerance }
        return (Double(near) / Double(points.count), offset)
    }
}
