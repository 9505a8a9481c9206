import Foundation
import Imaging

/// Least squares of one corner of squares: value = base + slope (1 + T) + amplitude T(x - shift), linearised about shift 0.
///
/// T is the mean picture of a corner. What is fitted is base, slope in x and y, amplitude and amplitude x shift.
struct CornerSums {
    private static let unknowns = 6

    /// Rows of the normal matrix; the last elements hold the right-hand side and the sum of squares.
    ///
    /// A corner has some hundred values that are known to a hundredth: float is plenty, and twice as quick.
    private var rows: (Row, Row, Row, Row, Row, Row) = (.zero, .zero, .zero, .zero, .zero, .zero)
    private var squares: Float = 0
    private var count = 0.0

    private typealias Row = SIMD8<Float>

    struct Fit {
        /// 1 for a corner of mean contrast.
        var amplitude: Double
        /// px.
        var shift: Point
        /// Part of the values' variance.
        var unexplained: Double
    }

    /// - Parameters:
    ///   - offset: from where the corner is expected, px
    ///   - mean: of all corners, there, and its derivatives by px
    @inline(__always)
    mutating func add(value: Float, offset: SIMD2<Float>, mean: Float, slope: SIMD2<Float>) {
        let sloping = offset * (1 + mean)
        let row = Row(1, sloping.x, sloping.y, mean, -slope.x, -slope.y, value, 0)
        rows.0 += row
        rows.1 += row * row[1]
        rows.2 += row * row[2]
        rows.3 += row * mean
        rows.4 += row * row[4]
        rows.5 += row * row[5]
        squares += value * value
        count += 1
    }

    /// nil where the values do not determine the six numbers.
    func fit() -> Fit? {
        guard count > Double(3 * Self.unknowns) else { return nil }
        var work = [rows.0, rows.1, rows.2, rows.3, rows.4, rows.5].map { SIMD8<Double>($0) }
        let right = work.map { $0[Self.unknowns] }
        let sizes = work.indices.map { work[$0][$0] }
        // Gauss-Jordan with the right-hand side as a further column; the normal matrix needs no pivots.
        for pivot in work.indices {
            guard work[pivot][pivot] > 1e-9 * sizes[pivot], sizes[pivot] > 0 else { return nil }
            work[pivot] *= 1 / work[pivot][pivot]
            for row in work.indices where row != pivot { work[row] -= work[pivot] * work[row][pivot] }
        }
        let solution = work.map { $0[Self.unknowns] }
        let amplitude = solution[3]
        guard amplitude != 0 else { return nil }
        let variance = Double(squares) - right[0] * right[0] / count
        let rest = zip(solution, right).reduce(Double(squares)) { $0 - $1.0 * $1.1 }
        return Fit(
            amplitude: amplitude, shift: Point(x: solution[4] / amplitude, y: solution[5] / amplitude),
            unexplained: variance > 0 ? rest / variance : 1)
    }
}
