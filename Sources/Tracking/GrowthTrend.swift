import Foundation

/// Whether a series rises, and by how much: the Mann-Kendall test with the slope of Theil and Sen.
///
/// The test counts concordant minus discordant pairs (Mann 1945, Kendall 1948), so that the size of a single jump
/// (a clock's digit, a floater) does not count, only how steadily the series rises.
struct GrowthTrend {
    let count: Int
    /// Kendall's tau, -1 to 1.
    let tau: Double
    /// Probability of so high a tau without a trend.
    let probability: Double
    let line: RobustLine
    /// Of the line from the first to the last time, in the series' unit.
    let rise: Double
    /// The line's value at the first time.
    let start: Double

    init?(times: [Double], values: [Double]) {
        guard times.count >= 3, let first = times.first, let last = times.last,
            let line = RobustLine(times: times, values: values)
        else { return nil }
        count = times.count
        let score = Self.kendallScore(values)
        tau = Double(score) / Double(count * (count - 1) / 2)
        probability = count <= 10
            ? Self.exactProbability(score: score, count: count)
            : Self.normalProbability(score: score, count: count)
        self.line = line
        rise = line.slope * (last - first)
        start = line.value(at: first)
    }

    /// Concordant minus discordant pairs of a series in the order of time.
    private static func kendallScore(_ values: [Double]) -> Int {
        var score = 0
        for j in values.indices {
            for i in 0..<j { score += values[j] > values[i] ? 1 : values[j] < values[i] ? -1 : 0 }
        }
        return score
    }

    /// From the numbers of permutations with a given number of inversions (Mahonian numbers).
    private static func exactProbability(score: Int, count: Int) -> Double {
        let pairs = count * (count - 1) / 2
        var permutations = [1.0]
        for n in 2...count {
            var next = [Double](repeating: 0, count: n * (n - 1) / 2 + 1)
            for (inversions, number) in permutations.enumerated() {
                for added in 0..<n { next[inversions + added] += number }
            }
            permutations = next
        }
        let discordant = max(0, min(pairs, Int(((Double(pairs) - Double(score)) / 2).rounded(.up))))
        return permutations[0...discordant].reduce(0, +) / permutations.reduce(0, +)
    }

    private static func normalProbability(score: Int, count: Int) -> Double {
        let n = Double(count)
        let deviation = (n * (n - 1) * (2 * n + 5) / 18).squareRoot()
        return 0.5 * erfc((Double(score) - 1) / deviation / 2.0.squareRoot())
    }
}
