import Imaging
import Statistics

/// Where the edge lies in each segment of a facet, and the straight line through these places.
enum SegmentOffsets {
    struct Offset {
        var position: Double
        var shift: Double
        var standardError: Double
    }

    /// The shift of the known edge shape that fits a segment's profile best: linear regression on the shape, its slope
    /// and a constant, repeated at the shifted place.
    /// - Returns: nil where the segment does not show the edge (dust, another crystal, no contrast).
    static func shift(of segment: EdgeBand.Segment, shape: EdgeShape) -> Offset? {
        fit(shape, to: segment.bins).map {
            Offset(position: segment.position, shift: $0.shift, standardError: $0.standardError)
        }
    }

    /// Shift and contrast of a profile relative to a shape.
    static func fit(
        _ shape: EdgeShape, to bins: [EdgeBand.Bin]
    ) -> (shift: Double, scale: Double, standardError: Double)? {
        var shift = 0.0
        var last: (step: Double, scale: Double, error: Double)?
        for _ in 0..<4 {
            guard let step = regression(bins, shape: shape, at: shift) else { return nil }
            shift += max(-1.5, min(1.5, step.step))
            last = step
            if abs(step.step) < 1e-3 { break }
        }
        guard let last, abs(last.step) < 0.2, abs(shift) < 3.5, last.scale > 0.5, last.scale < 1.7 else { return nil }
        return (shift, last.scale, last.error)
    }

    /// value = a + b shape(u - shift) - b step slope(u - shift), weighted by the pixels in each bin.
    private static func regression(
        _ bins: [EdgeBand.Bin], shape: EdgeShape, at shift: Double
    ) -> (step: Double, scale: Double, error: Double)? {
        guard bins.count >= 6 else { return nil }
        var normal = NormalEquations(count: 3)
        let regressors = bins.map { bin in
            SIMD4(1, shape.value(bin.distance - shift), -shape.slope(bin.distance - shift), 0)
        }
        for (regressors, bin) in zip(regressors, bins) { normal.add(regressors, value: bin.value, weight: bin.count) }
        guard let solution = normal.solve(), abs(solution.values[1]) > 1e-3 else { return nil }
        let residual = zip(regressors, bins).reduce(0.0) { sum, row in
            let left = row.1.value - (row.0 * solution.values).sum()
            return sum + row.1.count * left * left
        }
        let variance = residual / Double(max(1, bins.count - 3))
        let error = (variance * solution.inverse[2][2]).squareRoot() / abs(solution.values[1])
        return (solution.values[2] / solution.values[1], solution.values[1], error)
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
        let typical = OrderStatistic.median(offsets.map(\.standardError))
        // Segments are of equal length: a smaller stated error is luck, or an artefact, so none weighs more than twice
        // the typical one.
        let base = offsets.map { 1 / max($0.standardError, 0.7 * typical, 1e-4) }.map { $0 * $0 }
        var coefficients = [OrderStatistic.median(offsets.map(\.shift)), 0]
        var weights = base
        var scatter = 0.0
        for _ in 0..<12 {
            let residuals = offsets.map { $0.shift - coefficients[0] - coefficients[1] * ($0.position - middle) }
            scatter = max(OrderStatistic.median(residuals.map(abs)) * 1.4826, 0.5 * typical, 1e-4)
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
        return Line(
            middle: middle, shift: coefficients[0], slope: coefficients[1],
            shiftStandardError: max(scatter, typical) / used.squareRoot() * few.squareRoot(),
            reach: bisquareReach * scatter)
    }

    private static func solve(_ offsets: [Offset], _ weights: [Double], _ middle: Double) -> [Double]? {
        if offsets.count < 3 {
            let sum = weights.reduce(0, +)
            guard sum > 0 else { return nil }
            return [zip(offsets, weights).reduce(0) { $0 + $1.0.shift * $1.1 } / sum, 0]
        }
        var normal = NormalEquations(count: 2)
        for (offset, weight) in zip(offsets, weights) where weight > 0 {
            normal.add([1, offset.position - middle, 0, 0], value: offset.shift, weight: weight)
        }
        return normal.solve().map { [$0.values[0], $0.values[1]] }
    }
}

/// Order statistics of a facet's segments.
enum OrderStatistic {
    static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let half = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
    }
}

/// Normal equations of a linear regression with two or three well-scaled regressors: small enough that nothing is gained
/// by a factorisation. They are solved once for every segment of every facet, so they fit into registers.
struct NormalEquations {
    private let count: Int
    private var matrix: [SIMD4<Double>]
    private var right = SIMD4<Double>.zero

    /// - Parameter count: of regressors, at most four; the elements behind them are ignored.
    init(count: Int) {
        self.count = count
        matrix = [SIMD4<Double>](repeating: .zero, count: count)
    }

    mutating func add(_ regressors: SIMD4<Double>, value: Double, weight: Double) {
        for i in 0..<count { matrix[i] += weight * regressors[i] * regressors }
        right += weight * value * regressors
    }

    /// - Returns: coefficients, and the inverse of the matrix row by row; nil where regressors cannot be told apart.
    func solve() -> (values: SIMD4<Double>, inverse: [SIMD4<Double>])? {
        var work = matrix
        var inverse = (0..<count).map { row in
            var unit = SIMD4<Double>.zero
            unit[row] = 1
            return unit
        }
        for pivot in 0..<count {
            guard let best = (pivot..<count).max(by: { abs(work[$0][pivot]) < abs(work[$1][pivot]) }),
                abs(work[best][pivot]) > 1e-14 * abs(matrix[pivot][pivot]) + 1e-300
            else { return nil }
            work.swapAt(pivot, best)
            inverse.swapAt(pivot, best)
            let scale = 1 / work[pivot][pivot]
            work[pivot] *= scale
            inverse[pivot] *= scale
            for row in 0..<count where row != pivot {
                let factor = work[row][pivot]
                work[row] -= factor * work[pivot]
                inverse[row] -= factor * inverse[pivot]
            }
        }
        var values = SIMD4<Double>.zero
        for row in 0..<count { values[row] = (inverse[row] * right).sum() }
        return (values, inverse)
    }
}
