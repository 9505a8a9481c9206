import Foundation
import Imaging
import Statistics

/// Whether other lines in the picture are this ruling's own, seen a second time.
extension Ruling {
    /// Whether another ruling's lines stand where every so-many-th line of this one would go on.
    func continues(_ other: Ruling, every multiple: Int) -> Bool {
        let axis = frame.axis
        let numbers = other.lines.filter(\.isUsed).map { line -> Double in
            // From line to line in this ruling's own pitch, counted from one of its lines near by.
            let middle = (line.start + line.end) * 0.5
            guard let nearest = nearestLine(to: middle) else { return 0.5 }
            return Double(nearest.number) + (middle - nearest.start).dot(axis) / pitchPixels.value
        }
        let offsets = numbers.map { $0 - $0.rounded() }
        // A fifth of a pitch: lines that are not this ruling's stand anywhere.
        guard OrderStatistics.median(offsets.map { abs($0) }) < 0.2, let first = numbers.first else { return false }
        return numbers.allSatisfy { (Int($0.rounded()) - Int(first.rounded())) % multiple == 0 }
    }

    /// Whether another ruling's lines are the ends of this one's long lines: next to where those end, and nothing between
    /// them but line. The lines of two scales of a slide may stand exactly in line, with a gap in between.
    func goes(onInto other: Ruling, in picture: FlatPicture) -> Bool {
        let pairs = other.lines.filter(\.isUsed).compactMap { far in nearestLine(to: far.start).map { (own: $0, far: far) } }
        guard !pairs.isEmpty, OrderStatistics.median(pairs.map { gap($0.own, $0.far) }) < 2 * maskMarginPixels else {
            return false
        }
        let along = Point(x: -frame.axis.y, y: frame.axis.x)
        let ways = pairs.compactMap { own, far -> LineGap.Way? in
            let ends = [own.start, own.end, far.start, far.end].sorted { $0.dot(along) < $1.dot(along) }
            return ends.first.flatMap { first in ends.last.map { .init(line: own, start: first, end: $0) } }
        }
        return LineGap(self, in: picture).place(on: ways) == nil
    }

    /// From the end of one line to the nearer end of another one, px; lines that overlap along themselves leave none.
    private func gap(_ own: Line, _ far: Line) -> Double {
        let along = Point(x: -frame.axis.y, y: frame.axis.x)
        func range(_ line: Line) -> ClosedRange<Double> {
            let ends = [line.start.dot(along), line.end.dot(along)]
            return min(ends[0], ends[1])...max(ends[0], ends[1])
        }
        if range(own).overlaps(range(far)) { return 0 }
        return [own.start, own.end].flatMap { end in [far.start, far.end].map { $0.distance(to: end) } }.min() ?? .infinity
    }

    private func nearestLine(to place: Point) -> Line? {
        func distance(_ line: Line) -> Double { abs((place - line.start).dot(frame.axis)) }
        return lines.min { distance($0) < distance($1) }
    }
}
