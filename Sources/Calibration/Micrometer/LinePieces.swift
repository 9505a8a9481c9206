import Foundation
import Statistics

/// Every line of a ruling cut into pieces along its length, and the amplitude of each piece: where lines are.
struct LinePieces: Sendable {
    let frame: RulingFrame
    let lines: ClosedRange<Int>
    /// v of the first piece's beginning, and the pieces' length, px.
    let start: Double
    let length: Double
    let count: Int
    /// In units of the mean waveform, by line and piece; nil where the picture does not show the piece.
    private let amplitudes: [[Double?]]

    init(
        of picture: FlatPicture, frame: RulingFrame, waveform: LineWaveform, lines: ClosedRange<Int>,
        range: ClosedRange<Double>, length: Double
    ) {
        self.frame = frame
        self.lines = lines
        self.length = length
        start = range.lowerBound
        count = max(1, Int((range.upperBound - range.lowerBound) / length))
        let pieces = count
        // A piece needs four rows; where there are more pixels than it takes to see a line, they are not all looked at.
        let area = Double(lines.count) * frame.pitch * (range.upperBound - range.lowerBound)
        let rows = max(1, min(Int(area / 500_000), Int(length / 4)))
        amplitudes = SideBySide.map(lines.count) { index in
            Self.amplitudes(
                ofLine: lines.lowerBound + index, picture: picture, frame: frame, waveform: waveform,
                start: range.lowerBound, length: length, count: pieces, rowStep: rows)
        }
    }

    private static func amplitudes(
        ofLine line: Int, picture: FlatPicture, frame: RulingFrame, waveform: LineWaveform, start: Double,
        length: Double, count: Int, rowStep: Int
    ) -> [Double?] {
        var sums = [LineSums](repeating: LineSums(), count: count)
        let end = start + Double(count) * length
        frame.forEachPixel(
            of: picture, middle: frame.position(ofLine: line), halfWidth: frame.pitch / 2, range: start...(end - 1e-9),
            step: rowStep
        ) { index, u, v in
            let piece = Int((v - start) / length)
            guard piece >= 0, piece < count else { return }
            let phase = u / frame.pitch
            sums[piece].add(
                value: Double(picture.values[index]), phase: phase, waveform: waveform.sample(phase), v: v)
        }
        let expected = length * frame.pitch
        return sums.map { Double($0.count * rowStep) > 0.7 * expected ? $0.fit()?.amplitude : nil }
    }

    func amplitude(line: Int, piece: Int) -> Double? { amplitudes[line - lines.lowerBound][piece] }

    /// Amplitude that at least seven tenths of the neighbouring lines reach in this piece: where only the long lines of
    /// a ruling go on, it is zero. At the ruling's ends the neighbours on one side suffice.
    func commonAmplitude(line: Int, piece: Int) -> Double {
        let windows = [(line - 6)...line, (line - 3)...(line + 3), line...(line + 6)]
        return windows.map { lowQuantile($0, piece: piece) }.max() ?? 0
    }

    private func lowQuantile(_ window: ClosedRange<Int>, piece: Int) -> Double {
        let inside = window.clamped(to: lines)
        let values = inside.compactMap { amplitude(line: $0, piece: piece) }.sorted()
        guard values.count >= 4 else { return 0 }
        return values[Int(0.3 * Double(values.count - 1))]
    }

    /// The pieces that all lines around this one have, as a range of v, nearest to `middle`.
    func commonRange(line: Int, nearest middle: Double, level: Double) -> ClosedRange<Double>? {
        let isCommon = (0..<count).map { commonAmplitude(line: line, piece: $0) >= level }
        var runs: [Range<Int>] = []
        var begin: Int?
        for piece in 0...count {
            if piece < count, isCommon[piece] {
                begin = begin ?? piece
            } else if let first = begin {
                runs.append(first..<piece)
                begin = nil
            }
        }
        func distance(_ run: Range<Int>) -> Double {
            let (low, high) = (start + Double(run.lowerBound) * length, start + Double(run.upperBound) * length)
            return max(0, max(low - middle, middle - high))
        }
        guard let run = runs.min(by: { (distance($0), -$0.count) < (distance($1), -$1.count) }) else { return nil }
        return start + Double(run.lowerBound) * length...start + Double(run.upperBound) * length
    }

    /// How far the line itself reaches from a range that all have, px; pieces that dirt covers may be missing.
    ///
    /// - Parameter own: the line's amplitude where it is whole; of the last piece it fills as much as the amplitude says
    func extent(line: Int, around range: ClosedRange<Double>, level: Double, own: Double) -> ClosedRange<Double> {
        func filled(_ piece: Int) -> Double {
            guard (0..<count).contains(piece), let value = amplitude(line: line, piece: piece) else { return 0 }
            return min(1, max(0, value / own))
        }
        func reach(from piece: Int, step: Int) -> Int {
            var last = piece
            var next = piece + step
            var gaps = 0
            while (0..<count).contains(next), gaps <= 1 {
                if let value = amplitude(line: line, piece: next), value >= level {
                    last = next
                    gaps = 0
                } else {
                    gaps += 1
                }
                next += step
            }
            return last
        }
        let first = Int(((range.lowerBound - start) / length).rounded())
        let last = Int(((range.upperBound - start) / length).rounded()) - 1
        let low = reach(from: min(max(first, 0), count - 1), step: -1)
        let high = reach(from: min(max(last, 0), count - 1), step: 1)
        guard own >= level, low < high else { return start + Double(low) * length...start + Double(high + 1) * length }
        // Whole pieces alone would be too coarse to tell the middle lines of a short ruling from the others.
        let lowest = start + length * (Double(low + 1) - filled(low) - filled(low - 1))
        let highest = start + length * (Double(high) + filled(high) + filled(high + 1))
        return lowest...max(lowest, highest)
    }
}
