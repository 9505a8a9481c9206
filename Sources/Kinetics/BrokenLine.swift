/// Least squares by a continuous line of straight pieces with given breaks, from running sums in a time that does
/// not depend on the number of samples.
struct BrokenLine {
    private let times: [Double]
    /// Sums over the samples before index i: 1, t, t^2, y, t y; times and values centred.
    private var sums: [(n: Double, t: Double, tt: Double, y: Double, ty: Double)]
    private let squareSum: Double
    private let centre: Double

    init(_ series: MeasuredSeries) {
        times = series.times
        centre = series.first + series.span / 2
        // About the overall line: keeps the digits of small deviations from a long straight growth.
        let trend = series.span > 0 ? (series.values[series.count - 1] - series.values[0]) / series.span : 0
        let level = series.values.first ?? 0
        var running = (n: 0.0, t: 0.0, tt: 0.0, y: 0.0, ty: 0.0)
        sums = [running]
        var squares = 0.0
        for i in series.times.indices {
            let t = series.times[i] - centre
            let y = series.values[i] - level - trend * (series.times[i] - series.first)
            running = (running.n + 1, running.t + t, running.tt + t * t, running.y + y, running.ty + t * y)
            squares += y * y
            sums.append(running)
        }
        squareSum = squares
    }

    /// Index of the first sample at or behind `time`.
    private func index(of time: Double) -> Int {
        var low = 0
        var high = times.count
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Residual sum of squares of the best continuous line with these breaks; infinite where a piece holds fewer
    /// than `minimumSamples`.
    /// - Parameter breaks: ascending, inside the series.
    func residualSum(breaks: [Double], minimumSamples: Int) -> Double {
        let knots = [times[0]] + breaks + [times[times.count - 1]]
        let count = knots.count
        var diagonal = Array(repeating: 0.0, count: count)
        var beside = Array(repeating: 0.0, count: count)
        var right = Array(repeating: 0.0, count: count)
        var from = 0
        for piece in 0..<(count - 1) {
            let to = piece == count - 2 ? times.count : index(of: knots[piece + 1])
            guard to - from >= minimumSamples else { return .infinity }
            let a = knots[piece] - centre
            let b = knots[piece + 1] - centre
            let width = b - a
            guard width > 0 else { return .infinity }
            let low = sums[from]
            let high = sums[to]
            let n = high.n - low.n
            let t = high.t - low.t
            let tt = high.tt - low.tt
            let y = high.y - low.y
            let ty = high.ty - low.ty
            let scale = 1 / (width * width)
            // Hat functions (b - t) / width and (t - a) / width.
            diagonal[piece] += (b * b * n - 2 * b * t + tt) * scale
            diagonal[piece + 1] += (tt - 2 * a * t + a * a * n) * scale
            beside[piece] = (-tt + (a + b) * t - a * b * n) * scale
            right[piece] += (b * y - ty) / width
            right[piece + 1] += (ty - a * y) / width
            from = to
        }
        return max(0, squareSum - Self.explained(diagonal, beside, right))
    }

    /// cᵀ A⁻¹ c for the tridiagonal A of the normal equations, by elimination.
    private static func explained(_ diagonal: [Double], _ beside: [Double], _ right: [Double]) -> Double {
        var pivot = diagonal[0]
        var value = right[0]
        var sum = 0.0
        for i in diagonal.indices {
            if i > 0 {
                let factor = pivot > 0 ? beside[i - 1] / pivot : 0
                pivot = diagonal[i] - factor * beside[i - 1]
                value = right[i] - factor * value
            }
            if pivot > 0 { sum += value * value / pivot }
        }
        return sum
    }
}
