import Foundation
import Imaging
import Statistics

/// A closed contour divided into straight pieces, so that squared residuals and number of pieces together are least.
struct ContourDivision {
    /// A run of consecutive points.
    struct Piece {
        /// Index of the first point.
        let start: Int
        let count: Int
        /// Direction in which the run goes, radians.
        let direction: Double
    }

    private(set) var pieces: [Piece] = []
    /// Standard deviation of the contour's points across the contour, px.
    private let roughness: Double
    /// The same, with the pixel grid's part, by which the division is judged, px.
    private let noise: Double

    private let points: [Point]
    private let sums: [Moments]

    /// Places where a piece may end, at the most: bounds the work, which grows with their square.
    private static let mostNodes = 360
    /// What one more piece costs, in units of a point's noise variance.
    private static let pieceCost = 12.0
    /// Neighbouring points of a contour share their pixels: one in three is independent.
    private static let correlation = 3.0
    /// Below this, px, a contour's deviations are the pixel grid's.
    private static let leastNoise = 0.3

    init(_ points: [Point]) {
        self.points = points
        roughness = Self.roughness(points)
        noise = max(Self.leastNoise, 1.5 * roughness)
        var total = Moments()
        var sums = [total]
        for index in 0..<2 * points.count {
            total.add(points[index % points.count])
            sums.append(total)
        }
        self.sums = sums
        pieces = divided(from: 0)
        // A piece ends at the start, which is a corner only by chance: once more from the end of a long side.
        if let longest = pieces.max(by: { $0.count < $1.count }) { pieces = divided(from: longest.start) }
    }

    /// Squared distances of a run's points from their own line, in units of the noise.
    private func misfit(_ start: Int, _ end: Int) -> Double {
        (sums[end] - sums[start]).acrossSum / (Self.correlation * noise * noise)
    }

    /// The division of least cost, end by end.
    ///
    /// A start that is already worse than the best division up to the end stays worse at every later one, since dividing a
    /// piece never adds to its misfit, and is dropped (Killick, Fearnhead & Eckley 2012, Journal of the American Statistical
    /// Association 107, 1590).
    private func divided(from first: Int) -> [Piece] {
        let count = points.count
        let nodes = min(count, Self.mostNodes)
        let places = (0...nodes).map { first + $0 * count / nodes }
        var best = [Double](repeating: .infinity, count: nodes + 1)
        var previous = [Int](repeating: 0, count: nodes + 1)
        best[0] = 0
        var starts: [(node: Int, cost: Double)] = []
        for end in 1...nodes {
            starts.append((end - 1, 0))
            for index in starts.indices {
                let node = starts[index].node
                starts[index].cost = best[node] + misfit(places[node], places[end])
            }
            // The latest of equal ones.
            for start in starts.reversed() where start.cost + Self.pieceCost < best[end] {
                best[end] = start.cost + Self.pieceCost
                previous[end] = start.node
            }
            starts.removeAll { $0.cost > best[end] }
        }
        var end = nodes
        var found: [Piece] = []
        while end > 0 {
            let start = previous[end]
            found.append(piece(places[start], places[end]))
            end = start
        }
        return found.reversed()
    }

    private func piece(_ start: Int, _ end: Int) -> Piece {
        let moments = sums[end] - sums[start]
        let chord = points[(end - 1) % points.count] - points[start % points.count]
        var direction = moments.direction
        if cos(direction) * chord.x + sin(direction) * chord.y < 0 { direction += .pi }
        return Piece(start: start % points.count, count: end - start, direction: direction)
    }

    /// Standard deviation of a contour's points, from how far each lies off its neighbours on both sides compared with
    /// the next but one: the curvature of the outline drops out.
    static func roughness(_ points: [Point]) -> Double {
        let count = points.count
        guard count >= 8 else { return 0 }
        // Noise that was smoothed is alike over some pixels; farther than this, corners would count.
        let reach = min(6, max(2, count / 48))
        let bends = points.indices.map { index in
            points[index] - (points[(index + count - reach) % count] + points[(index + reach) % count]) * 0.5
        }
        let changes = bends.indices.map { (bends[($0 + reach) % count] - bends[$0]).length }
        return OrderStatistics.median(changes) * 1.4826 / 5.0.squareRoot()
    }

    /// Bow of a piece relative to that of an arc that turns as much: an arc has 1, a straight side with blurred ends
    /// a fifth.
    private static let straightShare = 0.45

    /// Whether a piece is part of a curve.
    ///
    /// - Parameter turn: half of the angle, in radians, between the pieces before and after it.
    func isBent(_ piece: Piece, turn: Double) -> Bool {
        let own = inner(piece)
        let bow = bow(own, piece.direction)
        let length = Double(own.count)
        // An arc of length L that turns by the angle a has a bow of L a / 8.
        let arc = length * length / Double(piece.count) * turn / 8
        let noise = 3 * roughness * (Self.correlation / length).squareRoot()
        return bow > Self.straightShare * arc && bow > noise
    }

    /// The points of a piece without its ends, which blur and rounded corners bend; all of a short one, whose bend would
    /// not show otherwise.
    func inner(_ piece: Piece) -> [Point] {
        let trim = piece.count >= 24 ? max(3, piece.count / 12) : piece.count >= 12 ? 1 : 0
        return (trim..<piece.count - trim).map { points[(piece.start + $0) % points.count] }
    }

    func middle(of piece: Piece) -> Point { points[(piece.start + piece.count / 2) % points.count] }

    /// Depth of a parabola through a run of points, from its ends to its middle.
    private func bow(_ own: [Point], _ direction: Double) -> Double {
        let along = Point(x: cos(direction), y: sin(direction))
        let across = Point(x: -along.y, y: along.x)
        let centre = own.reduce(.zero, +) * (1 / Double(own.count))
        let half = max(1, own.map { abs(along.dot($0 - centre)) }.max() ?? 1)
        // Legendre's second polynomial, orthogonal to the line itself.
        var product = 0.0
        var norm = 0.0
        for point in own {
            let t = along.dot(point - centre) / half
            let value = 1.5 * t * t - 0.5
            product += value * across.dot(point - centre)
            norm += value * value
        }
        return 1.5 * abs(product) / max(norm, 1e-12)
    }

    /// Sums over a run of points.
    private struct Moments {
        private var count = 0.0
        private var x = 0.0
        private var y = 0.0
        private var xx = 0.0
        private var xy = 0.0
        private var yy = 0.0

        mutating func add(_ point: Point) {
            count += 1
            x += point.x
            y += point.y
            xx += point.x * point.x
            xy += point.x * point.y
            yy += point.y * point.y
        }

        static func - (a: Moments, b: Moments) -> Moments {
            var result = Moments()
            result.count = a.count - b.count
            result.x = a.x - b.x
            result.y = a.y - b.y
            result.xx = a.xx - b.xx
            result.xy = a.xy - b.xy
            result.yy = a.yy - b.yy
            return result
        }

        private var central: (xx: Double, xy: Double, yy: Double) {
            (xx - x * x / count, xy - x * y / count, yy - y * y / count)
        }

        /// Sum of squared distances from the line of least squares.
        var acrossSum: Double {
            let m = central
            let mean = (m.xx + m.yy) / 2
            let half = (m.xx - m.yy) / 2
            return max(0, mean - (half * half + m.xy * m.xy).squareRoot())
        }

        /// Direction of that line, in [-pi/2, pi/2].
        var direction: Double {
            let m = central
            return 0.5 * atan2(2 * m.xy, m.xx - m.yy)
        }
    }
}
