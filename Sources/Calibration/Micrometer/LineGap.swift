import Foundation
import Imaging
import Statistics

/// A gap that lines have in common at one place: what stands beyond it, exactly in line with them, is another scale.
///
/// A ruling's long lines are followed over a missing piece, since dirt may cover one; but dirt covers a line here and
/// there, and never most of them at the same height.
struct LineGap {
    /// A line of the ruling, and the straight way along it that is looked at, of which it is a part.
    struct Way: Sendable {
        var line: Ruling.Line
        var start: Point
        var end: Point
    }

    private static let fewestLines = 2
    /// Of a line's own darkness: in a gap as wide as the blur's standard deviation less than this is left.
    private static let interrupted = 0.5
    /// Of the lines that are seen well before and beyond a place, those that go on beyond it.
    private static let most = 0.6
    /// Standard errors that noise does not reach at any of some hundred places.
    private static let certain = 4.0
    /// Rows, which are averaged: a wide gap is seen in noise in which a narrow one is not.
    private static let heights = [1, 2, 4, 8]

    private let ruling: Ruling
    private let picture: FlatPicture
    /// Beyond the gap there is line for so many rows: figures that number the lines have strokes, but shorter ones.
    private let shoulderHeight: Int

    init(_ ruling: Ruling, in picture: FlatPicture) {
        self.ruling = ruling
        self.picture = picture
        shoulderHeight = max(4, Int(0.3 * ruling.commonLengthPixels))
    }

    /// The v of one that most of these lines have; of two lines, both.
    func place(on ways: [Way]) -> Int? {
        guard ways.count >= Self.fewestLines else { return nil }
        let profiles = SideBySide.map(ways.count) { profile(ways[$0]) }
        guard let low = profiles.map(\.rows.lowerBound).min(), let high = profiles.map(\.rows.upperBound).max() else {
            return nil
        }
        let rows = (low..<max(low, high)).map { row -> (darkness: Double, error: Double)? in
            let seen = profiles.filter { $0.isWithin(row, margin: shoulderHeight) }
            let going = seen.filter { $0.sides(of: row) > Self.interrupted }
            guard going.count >= Self.fewestLines, Double(going.count) >= Self.most * Double(seen.count) else { return nil }
            // Dirt on some of the lines does not move the median, whose error is 1.2533 times that of a mean.
            return (
                OrderStatistics.median(going.map { $0[row] / $0.sides(of: row) }),
                1.2533 * OrderStatistics.median(going.map(\.noise)) / Double(going.count).squareRoot()
            )
        }
        for height in Self.heights {
            let first = rows.indices.dropLast(height - 1).first { first in
                let window = rows[first..<first + height].compactMap(\.self)
                guard window.count == height else { return false }
                let darkness = window.reduce(0) { $0 + $1.darkness } / Double(height)
                let variance = window.reduce(0) { $0 + $1.error * $1.error } / Double(height * height)
                return darkness + Self.certain * variance.squareRoot() < Self.interrupted
            }
            if let first { return low + first }
        }
        return nil
    }

    /// How dark a way is, row by row of v, in units of its line's own darkness.
    private struct Profile: Sendable {
        /// Those that the picture shows.
        let rows: Range<Int>
        /// Of one row.
        let noise: Double
        private let values: [Double]
        /// The largest mean of a shoulder's rows up to each row, and from each row on.
        private let before: [Double]
        private let after: [Double]

        static let none = Profile(first: 0, values: [], shoulderHeight: 1)

        init(first: Int, values: [Double], shoulderHeight: Int) {
            rows = first..<first + values.count
            self.values = values
            let steps = zip(values, values.dropFirst()).map { $1 - $0 }
            noise = steps.isEmpty ? 0 : OrderStatistics.scale(ofResiduals: steps, fittedCoefficients: 1) / 2.0.squareRoot()
            before = Self.darkestSoFar(values, shoulderHeight)
            after = Self.darkestSoFar(values.reversed(), shoulderHeight).reversed()
        }

        private static func darkestSoFar(_ values: [Double], _ height: Int) -> [Double] {
            var (sum, most) = (0.0, 0.0)
            return values.indices.map { row in
                sum += values[row] - (row >= height ? values[row - height] : 0)
                if row + 1 >= height { most = max(most, sum / Double(height)) }
                return most
            }
        }

        subscript(row: Int) -> Double { values[row - rows.lowerBound] }

