import Imaging
import Statistics

/// Where the edge lies in each segment of a facet, and the straight line through these places.
enum SegmentOffsets {
    struct Offset {
        var position: Double
        var shift: Double
        var standardError: Double
    }

    /// Where the segments show the known edge.
    /// - Returns: nil for those that do not (dust, another crystal, no contrast).
    static func shifts(of band: EdgeBand, curve: EdgeCurve) -> [Offset?] {
        zip(band.positions, curve.places(in: band.bins, ends: band.ends)).map { position, place in
            place.map { Offset(position: position, shift: $0.shift, standardError: $0.standardError) }
        }
    }

    /// shift = c0 + c1 (position - middle), by least squares with Tukey's bisquare weights.
    ///
    /// The standard error of c0 comes from the scatter of the segments about the line, or from their own errors where
    /// those are larger.
    struct Line {
        var middle: Double
        var shift: Double
        var slope: Double
        var shiftStandardError: Double
        var slopeStandardError: Double
        /// Largest distance from the line at which a segment counts.
        fileprivate var reach: Double

        /// Whether a segment has a part in the line.
        func contains(_ offset: Offset) -> Bool {
            abs(offset.shift - shift - slope * (offset.position - middle)) < reach
        }
    }

    /// In standard deviations: 95 % efficient for normal errors.
    private static let bisquareReach = 4.685

    static func line(through offsets: [Offset]) -> Line? {
        guard !offsets.isEmpty else { return nil }
        let positions = offsets.map(\.position)
        let middle = positions.reduce(0, +) / Double(positions.count)
        let typical = OrderStatistics.median(offsets.map(\.standardError))
        // Segments are of equal length: a smaller stated error is luck, or an artefact, so none weighs more than twice
        // the typical one.
        let base = offsets.map { 1 / max($0.standardError, 0.7 * typical, 1e-4) }.map { $0 * $0 }
        var coefficients = [OrderStatistics.median(offsets.map(\.shift)), 0]
        var weights = base
        var scatter = 0.0
        for _ in 0..<12 {
            let residuals = offsets.map { $0.shift - coefficients[0] - coefficients[1] * ($0.position - middle) }
            scatter = max(OrderStatistics.median(residuals.map(abs)) * 1.4826, 0.5 * typical, 1e-4)
            weights = zip(base, residuals).map { base, residual in
                let ratio = residual / (bisquareReach * scatter)
                return abs(ratio) < 1 ? base * (1 - ratio * ratio) * (1 - ratio * ratio) : 0
            }
            guard let next = solve(offsets, weights, middle) else { break }
            let change = abs(next[0] - coefficients[0])
            coefficients = next
            if change < 1e-5 { break }
        }
        let used = weights.reduce(0, +) > 0 ? zip(weights, base).reduce(0.0) { $0 + $1.0 / $1.1 } : 0
        guard used > 0.5 else { return nil }
        let few = (used + 2) / max(used, 1)
        let lever = zip(offsets, zip(weights, base)).reduce(0.0) { sum, offset in
            let arm = offset.0.position - middle
            return sum + arm * arm * offset.1.0 / offset.1.1
        }
        return Line(
            middle: middle, shift: coefficients[0], slope: coefficients[1],
            shiftStandardError: max(scatter, typical) / used.squareRoot() * few.squareRoot(),
            slopeStandardError: lever > 0 ? max(scatter, typical) / lever.squareRoot() : .infinity,
            reach: bisquareReach * scatter)
    }

    private static func solve(_ offsets: [Offset], _ weights: [Double], _ middle: Double) -> [Double]? {
        if offsets.count < 3 {
            let sum = weights.reduce(0, +)
            guard sum > 0 else { return nil }
            return [zip(offsets, weights).reduce(0) { $0 + $1.0.shift * $1.1 } / sum, 0]
        }
        var normal = NormalEquations<2>()
        for (offset, weight) in zip(offsets, weights) where weight > 0 {
            normal.add([1, offset.position - middle, 0, 0], value: offset.shift, weight: weight)
        }
        return normal.solve().map { [$0[0], $0[1]] }
    }
}
