import Imaging
import Statistics

/// Where other crystals, and dust at its edges, hide a crystal.
struct HiddenPlaces: Sendable {
    /// Pixels within belong to something else; px.
    let outlines: [[Point]]
    /// Those of dust, with its blurred edge.
    private let dust: [[Point]]
    /// Whether dust lies on so much of the edge that an outline may be that of both.
    let isAtEdge: Bool
    private let middles: [Point]

    /// Of an edge that is not known yet, px.
    private static let usualBlur = 1.5
    /// From the outline of dust, whose edge is blurred as the crystal's: in blurs, and px.
    private static let marginBlurs = 1.5
    private static let margin = 1.0
    /// Part of a crystal's edge in dust from which it is at the edge, and beyond which it hides too much to be left out; part
    /// of a facet beyond which the rest does not show whether it is there.
    private static let leastOfEdge = 0.03
    private static let mostOfEdge = 0.5
    private static let mostOfFacet = 0.35
    private static let samplesPerFacet = 16
    /// Radians
    private static let sameDirection = 10.0 * .pi / 180

    /// - Parameters:
    ///   - neighbours: outlines of other crystals, px.
    ///   - dust: outlines, px.
    ///   - expected: vertices where the crystal should be, px.
    ///   - blur: of its edges, px.
    init(neighbours: [[Point]] = [], dust: [[Point]] = [], of expected: [Point]? = nil, blur: Double? = nil) {
        let margin = Self.marginBlurs * (blur ?? Self.usualBlur) + Self.margin
        middles = dust.map(Polygon.centroid)
        let grown = dust.map { Self.grown($0, by: margin) }
        let share = expected.map { Self.shareOfEdge($0, in: grown) } ?? 0
        isAtEdge = share > Self.leastOfEdge
        self.dust = share < Self.mostOfEdge ? grown : []
        outlines = neighbours + self.dust
    }

    /// Whether an outline holds dust, which has none of its own then.
    func isPart(of outline: [Point]) -> Bool { middles.contains { Polygon.contains($0, in: outline) } }

    /// Whether a point lies in dust.
    func contains(_ point: Point) -> Bool { Self.contains(point, in: dust) }

    /// Whether dust hides so much of a facet that it may be there without showing.
    func covers(_ index: Int, of polygon: FacetPolygon) -> Bool {
        let count = polygon.vertices.count
        return covers(polygon.vertices[(index + count - 1) % count], polygon.vertices[index])
    }

    func covers(_ start: Point, _ end: Point) -> Bool {
        !dust.isEmpty && Self.share(from: start, to: end, in: dust) > Self.mostOfFacet
    }

    /// Puts the facets that dust hides where they were foretold, moved outward as much as those that are seen were.
    ///
    /// - Parameter expected: vertices where the crystal should be, px.
    func carry(_ polygon: inout FacetPolygon, from expected: [Point]) {
        let hidden = polygon.lines.indices.filter { !polygon.lines[$0].isMeasured && covers($0, of: polygon) }
        guard !hidden.isEmpty, let foretold = FacetPolygon(vertices: expected)?.lines else { return }
        func earlier(_ line: FacetLine) -> FacetLine? {
            foretold.min { abs(Angle.difference($0.angle, line.angle)) < abs(Angle.difference($1.angle, line.angle)) }
                .flatMap { abs(Angle.difference($0.angle, line.angle)) < Self.sameDirection ? $0 : nil }
        }
        let moves = polygon.lines.filter(\.isMeasured).compactMap { line in earlier(line).map { line.offset - $0.offset } }
        guard !moves.isEmpty else { return }
        var lines = polygon.lines
        for index in hidden {
            guard let known = earlier(lines[index]) else { continue }
            lines[index].angle = known.angle
            lines[index].offset = known.offset + OrderStatistics.median(moves)
        }
        if let carried = FacetPolygon(lines) { polygon = carried }
    }

    private static func contains(_ point: Point, in outlines: [[Point]]) -> Bool {
        outlines.contains { Polygon.contains(point, in: $0) }
    }

    private static func share(from start: Point, to end: Point, in outlines: [[Point]]) -> Double {
        let count = (0..<samplesPerFacet).count { number in
            contains(start + (end - start) * ((Double(number) + 0.5) / Double(samplesPerFacet)), in: outlines)
        }
        return Double(count) / Double(samplesPerFacet)
    }

    private static func shareOfEdge(_ vertices: [Point], in outlines: [[Point]]) -> Double {
        guard !outlines.isEmpty else { return 0 }
        let hidden = vertices.indices.reduce(0.0) { sum, index in
            let (start, end) = (vertices[index], vertices[(index + 1) % vertices.count])
            return sum + start.distance(to: end) * share(from: start, to: end, in: outlines)
        }
        return hidden / Polygon.perimeter(vertices)
    }

    private static func grown(_ outline: [Point], by margin: Double) -> [Point] {
        let centre = Polygon.centroid(outline)
        return outline.map { point in
            let distance = point.distance(to: centre)
            return distance > 0 ? centre + (point - centre) * ((distance + margin) / distance) : point
        }
    }
}
