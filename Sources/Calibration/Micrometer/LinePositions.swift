import Foundation
import Statistics

/// The measured position of one line, from pieces along its length.
struct LinePosition: Sendable {
    var number: Int
    /// Along the ruling's axis and along the line, px from the picture's centre.
    var u: Double
    var v: Double
    /// Standard deviation of v over the line, px: half of its length over sqrt(3).
    var spreadV: Double
    /// du/dv from one end of the line to the other; nil where too little of it is clean.
    var lean: Double?
    /// From the scatter of the pixels about the waveform.
    var standardError: Double
}

/// Measures every line of a ruling to a fraction of a pixel, and with them the ruling's direction.
struct LinePositions {
    /// Lines are upright in this frame.
    private(set) var frame: RulingFrame
    private(set) var lines: [LinePosition]

    /// A part of one line: its position, px from the picture's centre, with the standard error.
    struct Piece: Sendable {
        var number: Int
        var u: Double
        var v: Double
        var error: Double
    }

    /// Alternates between measuring each piece about the expected position and fitting all of them, without pieces that
    /// dirt has moved; three rounds settle it.
    ///
    /// nil where the lines do not form a ruling.
    init?(_ picture: FlatPicture, frame: RulingFrame, waveform: LineWaveform, band: RulingBand) {
        self.frame = frame
        lines = []
        var waveform = waveform
        for round in 0..<4 {
            // The last round takes every pixel; to come near, some of them are enough.
            let rows = round == 3 ? 1 : band.rowStep(self.frame)
            let pieces = Self.pieces(picture, self.frame, waveform, band, rowStep: rows)
            guard pieces.count >= 6, let fit = PieceFit(pieces) else { return nil }
            guard abs(fit.lean) < 0.2, abs(fit.pitch / self.frame.pitch - 1) < 0.05 else { return nil }
            if round == 3 {
                lines = Self.combined(pieces, isInlier: fit.isInlier, frame: self.frame)
                break
            }
            self.frame = self.frame.leaning(by: fit.lean, offset: fit.offset, pitch: fit.pitch)
            self.frame.bend = fit.bend
            guard let next = Self.waveform(picture, frame: self.frame, band: band) else { return nil }
            waveform = next
        }
        guard lines.count >= 3 else { return nil }
    }

    /// The mean profile of the band's lines in this frame.
    static func waveform(
        _ picture: FlatPicture, frame: RulingFrame, band: RulingBand, canShift: Bool = false
    ) -> LineWaveform? {
        let rows = band.rowStep(frame)
        // Every line would be more than the profile needs.
        let step = max(1, band.lines.count / 60)
        let lines = stride(from: 0, to: band.lines.count, by: step).map { band.lines[$0] }.filter(\.isPresent)
        let parts = SideBySide.parts(of: lines.count) { part in
            var samples = LineWaveform.Samples(perPitch: frame.pitch)
            for line in lines[part] {
                frame.forEachPixel(
                    of: picture, middle: frame.position(ofLine: line.number), halfWidth: frame.pitch / 2,
                    range: line.range, step: rows
                ) { index, u, v in
                    let phase = (u - frame.fan(ofLine: line.number, v: v)) / frame.pitch
                    samples.add(phase: phase, value: Double(picture.values[index]))
                }
            }
            return samples
        }
        let samples = parts.reduce(into: LineWaveform.Samples(perPitch: frame.pitch)) { $0.add($1) }
        return LineWaveform(samples, canShift: canShift)
    }

    private static func pieces(
        _ picture: FlatPicture, _ frame: RulingFrame, _ waveform: LineWaveform, _ band: RulingBand, rowStep: Int
    ) -> [Piece] {
        // Some hundred pieces in all are plenty for the direction and against dirt.
        let count = max(1, min(10, Int(band.medianLength / 8), max(3, 600 / band.lines.count)))
        return SideBySide.map(band.lines.count) {
            pieces(ofLine: band.lines[$0], picture, frame, waveform, count: count, rowStep: rowStep)
        }.flatMap(\.self)
    }

    private static func pieces(
        ofLine line: RulingBand.Line, _ picture: FlatPicture, _ frame: RulingFrame, _ waveform: LineWaveform, count: Int,
        rowStep: Int
    ) -> [Piece] {
        let length = (line.range.upperBound - line.range.lowerBound) / Double(count)
        guard length > 1 else { return [] }
        var sums = [LineSums](repeating: LineSums(), count: count)
        let middle = frame.position(ofLine: line.number)
        frame.forEachPixel(
            of: picture, middle: middle, halfWidth: frame.pitch / 2, range: line.range, step: rowStep
        ) { index, u, v in
            let piece = min(count - 1, Int((v - line.range.lowerBound) / length))
            let phase = (u - frame.fan(ofLine: line.number, v: v)) / frame.pitch
            sums[piece].add(
                value: Double(picture.values[index]), phase: phase, waveform: waveform.sample(phase), v: v)
        }
        return sums.compactMap { sum in
            // A piece that is half as dark, or twice, is not this line alone.
            guard Double(sum.count * rowStep) > 0.7 * length * frame.pitch, let fit = sum.fit(),
                (0.4...2.5).contains(fit.amplitude), abs(fit.shift) < 0.35, fit.shiftError < 0.25
            else { return nil }
            return Piece(
                number: line.number,
                u: middle + frame.fan(ofLine: line.number, v: sum.meanV) + fit.shift * frame.pitch, v: sum.meanV,
                error: max(fit.shiftError * frame.pitch, 1e-4))
        }
    }

    /// The weighted mean of each line's good pieces; a line of which less than half is good is left out.
    private static func combined(_ pieces: [Piece], isInlier: [Bool], frame: RulingFrame) -> [LinePosition] {
        let most = Dictionary(grouping: pieces, by: \.number).mapValues(\.count).values.max() ?? 0
        let good = zip(pieces, isInlier).filter(\.1).map(\.0)
        return Dictionary(grouping: good, by: \.number).compactMap { number, own -> LinePosition? in
            guard 2 * own.count >= most else { return nil }
            let weights = own.map { 1 / ($0.error * $0.error) }
            let total = weights.reduce(0, +)
            let u = zip(own, weights).reduce(0) { $0 + $1.0.u * $1.1 } / total
            let v = zip(own, weights).reduce(0) { $0 + $1.0.v * $1.1 } / total
            let spread = zip(own, weights).reduce(0) { $0 + ($1.0.v - v) * ($1.0.v - v) * $1.1 }
            let product = zip(own, weights).reduce(0) { $0 + ($1.0.v - v) * ($1.0.u - u) * $1.1 }
            // What dirt leaves of a line may be bent by it.
            let isWhole = own.count >= 2 && 4 * own.count >= 3 * most
            return LinePosition(
                number: number, u: u, v: v, spreadV: (spread / total).squareRoot(), lean: isWhole ? product / spread : nil,
                standardError: (1 / total).squareRoot())
        }.sorted { $0.number < $1.number }
    }
}
