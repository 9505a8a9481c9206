import Statistics

/// The weighted least squares solution of one spectrum as a linear map: what belongs to the species, and what is left.
struct UnmixingProjection {
    /// Those that are used.
    let channels: [Int]
    /// 1 / variance, one per channel used.
    let weights: [Double]
    /// Per species, and last the offset where there is one: what a unit in each channel adds to its amount.
    let influences: [[Double]]
    /// Of the amounts, from the errors of the channels alone.
    let standardErrors: [Double]
    private let columns: [[Double]]

    /// (XᵀWX)⁻¹ XᵀW; nil for columns that depend on each other.
    init?(channels: [Int], columns: [[Double]], weights: [Double]) {
        let roots = weights.map { $0.squareRoot() }
        let scaled = columns.map { column in zip(column, roots).map { $0 * $1 } }
        guard let covariance = LinearLeastSquares.unscaledCovariance(columns: scaled) else { return nil }
        self.channels = channels
        self.columns = columns
        self.weights = weights
        standardErrors = covariance.diagonal.map { $0.squareRoot() }
        influences = columns.indices.map { k in
            var row = channels.map { _ in 0.0 }
            for (l, column) in columns.enumerated() { addMultiple(covariance[k, l], of: column, to: &row) }
            for j in row.indices { row[j] *= weights[j] }
            return row
        }
    }

    /// Of the species and the offset, or of the first of them only.
    func amounts(_ response: [Double], ofFirst count: Int? = nil) -> [Double] {
        influences.prefix(count ?? influences.count).map { dotProduct($0, response) }
    }

    /// How many times larger than the channels' errors what is left is.
    func misfit(_ response: [Double]) -> Double {
        let squares = zip(remainder(response), weights).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
        return (squares / Double(max(1, channels.count - columns.count))).squareRoot()
    }

    /// What no amounts of the species explain.
    func remainder(_ response: [Double]) -> [Double] {
        var left = response
        for (amount, column) in zip(amounts(response), columns) { addMultiple(-amount, of: column, to: &left) }
        return left
    }
}
