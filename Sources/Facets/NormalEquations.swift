/// Normal equations of a linear regression with a few well-scaled regressors (four at the most): small enough that nothing
/// is gained by a factorisation. They are solved several times for every facet, so they stay in registers.
struct NormalEquations<let count: Int> {
    private var matrix = InlineArray<count, SIMD4<Double>>(repeating: .zero)
    private var right = SIMD4<Double>.zero

    /// - Parameter regressors: those behind the first `count` are ignored.
    @inline(__always)
    mutating func add(_ regressors: SIMD4<Double>, value: Double, weight: Double) {
        let weighted = weight * regressors
        for i in 0..<count { matrix[i] += weighted[i] * regressors }
        right += value * weighted
    }

    /// - Returns: coefficients; nil where regressors cannot be told apart.
    func solve() -> SIMD4<Double>? {
        var work = matrix
        var values = right
        for pivot in 0..<count {
            var best = pivot
            for row in pivot..<count where abs(work[row][pivot]) > abs(work[best][pivot]) { best = row }
            guard abs(work[best][pivot]) > 1e-14 * abs(matrix[pivot][pivot]) + 1e-300 else { return nil }
            work.swapAt(pivot, best)
            (values[pivot], values[best]) = (values[best], values[pivot])
            let scale = 1 / work[pivot][pivot]
            work[pivot] *= scale
            values[pivot] *= scale
            for row in 0..<count where row != pivot {
                let factor = work[row][pivot]
                work[row] -= factor * work[pivot]
                values[row] -= factor * values[pivot]
            }
        }
        return values
    }
}
