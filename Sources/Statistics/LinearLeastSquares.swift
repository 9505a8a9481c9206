/// Linear least squares: y = X b.
public enum LinearLeastSquares {
    /// The coefficients that minimise the weighted sum of squared residuals, with their covariance.
    ///
    /// Householder QR on columns of unit length, then refinement of the augmented system with residuals in twice
    /// the working precision (Björck 1967, BIT 7, 257): the digits that Longley's and Filip's data ask for.
    /// - Parameters:
    ///   - design: one row per observation, one column per coefficient.
    ///   - weights: 1 / variance up to a common factor; nil for equal ones. A weight of zero leaves a row out.
    ///   - isRefined: false for a step on the way to somewhere, which needs no more digits than QR gives.
    /// - Returns: covariance = chi2 / dof (XᵀWX)⁻¹. `success` is false for a design without full rank, values that
    ///   are not finite, or fewer observations than coefficients.
    public static func fit(
        design: Matrix, response: [Double], weights: [Double]? = nil, isRefined: Bool = true
    ) -> FitResult {
        let start = Array(repeating: Double.nan, count: design.columns)
        if let problem = problem(design: design, response: response, weights: weights) {
            return .failure(parameters: start, message: problem)
        }
        var rows: [Int] = Array(0..<design.rows)
        if let weights { rows = rows.filter { weights[$0] > 0 } }
        var x = Matrix(rows: rows.count, columns: design.columns)
        var y = Array(repeating: 0.0, count: rows.count)
        for (k, i) in rows.enumerated() {
            let root = weights.map { $0[i].squareRoot() } ?? 1
            y[k] = response[i] * root
            for j in 0..<design.columns { x[k, j] = design[i, j] * root }
        }
        guard rows.count >= design.columns else {
            return .failure(
                parameters: start,
                message: "\(rows.count) observations cannot determine \(design.columns) coefficients")
        }
        let qr = HouseholderQR(x)
        guard qr.isFullRank else {
            return .failure(
                parameters: start,
                message: "the columns of the design depend on each other (rank \(qr.rank) of \(design.columns))")
        }
        let (coefficients, residuals) = isRefined
            ? solve(qr, x, y) : augmentedSolve(qr, y, Array(repeating: 0, count: x.columns))
        var sum = 0.0
        for residual in residuals { sum += residual * residual }
        let degrees = rows.count - design.columns
        return FitResult(
            parameters: coefficients,
            covariance: qr.inverseGram().scaled(by: degrees > 0 ? sum / Double(degrees) : .nan),
            chiSquare: sum, degreesOfFreedom: degrees, residuals: residuals, evaluations: 1, success: true,
            message: "solved by QR")
    }

    /// (XᵀX)⁻¹, the covariance of the coefficients for errors of 1; nil for a design without full rank.
    public static func unscaledCovariance(design: Matrix) -> Matrix? {
        guard design.rows >= design.columns, design.elements.allSatisfy(\.isFinite) else { return nil }
        let qr = HouseholderQR(design)
        return qr.isFullRank ? qr.inverseGram() : nil
    }

    /// The same of columns of equal length.
    public static func unscaledCovariance(columns: [[Double]]) -> Matrix? {
        let rows = columns.first?.count ?? 0
        guard rows >= columns.count, columns.allSatisfy({ $0.count == rows && $0.allSatisfy(\.isFinite) }) else {
            return nil
        }
        let qr = HouseholderQR(columns: columns, rows: rows)
        return qr.isFullRank ? qr.inverseGram() : nil
    }

    private static func problem(design: Matrix, response: [Double], weights: [Double]?) -> String? {
        if response.count != design.rows {
            return "\(response.count) responses for \(design.rows) rows of the design"
        }
        if let weights, weights.count != design.rows || weights.contains(where: { !($0 >= 0) || !$0.isFinite }) {
            return "weights must be one per observation, finite and not negative"
        }
        if !design.elements.allSatisfy(\.isFinite) || !response.allSatisfy(\.isFinite) {
            return "the data contain values that are not finite"
        }
        return nil
    }

    /// Solves [I X; Xᵀ 0] [r; b] = [y; 0] and refines it while the correction shrinks.
    private static func solve(_ qr: HouseholderQR, _ x: Matrix, _ y: [Double]) -> ([Double], [Double]) {
        var b = Array(repeating: 0.0, count: x.columns)
        var r = Array(repeating: 0.0, count: x.rows)
        var previous = Double.infinity
        for _ in 0..<4 {
            let (f, g) = augmentedResidual(x, y, b, r)
            let (db, dr) = augmentedSolve(qr, f, g)
            var size = 0.0
            for j in b.indices where db[j] != 0 { size = max(size, abs(db[j]) / max(abs(b[j]), abs(db[j]))) }
            // A correction that no longer shrinks is rounding noise: keep what is there.
            guard size < previous else { break }
            for j in b.indices { b[j] += db[j] }
            for i in r.indices { r[i] += dr[i] }
            previous = size
        }
        return (b, r)
    }

    /// f = y − r − X b and g = −Xᵀ r in doubled precision.
    private static func augmentedResidual(
        _ x: Matrix, _ y: [Double], _ b: [Double], _ r: [Double]
    ) -> (f: [Double], g: [Double]) {
        var f: [Double] = []
        for i in 0..<x.rows {
            var sum = CompensatedSum(y[i])
            sum.add(-r[i])
            for j in 0..<x.columns { sum.add(product: -x[i, j], b[j]) }
            f.append(sum.value)
        }
        var g: [Double] = []
        for j in 0..<x.columns {
            var sum = CompensatedSum(0)
            for i in 0..<x.rows { sum.add(product: -x[i, j], r[i]) }
            g.append(sum.value)
        }
        return (f, g)
    }

    private static func augmentedSolve(
        _ qr: HouseholderQR, _ f: [Double], _ g: [Double]
    ) -> (b: [Double], r: [Double]) {
        let n = qr.columns
        let h = qr.solveLower(g)
        var d = qr.applyTransposeQ(f)
        let b = qr.solveUpper((0..<n).map { d[$0] - h[$0] })
        for k in 0..<n { d[k] = h[k] }
        return (b, qr.applyQ(d))
    }
}

/// A sum carried in twice the working precision (Ogita, Rump, Oishi 2005, SIAM J. Sci. Comput. 26, 1955).
struct CompensatedSum {
    private var high: Double
    private var low = 0.0

    init(_ start: Double) { high = start }

    var value: Double { high + low }

    mutating func add(_ x: Double) {
        let sum = high + x
        let part = sum - high
        low += (high - (sum - part)) + (x - part)
        high = sum
    }

    mutating func add(product a: Double, _ b: Double) {
        let p = a * b
        add(p)
        low += (-p).addingProduct(a, b)
    }
}
