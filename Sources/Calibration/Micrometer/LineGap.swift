import Foundation
import Imaging
import Statistics

/// A gap that lines have in common at one place: what stands beyond it, exactly in line with them, is another scale.
///
/// A ruling's long lines are followed over a missing piece, since dirt may cover one; but dirt covers a line here and
/// there, and never most of them at the same height.
struct LineGap {
    /// A line of the ruling, whose darkness is the unit, and the straight way that is looked at, along it or beside it.
    struct Way: Sendable {
        var line: Ruling.Line
        var start: Point
        var end: Point
    }

    static let fewestLines = 2
    /// Of a line's own darkness: in a gap as wide as the blur's standard deviation less than this is left.
    static let interrupted = 0.5
    /// Of the lines that are seen well before and beyond a place, those that go on beyond it.
    private static let most = 0.6
    /// Standard errors that noise does not reach at any of some hundred places.
    private static let certain = 4.0
    /// Rows, which are averaged: a wide gap is seen in noise in which a narrow one is not.
    private static let heights = [1, 2, 4, 8]

    let ruling: Ruling
    let picture: FlatPicture
    /// The ruling's, which costs a sine and a cosine to ask for.
    let axis: Point
    /// Beyond the gap there is line for so many rows: figures that number the lines have strokes, but shorter ones.
    private let shoulderHeight: Int

    init(_ ruling: Ruling, in picture: FlatPicture) {
        self.ruling = ruling
        self.picture = picture
        axis = ruling.frame.axis
        shoulderHeight = max(4, Int(0.8 * ruling.commonLengthPixels))
    }

    /// What stands on both sides of a gap.
    enum Pattern {
        /// Lines, darker than what is beside them.
        case lines
        /// Anything dark: lines that the picture does not resolve leave a band.
        case bands
    }

    /// The v of one that most of these lines have; of two lines, both.
    func place(of pattern: Pattern = .lines, on ways: [Way]) -> Int? {
        guard ways.count >= Self.fewestLines else { return nil }
        let profiles = SideBySide.map(ways.count) { profile(ways[$0], pattern) }
        guard let low = profiles.map(\.rows.lowerBound).min(), let high = profiles.map(\.rows.upperBound).max() else {
            return nil
        }
        let rows = (low..<max(low, high)).map { row -> (darkness: Double, error: Double)? in
            let seen = profiles.filter { $0.isWithin(row, margin: shoulderHeight) }
            let going = seen.filter { $0.fainterSide(of: row) > Self.interrupted }
            guard Self.areMost(going.count, of: seen.count) else { return nil }
            // Dirt on some of the lines does not move the median, whose error is 1.2533 times that of a mean.
            return (
                OrderStatistics.median(going.map { $0[row] / $0.fainterSide(of: row) }),
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

    static func areMost(_ lines: Int, of seen: Int) -> Bool {
        lines >= fewestLines && Double(lines) >= most * Double(seen)
    }

    func profile(_ way: Way, _ pattern: Pattern) -> LineProfile {
        guard let own = darkness(of: way.line) else { return .none }
        // At most 1: dirt may be darker than any line.
        func inUnits(_ value: Double) -> Double { min(1, (own.ground - value) / own.depth) }
        let distances = [1, 1.5].map { min($0 * ruling.lineWidthPixels, ruling.frame.pitch / 2) }
        let offsets = pattern == .lines ? [distances.map { -$0 }, distances] : []
        let seen = rows(from: way.start, to: way.end).compactMap { row, place in
            mean(across: place).map { (row: row, place: place, value: inUnits($0)) }
        }
        guard let first = seen.first?.row else { return .none }
        return LineProfile(
            first: first, values: seen.map(\.value),
            sides: offsets.map { side in
                side.map { offset in seen.map { mean([$0.place + axis * offset]).map(inUnits) ?? 1 } }
            },
            shoulderHeight: shoulderHeight)
    }

    /// What is beside a line, and by how much the line is darker; of the whole line: where something dark crosses it there is
    /// no gap, though it be no darker than what is beside it.
    private func darkness(of line: Ruling.Line) -> (ground: Double, depth: Double)? {
        let half = axis * (ruling.frame.pitch / 2)
        let seen = rows(from: line.start, to: line.end).compactMap { _, place -> (on: Double, beside: Double)? in
            guard let on = mean(across: place), let beside = mean([place - half, place + half]) else { return nil }
            return (on, beside)
        }
        guard !seen.isEmpty else { return nil }
        let ground = OrderStatistics.median(seen.map(\.beside))
        let depth = OrderStatistics.median(seen.map { ground - $0.on })
        // Blurred lines may be told from the gaps between them only by what is around: 0 in a flat picture.
        return depth != 0 && abs(ground) < abs(ground - depth) ? (ground, depth) : nil
    }

    func v(_ place: Point) -> Double { ruling.frame.coordinates(place - picture.centre).v }

    /// The whole rows of v that a straight way crosses, and where.
    private func rows(from one: Point, to another: Point) -> [(row: Int, place: Point)] {
        let (start, end) = v(one) < v(another) ? (one, another) : (another, one)
        let (low, high) = (v(start), v(end))
        guard high - low >= 2 else { return [] }
        return (Int(low.rounded(.up))...Int(high.rounded(.down))).map { row in
            (row, start + (end - start) * ((Double(row) - low) / (high - low)))
        }
    }

    /// Over a line's width.
    private func mean(across place: Point) -> Double? {
        let reach = max(0, Int((ruling.lineWidthPixels / 2).rounded(.down)))
        return mean((-reach...reach).map { place + axis * Double($0) })
    }

    /// nil where the picture does not show all of the places.
    private func mean(_ places: [Point]) -> Double? {
        let values = places.compactMap { picture.value(at: $0) }
        return values.count == places.count ? Double(values.reduce(0, +)) / Double(values.count) : nil
    }
}
