import Statistics

/// The part of the picture in which every line of a ruling is: for each line a range along it.
struct RulingBand: Sendable {
    struct Line: Sendable {
        var number: Int
        /// Where this line and its neighbours are, px along v.
        var range: ClosedRange<Double>
        /// How far this line alone reaches.
        var extent: ClosedRange<Double>
        /// In units of the mean line; near 0 where it is missing.
        var amplitude: Double

        /// About as strong as the others: all lines of a slide are drawn alike.
        var isPresent: Bool { amplitude > 0.5 && amplitude < 2 }
    }

    var lines: [Line]

    /// - Parameters:
    ///   - region: where lines were seen; they are followed beyond it
    ///   - within: v that no line is known to leave
    /// nil where no stretch of lines is found.
    init?(
        of picture: FlatPicture, frame: RulingFrame, waveform: LineWaveform, pieceLength: Double, region: RegionSpan,
        within known: ClosedRange<Double>? = nil
    ) {
        let extent = frame.extent(of: picture)
        let margin = max(10, region.u.count / 4)
        let first = max(
            region.u.lowerBound - margin, Int(((extent.u.lowerBound - frame.offset) / frame.pitch).rounded(.up)))
        let last = min(
            region.u.upperBound + margin, Int(((extent.u.upperBound - frame.offset) / frame.pitch).rounded(.down)))
        guard first < last else { return nil }
        // Long lines reach two or three times as far as the part that all share.
        let ends = [first, last].map { region.middle(frame.position(ofLine: $0)) }
        let reach = 6 * region.halfHeight + 2 * frame.pitch
        let low = max(extent.v.lowerBound, known?.lowerBound ?? min(ends[0], ends[1]) - reach)
        let high = min(extent.v.upperBound, known?.upperBound ?? max(ends[0], ends[1]) + reach)
        guard low + pieceLength < high else { return nil }
        let pieces = LinePieces(
            of: picture, frame: frame, waveform: waveform, lines: first...last, range: low...high,
            length: pieceLength)
        let level = 0.5
        let found = SideBySide.map(last - first + 1) { index -> Line? in
            let number = first + index
            let middle = region.middle(frame.position(ofLine: number))
            guard let range = pieces.commonRange(line: number, nearest: middle, level: level),
                range.lowerBound - 2 * pieceLength <= middle, range.upperBound + 2 * pieceLength >= middle
            else { return nil }
            let amplitude = Self.inside(pieces, number, range)
            return Line(
                number: number, range: range,
                extent: pieces.extent(line: number, around: range, level: level, own: amplitude), amplitude: amplitude)
        }.compactMap(\.self)
        lines = Self.trimmed(Self.longestStretch(found))
        guard lines.count >= 3 else { return nil }
    }

    private static func inside(_ pieces: LinePieces, _ number: Int, _ range: ClosedRange<Double>) -> Double {
        let first = Int(((range.lowerBound - pieces.start) / pieces.length).rounded())
        let last = Int(((range.upperBound - pieces.start) / pieces.length).rounded()) - 1
        let values = (first...max(first, last)).compactMap { pieces.amplitude(line: number, piece: $0) }.sorted()
        return values.isEmpty ? 0 : values[values.count / 2]
    }

    /// Lines whose numbers follow each other with gaps of at most three.
    private static func longestStretch(_ lines: [Line]) -> [Line] {
        var best: [Line] = []
        var current: [Line] = []
        for line in lines {
            if let last = current.last, line.number - last.number > 4 { current = [] }
            current.append(line)
            if current.count > best.count { best = current }
        }
        return best
    }

    /// Without what follows the last line that is there on either side.
    private static func trimmed(_ lines: [Line]) -> [Line] {
        guard let first = lines.firstIndex(where: { $0.isPresent }),
            let last = lines.lastIndex(where: { $0.isPresent })
        else { return [] }
        return Array(lines[first...last])
    }

    /// All of v that lines of the band cover, with a margin, px.
    func reach(margin: Double) -> ClosedRange<Double>? {
        guard let low = lines.map(\.extent.lowerBound).min(), let high = lines.map(\.extent.upperBound).max() else {
            return nil
        }
        return low - margin...high + margin
    }

    /// Part of the places between the first and the last line that have a line.
    var presence: Double {
        Double(lines.filter { $0.isPresent }.count)
            / Double(max(1, (lines.last?.number ?? 0) - (lines.first?.number ?? 0) + 1))
    }

    /// Every so-many-th row of pixels shows enough of the lines to find them by: some hundred thousand pixels in all.
    func rowStep(_ frame: RulingFrame) -> Int {
        let area = Double(lines.count) * frame.pitch * medianLength
        return max(1, min(Int(area / 300_000), Int(medianLength / 50)))
    }

    /// Median length of the common part, px.
    var medianLength: Double {
        let lengths = lines.map { $0.range.upperBound - $0.range.lowerBound }.sorted()
        return lengths.isEmpty ? 0 : lengths[lengths.count / 2]
    }
}
