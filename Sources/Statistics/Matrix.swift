/// A dense matrix of small size, stored row by row.
public struct Matrix: Sendable, Hashable {
    public let rows: Int
    public let columns: Int
    /// Row by row, rows x columns values.
    public var elements: [Double]

    public init(rows: Int, columns: Int, repeating value: Double = 0) {
        self.rows = rows
        self.columns = columns
        elements = Array(repeating: value, count: rows * columns)
    }

    /// - Precondition: every column is as long as the first.
    public init(columns list: [[Double]]) {
        rows = list.first?.count ?? 0
        columns = list.count
        elements = Array(repeating: 0, count: rows * columns)
        for (j, column) in list.enumerated() {
            precondition(column.count == rows, "columns of different length")
            for (i, value) in column.enumerated() { elements[i * columns + j] = value }
        }
    }

    /// Inlinable, since other modules fill designs of thousands of rows.
    @inlinable
    public subscript(row: Int, column: Int) -> Double {
        get { elements[row * columns + column] }
        set { elements[row * columns + column] = newValue }
    }

    public func withoutColumn(_ column: Int) -> Matrix {
        Matrix(columns: (0..<columns).filter { $0 != column }.map { j in (0..<rows).map { self[$0, j] } })
    }

    public var diagonal: [Double] { (0..<min(rows, columns)).map { self[$0, $0] } }

    /// - Precondition: `vector` has as many elements as the matrix has columns.
    public func times(_ vector: [Double]) -> [Double] {
        precondition(vector.count == columns, "vector does not fit the matrix")
        return (0..<rows).map { i in
            var sum = 0.0
            for j in 0..<columns { sum += elements[i * columns + j] * vector[j] }
            return sum
        }
    }

    /// Vᵀ M V of a square matrix: the variance of the linear combination `vector` when M is a covariance.
    public func quadraticForm(_ vector: [Double]) -> Double {
        var sum = 0.0
        for (i, product) in times(vector).enumerated() { sum += vector[i] * product }
        return sum
    }

    func scaled(by factor: Double) -> Matrix {
        var result = self
        for i in result.elements.indices { result.elements[i] *= factor }
        return result
    }
}
