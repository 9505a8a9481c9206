import Foundation

/// Least squares of one piece of one line: value = base + slope x + amplitude M(x - shift), linearised about shift 0.
///
/// M is the waveform; the piece is as wide as a pitch. What is fitted is base, slope, amplitude and amplitude x shift.
struct LineSums {
    private var gram = [Double](repeating: 0, count: 10)
    private var right = [Double](repeating: 0, count: 4)
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
        let (a, b) = (waveform.value, -waveform.slope)
        count += 1
        sumOfV += v
        squares += value * value
        right[0] += value
        right[1] += value * phase
        right[2] += value * a
        right[3] += value * b
        gram[0] += 1
        gram[1] += phase
        gram[2] += a
        gram[3] += b
        gram[4] += phase * phase
        gram[5] += phase * a
        gram[6] += phase * b
        gram[7] += a * a
        gram[8] += a * b
        gram[9] += b * b
    }

    /// nil where the samples do not determine the four numbers.
    func fit() -> Fit? {
        guard count >= 8 else { return nil }
        let places = [[0, 1, 2, 3], [1, 4, 5, 6], [2, 5, 7, 8], [3, 6, 8, 9]]
        var rows = places.enumerated().map { row, columns in
            columns.map { gram[$0] } + [right[row]] + (0..<4).map { $0 == row ? 1.0 : 0 }
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
