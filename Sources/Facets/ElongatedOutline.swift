import Foundation
import Imaging
import Statistics

/// Length and width of a needle that is too thin for its facets to be measured: of an outline that is a rectangle but for
/// corners that blur has rounded.
struct ElongatedOutline {
    let length: Double
    let width: Double
    /// Of the long axis, [0, 180).
    let directionDegrees: Double

    /// Length over width, at the least: of a shorter one the root of the area tells as much.
    private static let leastRatio = 2.0
    /// The extent of an outline over the length of the rectangle with the same moments: 1 for a rectangle, 1.155 for an
    /// ellipse.
    private static let largestBulge = 1.08
    /// Of the middle halves of the long sides, in units of the width: how far they may bend, and how much nearer each other
    /// they may be at one end than at the other. (Two discs that touch have a waist.)
    private static let largestBend = 0.08
    private static let largestWedge = 0.25

    /// nil for an outline that is no long rectangle.
    init?(_ outline: [Point]) {
        let area = Polygon.signedArea(outline)
        guard outline.count >= 8, area != 0 else { return nil }
        let centre = Polygon.centroid(outline)
        var (xx, xy, yy) = (0.0, 0.0, 0.0)
        for (index, vertex) in outline.enumerated() {
            let (a, b) = (vertex - centre, outline[(index + 1) % outline.count] - centre)
            let part = a.cross(b) / area
            xx += part * (a.x * a.x + a.x * b.x + b.x * b.x) / 12
            yy += part * (a.y * a.y + a.y * b.y + b.y * b.y) / 12
            xy += part * (2 * a.x * a.y + a.x * b.y + b.x * a.y + 2 * b.x * b.y) / 24
        }
        let half = hypot((xx - yy) / 2, xy)
        let (long, short) = ((xx + yy) / 2 + half, (xx + yy) / 2 - half)
        guard short > 0, long > Self.leastRatio * Self.leastRatio * short else { return nil }
        let direction = 0.5 * atan2(2 * xy, xx - yy)
        directionDegrees = Angle.positive(direction).truncatingRemainder(dividingBy: .pi) * 180 / .pi
        let along = Point(x: cos(direction), y: sin(direction))
        let across = Point(x: -along.y, y: along.x)
        // Of the ends, the middle halves: the corners are rounded.
        let breadth = (12 * short).squareRoot()
        let points = outline.map { Point(x: along.dot($0 - centre), y: across.dot($0 - centre)) }
        let middles = points.filter { abs($0.y) < breadth / 4 }.map(\.x)
        let equivalent = (12 * long).squareRoot()
        let ends = [middles.filter { $0 > equivalent / 4 }, middles.filter { $0 < -equivalent / 4 }]
        guard ends.allSatisfy({ !$0.isEmpty }) else { return nil }
        let means = ends.map { $0.reduce(0, +) / Double($0.count) }
        length = means[0] - means[1]
        width = abs(area) / length
        guard length < Self.largestBulge * equivalent, length > Self.leastRatio * width else { return nil }
        let near = points.filter { abs($0.x) < equivalent / 4 }
        let sides = [near.filter { $0.y > 0 }, near.filter { $0.y < 0 }].compactMap(Self.line)
        guard sides.count == 2, sides.allSatisfy({ $0.scatter < Self.largestBend * width }),
            abs(sides[0].slope - sides[1].slope) * length < Self.largestWedge * width
        else { return nil }
    }

    /// nil for too few points.
    private static func line(_ points: [Point]) -> (slope: Double, scatter: Double)? {
        guard points.count >= 3 else { return nil }
        let fit = LinearLeastSquares.fit(
            design: Matrix(columns: [points.map { _ in 1 }, points.map(\.x)]), response: points.map(\.y), isRefined: false)
        guard fit.success else { return nil }
        return (fit.parameters[1], (fit.chiSquare / Double(points.count)).squareRoot())
    }
}
