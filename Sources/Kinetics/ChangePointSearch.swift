import Foundation

/// Where a continuous line of straight pieces should break, for each number of breaks.
struct ChangePointSearch {
    let series: MeasuredSeries
    private let line: BrokenLine
    private let candidates: [Double]

    /// A piece of fewer samples is not a velocity.
    static let minimumSamples = 3
    static let maximumBreaks = 6
    /// Up to three breaks (induction, growth, slow-down, stop) every combination of this many places is tried.
    private static let candidateLimit = 36

    init(_ series: MeasuredSeries) {
        self.series = series
        line = BrokenLine(series)
        let count = min(Self.candidateLimit, max(0, series.count - 2))
        var places: [Double] = []
        for k in 0..<count {
            let i = count == series.count - 2 ? k + 1 : 1 + (k * (series.count - 3)) / max(1, count - 1)
            places.append(series.times[i])
        }
        candidates = places
    }

    /// Best breaks for a number of them: all combinations of candidate places up to two breaks; for more, the best
    /// place beside those already found and all combinations for three; then refined between the samples.
    func breaks(count: Int, previous: [Double]) -> [Double]? {
        guard count > 0 else { return [] }
        var best: (sum: Double, breaks: [Double]) = (.infinity, [])
        func consider(_ breaks: [Double]) {
            let sum = line.residualSum(breaks: breaks, minimumSamples: Self.minimumSamples)
            if sum < best.sum { best = (sum, breaks) }
        }
        if count <= 3 {
            Self.combinations(of: candidates, choose: count, body: consider)
        }
        if count > 1 {
            for place in candidates where !previous.contains(place) { consider((previous + [place]).sorted()) }
        }
        guard best.sum.isFinite else { return nil }
        return refined(best.breaks)
    }

    private static func combinations(of places: [Double], choose count: Int, body: ([Double]) -> Void) {
        func extend(_ chosen: [Double], from start: Int) {
            if chosen.count == count { return body(chosen) }
            guard start < places.count else { return }
            for i in start..<places.count { extend(chosen + [places[i]], from: i + 1) }
        }
        extend([], from: 0)
    }

    /// Each break in turn is moved to its best place between its neighbours: over the grid of samples near it, then
    /// by golden section between samples. Three rounds are enough for breaks that hardly feel each other.
    func refined(_ start: [Double]) -> [Double] {
        var breaks = start
        let spacing = series.span / Double(max(1, series.count - 1))
        let coarse = max(spacing, series.span / Double(max(1, candidates.count)))
        for _ in 0..<3 {
            let before = breaks
            for k in breaks.indices {
                var reach = 1.5 * coarse
                while reach > 0.05 * spacing {
                    breaks[k] = bestPlace(k, of: breaks, reach: reach)
                    reach /= 3
                }
            }
            if zip(before, breaks).allSatisfy({ abs($0 - $1) < 0.05 * spacing }) { break }
        }
        return breaks
    }

    private func bestPlace(_ k: Int, of breaks: [Double], reach: Double) -> Double {
        var best = (sum: Double.infinity, place: breaks[k])
        for step in -4...4 {
            var moved = breaks
            moved[k] = breaks[k] + reach * Double(step) / 4
            let low = k == 0 ? series.first : moved[k - 1]
            let high = k == breaks.count - 1 ? series.last : moved[k + 1]
            guard moved[k] > low, moved[k] < high else { continue }
            let sum = line.residualSum(breaks: moved, minimumSamples: Self.minimumSamples)
            // Of equal places the one nearest to where it was.
            if sum < best.sum || (sum == best.sum && step == 0) { best = (sum, moved[k]) }
        }
        return best.place
    }
}
