import CMovie
import Imaging

/// Reads a movie frame by frame: anything that FFmpeg decodes, animated GIFs among them.
///
/// Luma is the decoder's Y plane as it is stored, 8 to 16 bits, without a conversion: in limited range (most cameras'
/// 8-bit movies) black is 16 and white 235, and `PixelBuffer.fullScale` is still 255. RGB and palette movies give Rec.
/// 601 luma. Colour is converted with the matrix that the movie is tagged with. The rotation tag is followed. Times
/// are the container's, the first frame's being 0.
public final class MovieReader: FrameSource {
    public let properties: SourceProperties
    public private(set) var warnings: [String]
    /// Whether any frame so far had pixels that are not grey.
    public private(set) var showsColour = false

    private let decoder: MovieDecoder
    private let channel: Channel
    private let path: String
    private var clock: FrameClock
    private var spacing = FrameSpacing()
    private let first: cmovie_frame
    /// A decoded frame that waits until the missing ones before it have been told.
    private var held: cmovie_frame?
    /// A slice: taking the first off a long array would move all the others.
    private var lost: ArraySlice<String> = []
    private var nextIndex = 0
    private var ended = false

    public init(path: String, timeBase: TimeBase = TimeBase(), channel: Channel = .luma) throws(MediaError) {
        let decoder = try MovieDecoder(path: path)
        let (first, skipped) = try Self.firstFrame(of: decoder, path: path)
        let frameCount = decoder.stream.frame_count >= 0 ? Int(decoder.stream.frame_count) : nil
        clock = try FrameClock(
            path: path, timeBase: timeBase, stated: first.has_time ? .container(factor: 1) : nil,
            found: "its frames carry no time stamps")
        try clock.check(frameCount: frameCount)
        properties = SourceProperties(
            kind: .movie, path: path, width: Int(first.width), height: Int(first.height),
            bitDepth: Int(channel == .luma ? first.luma_bits : first.colour_bits), isColour: first.is_colour,
            frameCount: frameCount, timeOrigin: clock.origin, encoding: decoder.codec)
        self.decoder = decoder
        self.channel = channel
        self.path = path
        self.first = first
        held = first
        warnings = Self.openingWarnings(path: path, decoder: decoder, first: first, skipped: skipped)
    }

    private static func firstFrame(
        of decoder: MovieDecoder, path: String
    ) throws(MediaError) -> (frame: cmovie_frame, skipped: Int) {
        var skipped = 0
        while true {
            switch try decoder.next() {
            case .frame(let frame): return (frame, skipped)
            case .lost: skipped += 1
            case .end: throw .noFrames(path: path)
            }
        }
    }

    private static func openingWarnings(
        path: String, decoder: MovieDecoder, first: cmovie_frame, skipped: Int
    ) -> [String] {
        var warnings: [String] = []
        if skipped > 0 {
            warnings.append("\(path): \(skipped) frames at the beginning could not be decoded and do not count.")
        }
        let aspect = decoder.stream.pixel_aspect
        if abs(aspect - 1) > 1e-3 {
            warnings.append(
                "\(path): its pixels are tagged as not square (\(aspect) wide for 1 high); "
                    + "lengths along x and y need different scales.")
        }
        if decoder.stream.skewed {
            warnings.append("\(path): its rotation tag is no multiple of 90 degrees and was not followed.")
        }
        if first.is_interlaced {
            warnings.append("\(path): it is interlaced: odd and even rows were taken at different times.")
        }
        return warnings
    }

    public func read() throws(MediaError) -> FrameRead? {
        while held == nil, !ended {
            switch try decoder.next() {
            case .frame(let frame): held = frame
            case .lost(let reason): lost.append(reason)
            case .end: finish()
            }
        }
        guard let frame = held else { return nil }
        defer { nextIndex += 1 }
        guard lost.isEmpty else {
            let reason = lost.removeFirst()
            return .missing(index: nextIndex, timeSeconds: clock.seconds(ofMissing: nextIndex), reason: reason)
        }
        held = nil
        return .frame(try take(frame))
    }

    public func reuse(_ pixels: consuming PixelBuffer) { decoder.spare = pixels.samples }

    private func take(_ frame: cmovie_frame) throws(MediaError) -> Frame {
        guard frame.isSameKind(as: first) else {
            throw .frameOfAnotherKind(path: path, frame: nextIndex, expected: first.kind, found: frame.kind)
        }
        if frame.shows_colour { showsColour = true }
        let stated = decoder.seconds(of: frame, since: first.ticks)
        spacing.add(stated)
        let seconds = try clock.seconds(ofFrame: nextIndex, stated: stated)
        return Frame(
            index: nextIndex, timeSeconds: seconds, pixels: try decoder.pixels(of: frame, channel: channel))
    }

    private func finish() {
        ended = true
        // What is lost at the very end was not recorded to the end.
        let tail = lost.count
        lost.removeAll()
        if let reason = decoder.cutReason ?? (tail > 0 ? "\(tail) damaged at its end" : nil) {
            warnings.append("\(path): the recording is cut off after frame \(nextIndex - 1): \(reason).")
        }
        if decoder.complaintCount > 0 {
            warnings.append(
                "\(path): the decoder met \(decoder.complaintCount) errors in the data; "
                    + "frames behind a damaged one may carry its traces.")
        }
        warnings += clock.closingWarnings(frameCount: nextIndex)
        if case .frameInterval = clock.origin, let unevenness = spacing.unevenness {
            warnings.append(
                "\(path): \(unevenness), yet one interval was given for all; "
                    + "if frames were dropped, --time-factor keeps the movie's own times.")
        }
    }
}

extension cmovie_frame {
    func isSameKind(as other: cmovie_frame) -> Bool {
        width == other.width && height == other.height && luma_bits == other.luma_bits
            && colour_bits == other.colour_bits
    }

    var kind: String { "\(width) x \(height) pixels of \(luma_bits) bits" }
}
