import Imaging
import Statistics

extension LineGap {
    /// Another scale beyond the gap.
    enum Scale: Sendable, Equatable {
        /// Of so many times the ruling's division.
        case coarser(Int)
        case finer
    }

    private static let usualMultiples = [2, 5, 10, 20, 50]
    /// Where a finer scale has lines between those of the ruling, in divisions of the ruling: one of two, four or ten times
    /// as many lines has the first, one of five times as many the second.
    private static let placesBetween = [0.5, 0.4]
    /// More would show no more.
    private static let mostLines = 40

    /// nil where there is none.
    var scale: Scale? {
        let multiples = Set(Self.usualMultiples + ruling.longLinePeriods).sorted()
        for multiple in multiples {
            guard let phase = longestPhase(every: multiple) else { continue }
            let lines = lines { Self.phase($0, multiple) == phase }
            guard let gap = place(on: lines.map { way(along: $0) }) else { continue }
            if isFiner(.lines, beyond: gap) { return .finer }
            // Where the lines between go on as well, something crosses the ruling, or its own division is continued.
            let others = self.lines { Self.phase($0, multiple) != phase }
            if place(on: others.map { way(along: $0) }) == nil { return .coarser(multiple) }
            break
        }
        let all = lines { _ in true }
        guard let gap = place(of: .bands, on: all.map { way(along: $0) }) else { return nil }
        return isFiner(.bands, beyond: gap) ? .finer : nil
    }

    private static func phase(_ line: Ruling.Line, _ multiple: Int) -> Int {
        ((line.number % multiple) + multiple) % multiple
    }

    /// Which of every so-many-th lines are longest: they are followed over a gap, or two scales begin where they stand.
    private func longestPhase(every multiple: Int) -> Int? {
        let phases = Dictionary(grouping: ruling.lines.filter(\.isUsed)) { Self.phase($0, multiple) }
        let lengths = phases.filter { $0.value.count >= Self.fewestLines }.mapValues { lines in
            lines.reduce(0) { $0 + $1.start.distance(to: $1.end) } / Double(lines.count)
        }
        // Of equally long ones any will do, but always the same.
        return lengths.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    private func lines(where isWanted: (Ruling.Line) -> Bool) -> [Ruling.Line] {
        let lines = ruling.lines.filter { $0.isUsed && isWanted($0) }
        return Array(lines.dropFirst(max(0, lines.count - Self.mostLines) / 2).prefix(Self.mostLines))
    }

    /// Along a line, or a part of a division beside it, over all that a ruling's mask hides.
    private func way(along line: Ruling.Line, beside divisions: Double = 0) -> Way {
        let along = Point(x: -axis.y, y: axis.x)
        let foot = line.start - along * v(line.start) + axis * (divisions * ruling.frame.pitch)
        let reach = ruling.reach(width: picture.width, height: picture.height) ?? 0...0
        let margin = 2 * ruling.maskMarginPixels
        return Way(
            line: line, start: foot + along * (reach.lowerBound - margin), end: foot + along * (reach.upperBound + margin))
    }

    /// Whether between the ruling's lines there are more of them beyond a gap: of a band, everywhere.
    private func isFiner(_ pattern: Pattern, beyond gap: Int) -> Bool {
        let lines = lines { _ in true }
        let own = OrderStatistics.median(lines.map { (v($0.start) + v($0.end)) / 2 })
        func isDark(at place: Double) -> Bool {
            let profiles = SideBySide.map(lines.count) { profile(way(along: lines[$0], beside: place), pattern) }
                .filter { $0.rows.contains(gap) }
            let dark = profiles.filter { profile in
                let darkness = own < Double(gap) ? profile.darkness(beyond: gap) : profile.darkness(before: gap)
                return darkness > Self.interrupted
            }
            return Self.areMost(dark.count, of: profiles.count)
        }
        return pattern == .lines ? Self.placesBetween.contains(where: isDark) : Self.placesBetween.allSatisfy(isDark)
    }
}
