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
        guard !pairs.isEmpty, OrderStatistics.median(pairs.map { gap($0.own, $0.far).length }) < 2 * maskMarginPixels else {
            return false
        }
        return OrderStatistics.median(pairs.map { darkness(between: $0.own, $0.far, in: picture) }) > Self.interrupted
    }

    /// Of a line's own darkness, what a place without one never has.
    private static let interrupted = 0.4
    /// Along a line, px: noise averages out, and a gap that is wider is seen.
    private static let piece = 4.0

    /// The darkness of the least dark piece of the way from a line to the one beyond it, in units of the first one's own.
    private func darkness(between own: Line, _ far: Line, in picture: FlatPicture) -> Double {
        let (start, end, length) = gap(own, far)
        let depth = darkness(from: own.start, to: own.end, in: picture)
        guard length > Self.piece, depth != 0 else { return 1 }
        let count = Int(length / Self.piece)
        let pieces = (0..<count).map { number in
            let ends = [number, number + 1].map { start + (end - start) * (Double($0) / Double(count)) }
            return darkness(from: ends[0], to: ends[1], in: picture) / depth
        }
        return pieces.min() ?? 1
    }

    /// By how much the picture is darker on a line than half a pitch beside it.
    private func darkness(from start: Point, to end: Point, in picture: FlatPicture) -> Double {
        let beside = frame.axis * (frame.pitch / 2)
        let steps = max(1, Int((end - start).length.rounded()))
        return (0...steps).reduce(0) { sum, step in
            let place = start + (end - start) * (Double(step) / Double(steps))
            guard let on = picture.value(at: place), let left = picture.value(at: place - beside),
                let right = picture.value(at: place + beside)
            else { return sum }
            return sum + Double((left + right) / 2 - on)
        } / Double(steps + 1)
    }

    /// From the end of one line to the nearer end of another one.
    private func gap(_ own: Line, _ far: Line) -> (start: Point, end: Point, length: Double) {
        let ways = [own.start, own.end].flatMap { start in [far.start, far.end].map { (start, $0, $0.distance(to: start)) } }
        let shortest = ways.min { $0.2 < $1.2 } ?? (own.end, far.start, .infinity)
        // Lines that overlap along themselves leave no gap.
        let along = Point(x: -frame.axis.y, y: frame.axis.x)
        func range(_ line: Line) -> ClosedRange<Double> {
            let ends = [line.start.dot(along), line.end.dot(along)]
            return min(ends[0], ends[1])...max(ends[0], ends[1])
        }
        return range(own).overlaps(range(far)) ? (shortest.0, shortest.1, 0) : shortest
    }

    private func nearestLine(to place: Point) -> Line? {
        func distance(_ line: Line) -> Double { abs((place - line.start).dot(frame.axis)) }
        return lines.min { distance($0) < distance($1) }
    }
}
