import Foundation
import Imaging

/// Finds the straight sides of a contour.
///
/// The contour is divided into straight pieces by dynamic programming: the division whose squared residuals, in units of
/// the contour's noise, and number of pieces together are least (Bellman 1961, Communications of the ACM 4, 284). A
/// round outline falls into pieces, too, but bent ones, or ones that turn by little from each to the next.
enum ContourFacets {
    /// Points; shorter is a corner.
    private static let leastLength = 6
    /// Part of the perimeter that a facet has at the least.
    private static let leastShare = 0.02
    /// A side that turns by less than this towards the next is part of a curve.
    private static let leastTurn = 18.0 * .pi / 180
    /// Part of the perimeter from which a piece is a side's, whatever lies beside it; a shorter one may be dust.
    private static let sideShare = 0.1
    /// Part of the perimeter that each of a ribbon's two sides has at the least.
    private static let longSideShare = 0.25
    /// Two pieces whose lines are nearer than this, px, are one side with dust on it.
    private static let sameLine = 1.5

    static func find(_ contour: [Point]) -> [FacetLine] {
        let points = resampled(contour)
        guard points.count >= 12 else { return [] }
        let division = ContourDivision(points)
        let outward = Polygon.signedArea(points) > 0 ? 1.0 : -1.0
        let least = max(leastLength, Int(leastShare * Double(points.count)))
        let pieces = division.pieces.filter { $0.count >= least }
        let side = max(2 * leastLength, Int(sideShare * Double(points.count)))
        let candidates = pieces.indices.filter { index in
            let turns = turns(pieces, index, outward)
            let isSide = pieces[index].count >= side || min(turns.before, turns.after) >= leastTurn
            return isSide && !division.isBent(pieces[index], turn: (abs(turns.before) + abs(turns.after)) / 2)
        }.compactMap { index in
            line(through: division.inner(pieces[index]), angle: pieces[index].direction - outward * .pi / 2)
                .map { Candidate(line: $0, piece: pieces[index], middle: division.middle(of: pieces[index])) }
        }
        let sides = joined(candidates)
        let facets = withoutCurves(sides).map(\.line)
        return facets.count < 3 ? withEnds(sides, of: points) ?? facets : facets
    }

    /// Of a ribbon whose ends are so short that blur rounds them: its two sides, and lines across both ends, where the contour
    /// ends. nil for anything else.
    private static func withEnds(_ candidates: [Candidate], of points: [Point]) -> [FacetLine]? {
        let sides = candidates.sorted { $0.piece.count > $1.piece.count }.prefix(2).map(\.line)
        guard sides.count == 2, abs(Angle.difference(sides[0].angle, sides[1].angle + .pi)) < leastTurn / 2,
            candidates.allSatisfy({ $0.piece.count > Int(longSideShare * Double(points.count)) })
        else { return nil }
        let along = (sides[0].tangent - sides[1].tangent) * 0.5
        let ends = [along, along * -1].map { normal in
            FacetLine(angle: atan2(normal.y, normal.x), offset: points.map { normal.dot($0) }.max() ?? 0)
        }
        return Array(sides) + ends
    }

    private struct Candidate {
        var line: FacetLine
        let piece: ContourDivision.Piece
        let middle: Point
    }

    /// How much the outline turns at both ends of a piece; a convex crystal's turns are positive, beside dust one is not.
    private static func turns(
        _ pieces: [ContourDivision.Piece], _ index: Int, _ outward: Double
    ) -> (before: Double, after: Double) {
        let before = pieces[(index + pieces.count - 1) % pieces.count]
        let after = pieces[(index + 1) % pieces.count]
        return (
            outward * Angle.difference(pieces[index].direction, before.direction),
            outward * Angle.difference(after.direction, pieces[index].direction)
        )
    }

    /// Pieces of one side, divided by dust on it, become one: the longest stands for them.
    private static func joined(_ candidates: [Candidate]) -> [Candidate] {
        var result: [Candidate] = []
        for candidate in candidates.sorted(by: { $0.piece.count > $1.piece.count }) {
            let isKnown = result.contains { other in
                abs(Angle.difference(other.line.angle, candidate.line.angle)) < leastTurn
                    && abs(other.line.distance(of: candidate.middle)) < sameLine
            }
            if !isKnown { result.append(candidate) }
        }
        return result.sorted { $0.piece.start < $1.piece.start }
    }

    /// Without the pieces that turn by little towards the next.
    private static func withoutCurves(_ candidates: [Candidate]) -> [Candidate] {
        guard candidates.count >= 3 else { return [] }
        return candidates.indices.filter { index in
            [index + candidates.count - 1, index + 1].allSatisfy { other in
                let neighbour = candidates[other % candidates.count]
                return abs(Angle.difference(neighbour.line.angle, candidates[index].line.angle)) >= leastTurn
            }
        }.map { candidates[$0] }
    }

    /// One point per pixel of length.
    static func resampled(_ contour: [Point]) -> [Point] {
        let perimeter = Polygon.perimeter(contour)
        let count = Int(perimeter)
        guard count >= 8, var previous = contour.last else { return contour }
        let step = perimeter / Double(count)
        var result: [Point] = []
        var carried = 0.0
        for vertex in contour {
            let length = vertex.distance(to: previous)
            var position = step - carried
            while position <= length {
                result.append(previous + (vertex - previous) * (position / max(length, 1e-12)))
                position += step
            }
            carried = length - (position - step)
            previous = vertex
        }
        return result
    }

    /// Least squares with points far from the line left out, three times over.
    private static func line(through points: [Point], angle: Double) -> FacetLine? {
        guard points.count >= 4 else { return nil }
        var line = FacetLine(angle: angle, offset: 0)
        let offsets = points.map { line.normal.dot($0) }.sorted()
        line.offset = offsets[offsets.count / 2]
        for tolerance in [4.0, 2.0, 1.5] {
            let near = points.filter { abs(line.distance(of: $0)) < tolerance }
            guard near.count >= 4 else { return line }
            let centre = near.reduce(.zero, +) * (1 / Double(near.count))
            var along = 0.0
            var across = 0.0
            for point in near {
                let t = line.tangent.dot(point - centre)
                along += t * t
                across += t * line.normal.dot(point - centre)
            }
            guard along > 1 else { return line }
            // p = centre + t (tangent + slope normal): the normal turns back by the slope.
            line.angle -= atan(across / along)
            line.offset = line.normal.dot(centre)
        }
        return line
    }
}
