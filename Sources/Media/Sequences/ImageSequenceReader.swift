import Imaging

/// Reads a folder or a pattern of PNG, JPEG, TIFF or BMP pictures, or a single one, in the order of time.
///
/// Times come from the names: elapsed seconds (`t00017.06s`), clock times (`20240312_141503_000`, `14-15-03` over
/// midnight), or a counter with the user's interval, where a missing number is a missing frame. A file that cannot be
/// decoded is a missing frame too.
public final class ImageSequenceReader: FrameSource {
    public let properties: SourceProperties
    public private(set) var warnings: [String] = []

    private let path: String
    private let channel: Channel
    private let order: SequenceOrder
    private var clock: FrameClock
    private let kind: PictureKind
    private let countsGaps: Bool
    private var nextFile = 0
    private var nextIndex = 0
    /// Decoded to learn what the pictures are, kept until it is asked for as a frame.
    private var first: (path: String, pixels: PixelBuffer)?

    public init(path: String, timeBase: TimeBase = TimeBase(), channel: Channel = .luma) throws(MediaError) {
        order = try SequenceOrder(files: PictureListing.files(of: path), path: path)
        let stated: TimeOrigin? = if case .each(_, let origin) = order.times { origin } else { nil }
        clock = try FrameClock(
            path: path, timeBase: timeBase, stated: order.files.count == 1 ? .singlePicture : stated,
            found: "its \(order.files.count) pictures carry no time in their names")
        self.path = path
        self.channel = channel
        // With a time for every file, or its own in its name, numbers that are skipped mean nothing.
        countsGaps = if case .counters = order.times, case .frameInterval = clock.origin { true } else { false }
        let first = try Self.firstReadable(order.files, channel: channel)
        kind = PictureKind(first.pixels)
        let count = Self.frameCount(of: order, countsGaps: countsGaps)
        try clock.check(frameCount: count)
        let facts = PictureFacts(of: first.path, isColour: first.isColour)
        self.first = (first.path, first.pixels)
        properties = SourceProperties(
            kind: .imageSequence, path: path, width: kind.width, height: kind.height, bitDepth: kind.bitDepth,
            isColour: facts.isColour, frameCount: count, statedScale: facts.statedScale,
            timeOrigin: Self.origin(of: clock, countsGaps: countsGaps), encoding: facts.encoding)
    }

    private static func firstReadable(
        _ files: [String], channel: Channel
    ) throws(MediaError) -> (path: String, pixels: PixelBuffer, isColour: Bool) {
        var failure: MediaError?
        for file in files {
            do {
                let (pixels, isColour) = try PictureFile.readWithColour(file, channel: channel)
                return (file, pixels, isColour)
            } catch {
                failure = failure ?? error
            }
        }
        throw failure ?? .noPictures(path: files.first ?? "", found: "")
    }

    private static func frameCount(of order: SequenceOrder, countsGaps: Bool) -> Int {
        if countsGaps, case .counters(let positions) = order.times { return (positions.last ?? 0) + 1 }
        return order.files.count
    }

    private static func origin(of clock: FrameClock, countsGaps: Bool) -> TimeOrigin {
        if countsGaps, case .frameInterval(let seconds) = clock.origin {
            return .counterInNames(intervalSeconds: seconds)
        }
        return clock.origin
    }

    public func read() throws(MediaError) -> FrameRead? {
        guard nextFile < order.files.count else {
            if nextIndex >= 0 { warnings += clock.closingWarnings(frameCount: nextIndex) }
            nextIndex = -1
            return nil
        }
        let index = nextIndex
        nextIndex += 1
        if countsGaps, case .counters(let positions) = order.times, positions[nextFile] > index {
            return .missing(
                index: index, timeSeconds: clock.seconds(ofMissing: index), reason: "no file carries its number")
        }
        let file = order.files[nextFile]
        let stated = statedSeconds(ofFile: nextFile)
        nextFile += 1
        return try frame(from: file, index: index, stated: stated)
    }

    private func frame(from file: String, index: Int, stated: Double?) throws(MediaError) -> FrameRead {
        let pixels: PixelBuffer
        do {
            pixels = if let first = takeFirst(file) { first } else { try PictureFile.read(file, channel: channel) }
        } catch {
            let seconds = clock.seconds(ofMissing: index, stated: stated)
            return .missing(index: index, timeSeconds: seconds, reason: error.description)
        }
        guard PictureKind(pixels) == kind else {
            throw .frameOfAnotherKind(
                path: file, frame: index, expected: kind.description, found: PictureKind(pixels).description)
        }
        let seconds = try clock.seconds(ofFrame: index, stated: stated)
        return .frame(Frame(index: index, timeSeconds: seconds, pixels: pixels))
    }

    private func takeFirst(_ file: String) -> PixelBuffer? {
        guard let kept = first, kept.path == file else { return nil }
        first = nil
        return kept.pixels
    }

    private func statedSeconds(ofFile index: Int) -> Double? {
        if order.files.count == 1 { return 0 }
        guard case .each(let seconds, _) = order.times else { return nil }
        return seconds[index]
    }
}
