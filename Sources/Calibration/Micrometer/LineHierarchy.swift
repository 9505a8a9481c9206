/// Which lines of a ruling are longer than the others, and how regularly.
enum LineHierarchy {
    /// The periods of the longer lines, shortest first: [5, 10] where every fifth line is longer and every tenth still
    /// longer; empty where no longer lines are seen.
    ///
    /// - Parameters:
    ///   - excess: by line number, how far the line reaches beyond the part that all share, px
    ///   - unit: a length that counts as longer for certain, px
    static func periods(excess: [Int: Double], unit: Double) -> [Int] {
        var periods: [Int] = []
        var previous = 1
        // Dirt at their ends makes some lines a little longer: a higher level may tell the truly longer ones.
        var levels = Self.levels(excess.values.sorted(), from: unit, unit: unit)
        for _ in 0..<3 {
            // Where one class ends, lengths alone do not say, but the next one's period does.
            var found: (period: Int, long: [Int])?
            for level in levels where found == nil {
                let long = excess.filter { $0.value >= level }.map(\.key).sorted()
                found = period(of: long, among: excess.keys.sorted(), beyond: previous).map { ($0, long) }
            }
            guard let found else { break }
            periods.append(found.period)
            previous = found.period
            // The next class is longer than what this one's members usually have.
            let lengths = found.long.compactMap { excess[$0] }.sorted()
            guard let shortest = lengths.first else { break }
            let longer = lengths.filter { $0 > max(1.2 * shortest, shortest + unit) }
            levels = Self.levels(longer, from: nil, unit: unit)
        }
        return periods
    }

    /// Lengths that may tell one class of lines from the next, the lowest first.
    private static func levels(_ lengths: [Double], from lowest: Double?, unit: Double) -> [Double] {
        lengths.reduce(into: lowest.map { [$0] } ?? []) { levels, length in
            if length - 0.3 * unit > (levels.last ?? 0) + 1 { levels.append(length - 0.3 * unit) }
        }
    }

    private static let usualPeriods = [2, 5, 10]

    /// The common distance of the long lines: nearly all of them fit it, and nearly all places it names are long.
    private static func period(of long: [Int], among lines: [Int], beyond previous: Int) -> Int? {
        guard long.count >= 2, let first = lines.first, let last = lines.last, last > first else { return nil }
        let isLong = Set(long)
        for period in 2...max(2, min(50, last - first)) where period > previous {
            for phase in 0..<period {
                let expected = lines.filter { ($0 - first) % period == phase }
                // Two lines that dirt or a crossing ruling makes longer are no rule, unless it is a usual one.
                guard expected.count >= (usualPeriods.contains(period) ? 2 : 3) else { continue }
                let hits = expected.filter(isLong.contains).count
                let strays = long.count - hits
                if Double(hits) >= 0.8 * Double(expected.count), Double(strays) <= 0.15 * Double(long.count) {
                    return period
                }
            }
        }
        return nil
    }
}
