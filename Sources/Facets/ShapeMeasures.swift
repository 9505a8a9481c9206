import Foundation
import Imaging
import Statistics

/// Size, habit and orientation of a polygon of facets, with errors from those of its lines. Lengths in the unit of the
/// lines.
struct ShapeMeasures {
    var habit: Habit
    var side: Estimate
    var width: Estimate
    var area: Estimate
    var perimeter: Double
    var orientationDegrees: Double
    /// What the lengths and the area gain where all facets move outward, per length.
    var gains = ShapeGains()

    /// Length over width from which a rectangle is a ribbon.
    static let ribbonRatio = 4.0

    /// Of all facets, relative to the root of the area.
    private static let smallMove = 1e-3

    /// - Parameters:
    ///   - earlier: the habit of this crystal in the frame before: near a limit between two habits it stays.
    ///   - blur: within which the ends of a facet may lie elsewhere: the direction of a short one is known by no more.
    ///   - commonStandardError: of the offsets of all facets together, in addition to their own.
    init(_ polygon: FacetPolygon, earlier: Habit?, blur: Double, commonStandardError: Double) {
        self.init(polygon, earlier: earlier, blur: blur)
        let move = commonStandardError > 0 ? commonStandardError : Self.smallMove * area.value.squareRoot()
        // Inward where outward would be another habit.
        let moves = [move, -move]
        let habit = habit
        let moved = moves.lazy.compactMap { move -> (by: Double, measures: ShapeMeasures)? in
            polygon.moved(outwardBy: move).map { (move, ShapeMeasures($0, earlier: habit, blur: blur)) }
        }
        guard let (move, other) = moved.first(where: { $0.measures.habit == habit }) else { return }
        gains = ShapeGains(
            side: (other.side.value - side.value) / move,
            width: (other.width.value - width.value) / move,
            perimeter: (other.perimeter - perimeter) / move,
            area: (other.area.value - area.value) / move)
        side.standardError = hypot(side.standardError, gains.side * commonStandardError)
        width.standardError = hypot(width.standardError, gains.width * commonStandardError)
        area.standardError = hypot(area.standardError, gains.area * commonStandardError)
    }

    private init(_ polygon: FacetPolygon, earlier: Habit?, blur: Double) {
        let figure = Figure(polygon, blur: blur)
        let habit = figure.habit(earlier: earlier)
        self.habit = habit
        perimeter = Polygon.perimeter(polygon.vertices)
        area = figure.area
        switch habit {
        case .square, .truncatedSquare:
            let widths = figure.mainWidths
            side = Estimate(
                value: (widths[0].value + widths[1].value) / 2,
                standardError: hypot(widths[0].standardError, widths[1].standardError) / 2)
            width = side
            orientationDegrees = figure.orientation(symmetryDegrees: 90)
        case .rectangle, .ribbon:
            let widths = figure.mainWidths.sorted { $0.value > $1.value }
            side = widths[0]
            width = widths[1]
            orientationDegrees = figure.longAxisDegrees
        case .hexagon, .triangle:
            side = figure.meanEdge
            width = side
            orientationDegrees = figure.orientation(symmetryDegrees: habit == .hexagon ? 60 : 360)
        case .polygon, .rounded:
            // How long a mean edge is depends on how many of them are told apart: one more, of a few pixels, would make it a
            // fifth shorter.
            let root = area.value.squareRoot()
            side = Estimate(value: root, standardError: area.standardError / (2 * root))
            width = side
            orientationDegrees = figure.orientation(symmetryDegrees: 360)
        }
    }
}

/// A polygon with what its classification needs.
private struct Figure {
    let lines: [FacetLine]
    let lengths: [Double]
    let vertices: [Point]
    let centre: Point
    /// Angle between the normals of facet i and facet i + 1, radians.
    let turns: [Double]
    private let blur: Double

    init(_ polygon: FacetPolygon, blur: Double) {
        self.blur = blur
        lines = polygon.lines
        lengths = polygon.lengths
        vertices = polygon.vertices
        centre = Polygon.centroid(polygon.vertices)
        turns = polygon.lines.indices.map { index in
            let next = polygon.lines[(index + 1) % polygon.lines.count]
            return Angle.positive(next.angle - polygon.lines[index].angle)
        }
    }

    func distance(_ index: Int) -> Double { -lines[index].distance(of: centre) }

    // MARK: Habit

    private static let rightAngleTolerance = 6.0 * .pi / 180

    func habit(earlier: Habit?) -> Habit {
        switch lines.count {
        case 3: return .triangle
        case 4: return isRectangular ? rectangular(earlier) : .polygon
        case 6 where turns.allSatisfy({ abs($0 - .pi / 3) < Self.rightAngleTolerance }):
            let longest = lengths.max() ?? 0
            let shortest = lengths.min() ?? 0
            return longest < 1.8 * shortest ? .hexagon : .polygon
        case 5...8: return mainFacets.count == 4 ? .truncatedSquare : .polygon
        default: return .polygon
        }
    }

