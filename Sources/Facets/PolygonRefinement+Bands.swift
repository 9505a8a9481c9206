import Imaging

/// Where the picture is looked at for the edges of a polygon.
extension PolygonRefinement {
    /// Rim and Becke line lie within four blurs of the edge; farther in, terraces and dust have their own lines.
    static let rimReach = 6.5
    static let stepReach = 6.0
    static let farReach = 12.0
    /// And in units of the blur, where that is more.
    static let reachBlurs = 4.5
    /// What a facet is divided into, px. A shorter one is one segment; a longer one is five at least: two or three tell neither
    /// its direction nor what is off it.
    private static let segmentLength = 8.0
    private static let fewestSegments = 5
    /// What is used of a facet from which it is divided: of triangles and rectangles, and of polygons of more sides. (Round dust
    /// may pass for one of those, and short sides would turn to lie along it.)
    private static let leastDivided = 6.0
    private static let leastDividedOfMany = 8.0
    private static let fewSides = 4
    /// Turn of the normals at a corner from which it is acute: 80 degrees between the facets, as in triangles.
    private static let acute = 100 * Double.pi / 180
    /// How far inside of an edge its blur is seen, in blurs: a step's and a rim's.
    private static let stepBlurs = 2.5
    private static let rimBlurs = 4.0

    func margin(blur: Double, length: Double) -> Double {
        min(max(3 * blur + (isRim ? 2 : 1), 4), 0.22 * length)
    }

    func band(
        _ polygon: FacetPolygon, _ index: Int, reach: Double, blur: Double, isFirst: Bool = false
    ) -> EdgeBand {
        let span = polygon.span(index)
        let inner = min(reach, 0.45 * polygon.thickness(index))
        let margin = margin(blur: blur, length: polygon.lengths[index])
        let start = span.lowerBound + margin
        let length = max(1, span.upperBound - margin - start)
        let isSimple = polygon.lines.count <= Self.fewSides && !isFirst
        let leastDivided = isSimple ? Self.leastDivided : Self.leastDividedOfMany
        let segments = max(Self.fewestSegments, Int(length / Self.segmentLength))
        return EdgeBand(
            picture, line: polygon.lines[index], span: start...start + length, inner: inner, outer: reach,
            segmentCount: length >= leastDivided ? segments : 1,
            hidden: hidden.outlines + edges(besideAcuteCornersOf: index, polygon, blur: blur))
    }

    /// What lies inside of a facet beside an acute corner is near the next facet, whose blurred edge is no part of this one's
    /// profile: strips along the next facets, px.
    private func edges(besideAcuteCornersOf index: Int, _ polygon: FacetPolygon, blur: Double) -> [[Point]] {
        let count = polygon.lines.count
        let line = polygon.lines[index]
        let ends = [
            (index + 1, polygon.vertices[index], 1.0),
            (index + count - 1, polygon.vertices[(index + count - 1) % count], -1.0),
        ]
        return ends.compactMap { next, corner, direction in
            let other = polygon.lines[next % count]
            guard abs(Angle.difference(other.angle, line.angle)) > Self.acute else { return nil }
            let depth = (isRim ? Self.rimBlurs : Self.stepBlurs) * blur
            let start = corner - other.tangent * (direction * depth)
            let end = corner + other.tangent * (direction * polygon.lengths[next % count])
            let inward = other.normal * -depth
            return [start, end, end + inward, start + inward]
        }
    }

    func bands(_ polygon: FacetPolygon, blur: Double) -> [EdgeBand?] {
        let least = isRim ? Self.rimReach : Self.stepReach
        return bands(polygon, reach: min(18, max(least, Self.reachBlurs * blur)), blur: blur)
    }

    func bands(_ polygon: FacetPolygon, reach: Double, blur: Double) -> [EdgeBand?] {
        polygon.lines.indices.map { index in
            if isPictureBorder(polygon.lines[index]) { return nil }
            return band(polygon, index, reach: reach, blur: blur)
        }
    }
}
