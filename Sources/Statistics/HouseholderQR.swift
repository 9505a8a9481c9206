import Foundation

/// A = Q R by Householder reflections, after each column was scaled to unit length.
///
/// Scaling takes the badly chosen units out of the condition number, which is what decides the digits of a
/// polynomial fit. Golub, Van Loan, Matrix Computations, 5.2.
struct HouseholderQR {
    let rows: Int
    let columns: Int
    /// Numerical rank: columns whose part orthogonal to the earlier ones is above rounding.
    let rank: Int
    /// Column by column: R in the upper triangle, the reflections' vectors below.
    private var factor: [[Double]]
    private var reflectionDiagonal: [Double]
    private let columnScale: [Double]

    var isFullRank: Bool { rank == columns }

    /// - Parameter tolerance: what counts as rounding, relative to a column's length.
    init(_ matrix: Matrix, tolerance: Double? = nil) {
        let list = (0..<matrix.columns).map { j in (0..<matrix.rows).map { matrix[$0, j] } }
        self.init(columns: list, rows: matrix.rows, tolerance: tolerance)
    }

    /// - Precondition: every column has as many rows.
    init(columns list: [[Double]], rows: Int, tolerance: Double? = nil) {
        self.rows = rows
        columns = list.count
        var scale: [Double] = []
        var work: [[Double]] = []
        for column in list {
            let norm = Self.norm(column, from: 0)
            let usable = norm > 0 && norm.isFinite
            scale.append(usable ? norm : 1)
            work.append(usable ? column.map { $0 / norm } : column)
        }
        var diagonal = Array(repeating: 0.0, count: list.count)
        var found = 0
        let limit = tolerance ?? Double(max(rows, 1)) * Double.ulpOfOne
        for j in 0..<min(list.count, rows) {
            diagonal[j] = Self.reflect(&work, column: j)
            if abs(diagonal[j]) > limit { found += 1 }
        }
        rank = found
        factor = work
        reflectionDiagonal = diagonal
        columnScale = scale
    }

    private static func norm(_ x: [Double], from start: Int) -> Double {
        var largest = 0.0
        for i in start..<x.count { largest = max(largest, abs(x[i])) }
        guard largest > 0, largest.isFinite else { return largest }
        var sum = 0.0
        for i in start..<x.count {
            let ratio = x[i] / largest
            sum += ratio * ratio
        }
        return largest * sum.squareRoot()
    }

    /// Zeroes column j below its diagonal, applies the reflection to the columns behind it; returns R[j, j].
    private static func reflect(_ work: inout [[Double]], column j: Int) -> Double {
        let length = norm(work[j], from: j)
        guard length > 0, length.isFinite else { return 0 }
        let alpha = work[j][j] > 0 ? -length : length
        work[j][j] -= alpha
        let vector = work[j]
        for k in (j + 1)..<max(work.count, j + 1) { apply(vector, from: j, alpha: alpha, to: &work[k]) }
        return alpha
    }

    /// target -= v (vᵀ target) / (−alpha v[j]), since vᵀv / 2 = −alpha v[j].
    private static func apply(_ vector: [Double], from j: Int, alpha: Double, to target: inout [Double]) {
        let half = -alpha * vector[j]
        guard half != 0 else { return }
        var dot = 0.0
        for i in j..<vector.count { dot += vector[i] * target[i] }
        let factor = dot / half
        for i in j..<vector.count { target[i] -= factor * vector[i] }
    }

    func applyTransposeQ(_ vector: [Double]) -> [Double] {
        var result = vector
        for j in 0..<min(rows, columns) where reflectionDiagonal[j] != 0 {
            Self.apply(factor[j], from: j, alpha: reflectionDiagonal[j], to: &result)
        }
        return result
    }

    func applyQ(_ vector: [Double]) -> [Double] {
        var result = vector
        for j in (0..<min(rows, columns)).reversed() where reflectionDiagonal[j] != 0 {
            Self.apply(factor[j], from: j, alpha: reflectionDiagonal[j], to: &result)
        }
        return result
    }

    private func upper(_ i: Int, _ j: Int) -> Double { i == j ? reflectionDiagonal[i] : factor[j][i] }

    /// Solves R x = c for the matrix as it was given (scaling undone). Full rank only.
    func solveUpper(_ c: [Double]) -> [Double] {
        var x = Array(c.prefix(columns))
        for i in (0..<columns).reversed() {
            for j in (i + 1)..<max(columns, i + 1) { x[i] -= upper(i, j) * x[j] }
            x[i] /= reflectionDiagonal[i]
        }
        for i in 0..<columns { x[i] /= columnScale[i] }
        return x
    }

    /// Solves Rᵀ z = b for the matrix as it was given. Full rank only.
    func solveLower(_ b: [Double]) -> [Double] {
        var z = (0..<columns).map { b[$0] / columnScale[$0] }
        for i in 0..<columns {
            for j in 0..<i { z[i] -= upper(j, i) * z[j] }
            z[i] /= reflectionDiagonal[i]
        }
        return z
    }

    /// (AᵀA)⁻¹ = R⁻¹ R⁻ᵀ. Full rank only.
    func inverseGram() -> Matrix {
        var inverse: [[Double]] = []
        for j in 0..<columns {
            var unit = Array(repeating: 0.0, count: columns)
            unit[j] = 1
            inverse.append(solveUpper(unit))
        }
        var result = Matrix(rows: columns, columns: columns)
        for a in 0..<columns {
            for b in 0..<columns {
                var sum = 0.0
                for k in 0..<columns { sum += inverse[k][a] * inverse[k][b] }
                result[a, b] = sum
            }
        }
        return result
    }

    /// ln |det AᵀA|. Full rank only.
    var logDeterminantOfGram: Double {
        var sum = 0.0
        for j in 0..<columns { sum += 2 * (log(abs(reflectionDiagonal[j])) + log(abs(columnScale[j]))) }
        return sum
    }
}
