/// Errors of many measurements, measured minus true.
struct ErrorSample {
    private(set) var values: [Double] = []

    mutating func add(_ error: Double) { values.append(error) }

    static func += (sum: inout ErrorSample, other: ErrorSample) { sum.values += other.values }

    var bias: Double? { values.isEmpty ? nil : values.reduce(0, +) / Double(values.count) }

    var rootMeanSquare: Double? {
        values.isEmpty ? nil : (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
    }

    var greatest: Double? { values.map(abs).max() }

    /// How many are farther from zero than a limit.
    func count(beyond limit: Double) -> Int { values.count { abs($0) > limit } }

    /// Middle of the absolute values; for two in the middle, their mean.
    var medianAbsolute: Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.map(abs).sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
