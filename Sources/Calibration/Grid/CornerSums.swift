import Foundation
import Imaging

/// Least squares of one corner of squares: value = base + slope (1 + T) + amplitude T(x - shift), linearised about shift 0.
///
/// T is the mean picture of a corner. What is fitted is base, slope in x and y, amplitude and amplitude x shift.
struct CornerSums {
    private static let unknowns = 6

    /// Rows of the normal matrix, each with its element of the right-hand side: the first four columns apart from the rest,
    /// and of the last two rows, whose beginning the symmetry gives, only that rest.
    ///
    /// A corner has some hundred values that are known to a hundredth: float is plenty, and twice as quick. Four at a time,
    /// because every processor has registers for that.
    private var left: (Part, Part, Part, Part) = (.zero, .zero, .zero, .zero)
    private var right: (Part, Part, Part, Part, Part, Part) = (.zero, .zero, .zero, .zero, .zero, .zero)
    private var squares: Float = 0
    private var count = 0.0

    private typealias Part = SIMD4<Float>

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
        let (first, rest) = (Part(1, sloping.x, sloping.y, mean), Part(-slope.x, -slope.y, value, 0))
        left.0 += first
        left.1 += first * sloping.x
        left.2 += first * sloping.y
        left.3 += first * mean
        right.0 += rest
        right.1 += rest * sloping.x
        right.2 += rest * sloping.y
        right.3 += rest * mean
        right.4 += rest * -slope.x
        right.5 += rest * -slope.y
        squares += value * value
        count += 1
    }

    /// nil where the values do not determine the six numbers.
    func fit() -> Fit? {
        guard count > Double(3 * Self.unknowns) else { return nil }
        let upper = [right.0, right.1, right.2, right.3]
        let lower = [0, 1].map { column in Part(upper[0][column], upper[1][column], upper[2][column], upper[3][column]) }
        var work = zip([left.0, left.1, left.2, left.3] + lower, upper + [right.4, right.5]).map {
            SIMD8<Double>(SIMD8(lowHalf: $0, highHalf: $1))
        }
        let response = work.map { $0[Self.unknowns] }
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
        let variance = Double(squares) - response[0] * response[0] / count
        let rest = zip(solution, response).reduce(Double(squares)) { $0 - $1.0 * $1.1 }
        return Fit(
            amplitude: amplitude, shift: Point(x: solution[4] / amplitude, y: solution[5] / amplitude),
            unexplained: variance > 0 ? rest / variance : 1)
    }
}