        func isWithin(_ row: Int, margin: Int) -> Bool { rows.contains(row - margin) && rows.contains(row + margin) }

        /// How dark it is on one side of a row, as the mean of a shoulder's rows.
        func darkness(before row: Int) -> Double { rows.contains(row) ? before[row - rows.lowerBound] : 0 }
        func darkness(beyond row: Int) -> Double { rows.contains(row) ? after[row - rows.lowerBound] : 0 }

        /// How dark the line is before and beyond a row, the fainter of the two.
        func sides(of row: Int) -> Double { min(before[row - 1 - rows.lowerBound], after[row + 1 - rows.lowerBound]) }
    }

    private func profile(_ way: Way) -> Profile {
        let frame = ruling.frame
        let (start, end) = v(way.start) < v(way.end) ? (way.start, way.end) : (way.end, way.start)
        let (low, high) = (v(start), v(end))
        guard high - low >= 2 else { return .none }
        let reach = max(0, Int((ruling.lineWidthPixels / 2).rounded(.down)))
        let own = [v(way.line.start), v(way.line.end)].sorted()
        var on: [(row: Int, value: Double)] = []
        var ownRows: [(on: Double, beside: Double)] = []
        for row in Int(low.rounded(.up))...Int(high.rounded(.down)) {
            let place = start + (end - start) * ((Double(row) - low) / (high - low))
            guard let here = mean((-reach...reach).map { place + frame.axis * Double($0) }) else { continue }
            on.append((row, here))
            guard (own[0]...own[1]).contains(Double(row)),
                let beside = mean([-0.5, 0.5].map { place + frame.axis * ($0 * frame.pitch) })
            else { continue }
            ownRows.append((here, beside))
        }
        guard let first = on.first?.row, !ownRows.isEmpty else { return .none }
        // Of the whole line: where something dark crosses it there is no gap, though it be no darker than what is beside it.
        let ground = OrderStatistics.median(ownRows.map(\.beside))
        let depth = OrderStatistics.median(ownRows.map { ground - $0.on })
        // Blurred lines may be told from the gaps between them only by what is around: 0 in a flat picture.
        guard depth != 0, abs(ground) < abs(ground - depth) else { return .none }
        // At most 1: dirt may be darker than any line.
        return Profile(first: first, values: on.map { min(1, (ground - $0.value) / depth) }, shoulderHeight: shoulderHeight)
    }

    /// nil where the picture does not show all of the places.
    private func mean(_ places: [Point]) -> Double? {
        let values = places.compactMap { picture.value(at: $0) }
        return values.count == places.count ? Double(values.reduce(0, +)) / Double(values.count) : nil
    }
}

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
            if hasLinesBetween(beyond: gap) { return .finer }
            // Where the lines between go on as well, something crosses the ruling, or its own division is continued.
            let others = self.lines { Self.phase($0, multiple) != phase }
            return place(on: others.map { way(along: $0) }) == nil ? .coarser(multiple) : nil
        }
        return nil
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

    private func v(_ place: Point) -> Double { ruling.frame.coordinates(place - picture.centre).v }

    /// Along a line, or a part of a division beside it, over all that a ruling's mask hides.
    private func way(along line: Ruling.Line, beside divisions: Double = 0) -> Way {
        let along = Point(x: -ruling.frame.axis.y, y: ruling.frame.axis.x)
        let foot = line.start - along * v(line.start) + ruling.frame.axis * (divisions * ruling.frame.pitch)
        let reach = ruling.reach(width: picture.width, height: picture.height) ?? 0...0
        let margin = 2 * ruling.maskMarginPixels
        return Way(
            line: line, start: foot + along * (reach.lowerBound - margin), end: foot + along * (reach.upperBound + margin))
    }

    private func hasLinesBetween(beyond gap: Int) -> Bool {
        let lines = lines { _ in true }
        let own = OrderStatistics.median(lines.map { (v($0.start) + v($0.end)) / 2 })
        return Self.placesBetween.contains { place in
            let profiles = SideBySide.map(lines.count) { profile(way(along: lines[$0], beside: place)) }
                .filter { $0.rows.contains(gap) }
            let dark = profiles.filter { profile in
                let darkness = own < Double(gap) ? profile.darkness(beyond: gap) : profile.darkness(before: gap)
                return darkness > Self.interrupted
            }
            return dark.count >= Self.fewestLines && Double(dark.count) >= Self.most * Double(profiles.count)
        }
    }
}
