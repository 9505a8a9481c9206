import Foundation

/// A linear problem that is solved for one noise model after the other.
///
/// The design is replaced by an orthonormal basis of its columns, X = Q R, once. With a noise model of covariance C the
/// normal equations (Qᵀ C⁻¹ Q) c = Qᵀ C⁻¹ y are then only as badly conditioned as the noise itself, and the coefficients
/// are R⁻¹ c: the digits of a QR decomposition for every noise model at a quarter of its cost.
struct CorrelatedProblem {
    struct Solution {
        var coefficients: [Double]
        /// (XᵀC⁻¹X)⁻¹.
        var inverseGram: Matrix
        /// Of the residuals, whitened.
        var chiSquare: Double
        /// ln det C.
        var logDeterminant: Double
        /// ln det XᵀC⁻¹X.
        var logDeterminantOfGram: Double
    }

    /// Of the series, and of what is known beside it.
    var rows: Int { qr.rows }
    var columns: Int { qr.columns }
    private let seriesCount: Int
    private let qr: HouseholderQR
    private let basis: [[Double]]
    private let response: [Double]
    private let amplitudes: [Double]

    /// - Parameters:
    ///   - columns: of the design, in units of the noise; behind the rows of the series those that are known beside it.
    ///   - response: of the series; one per row.
    ///   - amplitudes: of the part of the noise that has a memory, in units of the noise of each row of the series.
    /// - Returns: nil for a design without full rank.
    init?(columns design: [[Double]], response series: [Double], amplitudes: [Double], besideResponse: [Double]) {
        let factored = HouseholderQR(Matrix(columns: design))
        guard factored.isFullRank else { return nil }
        qr = factored
        seriesCount = series.count
        self.amplitudes = amplitudes
        response = series + besideResponse
        basis = design.indices.map { j in
            var unit = Array(repeating: 0.0, count: factored.rows)
            unit[j] = 1
            return factored.applyQ(unit)
        }
    }

    /// nil where rounding has eaten the noise model.
    func solved(_ noise: CorrelatedNoise, times: [Double]) -> Solution? {
        let (whitened, logDeterminant) = whitened(noise, times: times)
        guard let y = whitened.last else { return nil }
        let gram = (0..<columns).map { a in (0...a).map { dotProduct(whitened[a], whitened[$0]) } }
        guard let factor = Self.cholesky(gram) else { return nil }
        let inBasis = Self.solvedTransposed(factor, Self.solved(factor, (0..<columns).map { dotProduct(whitened[$0], y) }))
        var residuals = y
        for (column, coefficient) in zip(whitened, inBasis) { addMultiple(-coefficient, of: column, to: &residuals) }
        var logDeterminantOfGram = qr.logDeterminantOfGram
        for j in 0..<columns { logDeterminantOfGram += 2 * log(factor[j][j]) }
        return Solution(
            coefficients: qr.solveUpper(inBasis), inverseGram: inverseGram(factor),
            chiSquare: dotProduct(residuals, residuals), logDeterminant: logDeterminant,
            logDeterminantOfGram: logDeterminantOfGram)
    }

    /// The basis and the response; what is known beside the series has no memory.
    private func whitened(
        _ noise: CorrelatedNoise, times: [Double]
    ) -> (columns: [[Double]], logDeterminant: Double) {
        let all = basis + [response]
        var (whitened, logDeterminant) = noise.whiten(
            columns: all.map { Array($0.prefix(seriesCount)) }, times: times, amplitudes: amplitudes)
        for j in whitened.indices { whitened[j] += all[j].dropFirst(seriesCount) }
        return (whitened, logDeterminant)
    }

    /// R⁻¹ (L Lᵀ)⁻¹ R⁻ᵀ.
    private func inverseGram(_ factor: [[Double]]) -> Matrix {
        let roots = (0..<columns).map { k in
            var unit = Array(repeating: 0.0, count: columns)
            unit[k] = 1
            return qr.solveUpper(Self.solvedTransposed(factor, unit))
        }
        var result = Matrix(rows: columns, columns: columns)
        for root in roots {
            for a in 0..<columns {
                for b in 0..<columns { result[a, b] += root[a] * root[b] }
            }
        }
        return result
    }
}

extension CorrelatedProblem {
    /// L of L Lᵀ, lower triangles row by row; nil for a matrix that is not positive definite.
    private static func cholesky(_ matrix: [[Double]]) -> [[Double]]? {
        var factor = matrix
        for i in factor.indices {
            for j in 0...i {
                var sum = factor[i][j]
                for k in 0..<j { sum -= factor[i][k] * factor[j][k] }
                guard i == j else {
                    factor[i][j] = sum / factor[j][j]
                    continue
                }
                guard sum > 0 else { return nil }
                factor[i][i] = sum.squareRoot()
            }
        }
        return factor
    }

    /// L x = b.
    private static func solved(_ factor: [[Double]], _ b: [Double]) -> [Double] {
        var x = b
        for i in x.indices {
            for k in 0..<i { x[i] -= factor[i][k] * x[k] }
            x[i] /= factor[i][i]
        }
        return x
    }

    /// Lᵀ x = b.
    private static func solvedTransposed(_ factor: [[Double]], _ b: [Double]) -> [Double] {
        var x = b
        for i in x.indices.reversed() {
            for k in x.indices.dropFirst(i + 1) { x[i] -= factor[k][i] * x[k] }
            x[i] /= factor[i][i]
        }
        return x
    }
}
