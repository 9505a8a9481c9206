import Statistics

/// Noise of a series as the differences between neighbours show it: whatever is smooth does not count.
struct DifferenceNoise: Sendable, Equatable {
    /// Of one value.
    var standardDeviation: Double
    /// Correlation of neighbours, for noise that forgets exponentially; 0 for independent noise.
    var lagOne: Double

    /// For such noise the variances of first and second differences are 2 s² (1 - rho) and 2 s² (1 - rho) (3 - rho).
    init(_ values: [Double]) {
        let first = zip(values.dropFirst(), values).map { $0 - $1 }
        let second = zip(first.dropFirst(), first).map { $0 - $1 }
        let (a, b) = (Self.variance(first), Self.variance(second))
        guard a > 0, b > 0 else {
            standardDeviation = 0
            lagOne = 0
            return
        }
        lagOne = min(max(3 - b / a, 0), 0.95)
        standardDeviation = (b / (2 * (1 - lagOne) * (3 - lagOne))).squareRoot()
    }

    /// Without the one in ten that is largest: jumps are no noise. 0.623 is what is left of a normal variance.
    private static func variance(_ differences: [Double]) -> Double {
        let squares = differences.map { $0 * $0 }.sorted()
        let kept = squares.prefix(max(1, squares.count * 9 / 10))
        return squares.isEmpty ? 0 : kept.reduce(0, +) / Double(kept.count) / 0.6230
    }
}
