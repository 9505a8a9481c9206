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
        var amplitudeError: Double
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
        var rows = [first, second, third, fourth].enumerated().map { row, sums in
            (0..<4).map { sums[$0] } + [right[row]] + (0..<4).map { $0 == row ? 1.0 : 0 }
        }
        let sizes = (0..<4).map { rows[$0][$0] }
        // Gauss-Jordan with the right-hand side and the identity beside it.
        for pivot in 0..<4 {
            guard rows[pivot][pivot] > 1e-9 * sizes[pivot], sizes[pivot] > 0 else { return nil }
            let scale = 1 / rows[pivot][pivot]
            for column in pivot..<9 { rows[pivot][column] *= scale }
            for row in 0..<4 where row != pivot {
                let factor = rows[row][pivot]
                for column in pivot..<9 { rows[row][column] -= factor * rows[pivot][column] }
            }
        }
        let solution = rows.map { $0[4] }
        var rest = squares
        for index in 0..<4 { rest -= solution[index] * right[index] }
        let variance = max(rest, 0) / Double(count - 4)
        let amplitude = solution[2]
        guard amplitude != 0 else { return nil }
        let shift = solution[3] / amplitude
        return Fit(
            amplitude: amplitude, shift: shift,
            shiftError: (variance * rows[3][8]).squareRoot() / abs(amplitude),
            amplitudeError: (variance * rows[2][7]).squareRoot())
    }

    var meanV: Double { sumOfV / Double(max(1, count)) }
}
