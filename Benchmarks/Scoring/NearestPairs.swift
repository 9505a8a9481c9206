/// Pairs things of two kinds, the cheapest pair first, each thing once.
///
/// Crystals lie farther apart than measurements are off, so that the cheapest pairs are those of least total cost.
enum NearestPairs {
    /// - Parameter cost: nil where the two cannot belong together.
    /// - Returns: the index of the second for each of the first that has one.
    static func match<A, B>(_ first: [A], _ second: [B], cost: (A, B) -> Double?) -> [Int: Int] {
        var candidates: [(cost: Double, a: Int, b: Int)] = []
        for a in first.indices {
            for b in second.indices {
                if let value = cost(first[a], second[b]) { candidates.append((value, a, b)) }
            }
        }
        candidates.sort { ($0.cost, $0.a, $0.b) < ($1.cost, $1.a, $1.b) }
        var pairs: [Int: Int] = [:]
        var taken: Set<Int> = []
        for candidate in candidates where pairs[candidate.a] == nil && !taken.contains(candidate.b) {
            pairs[candidate.a] = candidate.b
            taken.insert(candidate.b)
        }
        return pairs
    }
}
