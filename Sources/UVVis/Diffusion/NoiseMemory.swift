import Foundation
import Statistics

/// How much residuals that follow each other resemble each other.
struct NoiseMemory: Sendable, Equatable {
    /// Correlation of neighbours.
    var lagOne: Double
    /// Independent values that say as much: n (1 - rho) / (1 + rho).
    var effectiveCount: Double
    /// Probability that independent noise gives so large a correlation.
    var probability: Double

    /// Correlation of the ranks (Spearman), from which single large values cannot hide a memory.
    init(residuals: [Double], fittedCoefficients: Int) {
        let n = Double(residuals.count)
        let ranks = Self.centredRanks(residuals)
        // A fit of p coefficients makes the residuals of independent noise alternate a little.
        let correlation = Autocorrelation.lagOne(ranks) + (1 + Double(fittedCoefficients)) / max(n, 1)
        lagOne = min(max(correlation, -0.99), 0.99)
        let rho = max(lagOne, 0)
        effectiveCount = max(1, n * (1 - rho) / (1 + rho))
        probability = 1 - Normal.cumulative(lagOne * n.squareRoot())
    }

    private static func centredRanks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = Array(repeating: 0.0, count: values.count)
        let middle = Double(values.count - 1) / 2
        for (rank, index) in order.enumerated() { ranks[index] = Double(rank) - middle }
        return ranks
    }

    /// Factor by which the memory widens a variance.
    var inflation: Double { (1 + max(lagOne, 0)) / (1 - max(lagOne, 0)) }
}
