/// Linear least squares without negative coefficients.
public enum NonNegativeLeastSquares {
    /// The coefficients, none negative, with the least sum of squared residuals.
    ///
    /// Lawson and Hanson, Solving Least Squares Problems, chapter 23, on the normal equations: of columns that are nearly
    /// multiples of each other any share does, and a billionth of every column's square beside it makes one of them the answer.
    /// - Parameter columns: of the design, equally long.
    public static func coefficients(columns: [[Double]], response: [Double]) -> [Double] {
        let scales = columns.map { column in max(dotProduct(column, column).squareRoot(), .leastNormalMagnitude) }
        let p = columns.count
        var gram = Matrix(rows: p, columns: p)
        for a in 0..<p {
            for b in 0...a {
                gram[a, b] = dotProduct(columns[a], columns[b]) / scales[a] / scales[b]
                gram[b, a] = gram[a, b]
            }
            gram[a, a] += 1e-9
        }
        let target = (0..<p).map { dotProduct(columns[$0], response) / scales[$0] }
        let tolerance = 1e-10 * (target.map(abs).max() ?? 0)
        var x = Array(repeating: 0.0, count: p)
        var active: [Int] = []
        for _ in 0..<3 * p {
            let gradient = zip(target, gram.times(x)).map { $0 - $1 }
            let next = (0..<p).filter { !active.contains($0) }.max { gradient[$0] < gradient[$1] }
            guard let next, gradient[next] > tolerance else { break }
            active.append(next)
            descend(&x, &active, gram, target)
        }
        return zip(x, scales).map { $0 / $1 }
    }

    /// To the minimum over the active coefficients; one that would become negative leaves them on the way.
    private static func descend(_ x: inout [Double], _ active: inout [Int], _ gram: Matrix, _ target: [Double]) {
        while !active.isEmpty {
            let part = active
            let qr = HouseholderQR(Matrix(columns: part.map { a in part.map { gram[$0, a] } }))
            let best = qr.solveUpper(qr.applyTransposeQ(part.map { target[$0] }))
            let blocking = part.indices.filter { best[$0] <= 0 }
            guard !blocking.isEmpty else {
                for (a, value) in zip(part, best) { x[a] = value }
                return
            }
            let step = blocking.map { x[part[$0]] / (x[part[$0]] - best[$0]) }.filter(\.isFinite).min() ?? 0
            for (a, value) in zip(part, best) { x[a] += step * (value - x[a]) }
            active.removeAll { a in
                guard x[a] <= 1e-15, let place = part.firstIndex(of: a) else { return false }
                return best[place] <= 0
            }
            for a in part where !active.contains(a) { x[a] = 0 }
        }
    }
}
