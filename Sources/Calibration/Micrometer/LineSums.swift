import Foundation

/// Least squares of one piece of one line: value = base + slope x + amplitude M(x - shift), linearised about shift 0.
///
/// M is the waveform; the piece is as wide as a pitch. What is fitted is base, slope, amplitude and amplitude x shift.
/// Light that is uneven is so for the line as well as for the ground beside it: the slope goes with x (1 + M). With x
/// alone the darker side would pull the line.
struct LineSums {
    /// Rows of the normal matrix for base, slope, waveform and its negative derivative.
    private var first = SIMD4<Double>.zero, second = SIMD4<Double>.zero
    private var third = SIMD4<Double>.zero, fourth = SIMD4<Double>.zero
    private var right = SIMD4<Double>.zero
    private var squares = 0.0
    private(set) var count = 0
    private(set) var sumOfV = 0.0

    struct Fit {
        /// 1 for a line as dark as the mean of them.
        var amplitude: Double
        /// In pitches.
        var shift: Double
        var shiftError: Double
    }

    @inline(__always)
    mutating func add(value: Double, phase: Double, waveform: (value: Double, slope: Double), v: Double) {
        let sloping = phase * (1 + waveform.value)
        let basis = SIMD4(1, sloping, waveform.value, -waveform.slope)
        first += basis
        second += basis * sloping
        third += basis * waveform.value
        fourth -= basis * waveform.slope
        right += basis * value
        squares += value * value
        count += 1
        sumOfV += v
    }

    /// nil where the samples do not determine the four numbers.
    func fit() -> Fit? {
        guard count >= 8 else { return nil }
        var rows = (
            SIMD8(lowHalf: first, highHalf: SIMD4(right[0], 0, 0, 0)),
            SIMD8(lowHalf: second, highHalf: SIMD4(right[1], 0, 0, 0)),
            SIMD8(lowHalf: third, highHalf: SIMD4(right[2], 0, 0, 0)),
            SIMD8(lowHalf: fourth, highHalf: SIMD4(right[3], 1, 0, 0))
        )
        // Gauss-Jordan with the right-hand side and the identity's last column beside it.
        guard Self.reduce(&rows.0, 0, first[0], &rows.1, &rows.2, &rows.3),
            Self.reduce(&rows.1, 1, second[1], &rows.0, &rows.2, &rows.3),
            Self.reduce(&rows.2, 2, third[2], &rows.0, &rows.1, &rows.3),
            Self.reduce(&rows.3, 3, fourth[3], &rows.0, &rows.1, &rows.2)
        else { return nil }
        let solution = SIMD4(rows.0[4], rows.1[4], rows.2[4], rows.3[4])
        let rest = squares - (solution * right).sum()
        let variance = max(rest, 0) / Double(count - 4)
        let amplitude = solution[2]
        guard amplitude != 0 else { return nil }
        let shift = solution[3] / amplitude
        return Fit(
            amplitude: amplitude, shift: shift, shiftError: (variance * rows.3[5]).squareRoot() / abs(amplitude))
    }

    /// Makes the column of `pivot` that of the identity; false where nothing is left of its first `size`.
    private static func reduce(
        _ pivot: inout SIMD8<Double>, _ column: Int, _ size: Double, _ a: inout SIMD8<Double>,
        _ b: inout SIMD8<Double>, _ c: inout SIMD8<Double>
    ) -> Bool {
        guard size > 0, pivot[column] > 1e-9 * size else { return false }
        pivot *= 1 / pivot[column]
        a -= pivot * a[column]
        b -= pivot * b[column]
        c -= pivot * c[column]
        return true
    }

    var meanV: Double { sumOfV / Double(max(1, count)) }
}