    /// Whether all turns are right angles, as far as the direction of the shorter facet is known. (Of six facets a blurred disc
    /// would do as well.)
    private var isRectangular: Bool {
        turns.indices.allSatisfy { index in
            let off = abs(turns[index] - .pi / 2)
            let shorter = min(lengths[index], lengths[(index + 1) % lengths.count])
            return off < Self.rightAngleTolerance || off < .pi / 4 && shorter / 2 * sin(off) < blur
        }
    }

    /// Limits with a dead band, so that a crystal does not change its habit with the noise.
    private func rectangular(_ earlier: Habit?) -> Habit {
        let widths = mainWidths.map(\.value)
        let ratio = max(widths[0], widths[1]) / min(widths[0], widths[1])
        let squareLimit = earlier == .square ? 1.12 : earlier == nil ? 1.08 : 1.05
        let ribbonLimit = earlier == .ribbon ? 3.7 : earlier == .rectangle ? 4.3 : ShapeMeasures.ribbonRatio
        return ratio < squareLimit ? .square : ratio < ribbonLimit ? .rectangle : .ribbon
    }

    /// The four facets at right angles to each other that carry the largest share of the edge; the facets between them
    /// must lie near 45 degrees to count as truncations.
    var mainFacets: [Int] {
        if lines.count == 4 { return [0, 1, 2, 3] }
        guard let longest = lengths.indices.max(by: { lengths[$0] < lengths[$1] }) else { return [] }
        var main: [Int] = []
        for index in lines.indices {
            let angle = Angle.positive(lines[index].angle - lines[longest].angle) / (.pi / 4)
            let nearest = angle.rounded()
            guard abs(angle - nearest) * .pi / 4 < 1.5 * Self.rightAngleTolerance else { return [] }
            if Int(nearest) % 2 == 0 { main.append(index) }
        }
        return main
    }

    // MARK: Lengths

    /// Distances of the two pairs of opposite main facets.
    var mainWidths: [Estimate] {
        let main = mainFacets
        guard main.count == 4 else { return [meanEdge, meanEdge] }
        return [0, 1].map { first in
            let a = main[first]
            let b = main[first + 2]
            return Estimate(
                value: distance(a) + distance(b),
                standardError: hypot(lines[a].offsetStandardError, lines[b].offsetStandardError))
        }
    }

    /// Moving facet i outward by one lengthens the perimeter by the tangents of half its two turns.
    var meanEdge: Estimate {
        let count = Double(lines.count)
        let variance = lines.indices.reduce(0.0) { sum, index in
            let before = turns[(index + turns.count - 1) % turns.count]
            let gain = tan(before / 2) + tan(turns[index] / 2)
            return sum + gain * gain * lines[index].offsetStandardError * lines[index].offsetStandardError
        }
        return Estimate(value: lengths.reduce(0, +) / count, standardError: variance.squareRoot() / count)
    }

    /// Moving facet i outward by one adds its length to the area.
    var area: Estimate {
        let variance = lines.indices.reduce(0.0) { sum, index in
            let change = lengths[index] * lines[index].offsetStandardError
            return sum + change * change
        }
        return Estimate(value: Polygon.area(vertices), standardError: variance.squareRoot())
    }

    // MARK: Direction

    /// Direction of the normals, averaged over facets that symmetry makes equal, weighted by their lengths.
    func orientation(symmetryDegrees: Double) -> Double {
        let order = 360 / symmetryDegrees
        let main = mainFacets.count == 4 && symmetryDegrees == 90 ? mainFacets : Array(lines.indices)
        if symmetryDegrees == 360 {
            let longest = lengths.indices.max { lengths[$0] < lengths[$1] } ?? 0
            return Angle.positive(lines[longest].angle) * 180 / .pi
        }
        var sum = Point.zero
        for index in main {
            let angle = lines[index].angle * order
            sum = sum + Point(x: cos(angle), y: sin(angle)) * lengths[index]
        }
        return Angle.positive(atan2(sum.y, sum.x)) * 180 / .pi / order
    }

    var longAxisDegrees: Double {
        let main = mainFacets
        let widths = mainWidths.map(\.value)
        // The long facets tell the direction best; their normals stand across it.
        let index = widths[0] > widths[1] ? main[1] : main[0]
        let opposite = widths[0] > widths[1] ? main[3] : main[2]
        let across = lines[index].normal * lengths[index] - lines[opposite].normal * lengths[opposite]
        return Angle.positive(atan2(-across.x, across.y)).truncatingRemainder(dividingBy: .pi) * 180 / .pi
    }
}
