import Imaging

/// Reads a TIFF stack page by page along its time axis: ImageJ, OME, Micro-Manager or plain; classic or BigTIFF; 1 to
/// 16-bit integers, floating point, RGB; whatever compression libtiff has.
///
/// Where min-is-white is stored, numbers are inverted. A palette's indices are the data where ImageJ or OME wrote the
/// file, its colours otherwise. The orientation tag is not followed.
public final class TIFFStackReader: FrameSource {
    public let properties: SourceProperties
    public private(set) var warnings: [String]

    private let path: String
    private let channel: Channel
    private let stack: TIFFStack
    private let layout: StackLayout
    private var clock: FrameClock
    private var firstElapsedSeconds: Double?
    private var nextFrame = 0
    private var isFinished = false
    /// A frame that waits until the missing ones before it have been told.
    private var held: Frame?
    /// A slice: taking the first off a long array would move all the others.
    private var lost: ArraySlice<FrameRead> = []

    public init(path: String, timeBase: TimeBase = TimeBase(), channel: Channel = .luma) throws(MediaError) {
        stack = try TIFFStack(path: path)
        layout = try StackLayout(
            metadata: stack.metadata, pageCount: stack.pageCount, path: path, channel: channel)
        clock = try FrameClock(
            path: path, timeBase: timeBase,
            stated: layout.frameCount == 1 ? .singlePicture : stack.metadata.times.origin,
            found: "it is a TIFF stack of \(layout.reachableFrameCount) pages that does not say when they were taken")
        try clock.check(frameCount: layout.frameCount)
        let isColour = stack.first.channels == 3 || layout.channels == 3
        properties = SourceProperties(
            kind: .tiffStack, path: path, width: stack.first.width, height: stack.first.height,
            bitDepth: stack.first.bits, isColour: isColour, frameCount: layout.frameCount,
            statedScale: stack.metadata.scale, timeOrigin: clock.origin, encoding: stack.compression)
        self.path = path
        self.channel = channel
        warnings = stack.metadata.warnings.map { "\(path): \($0)" }
        if let reason = stack.breakReason { warnings.append("\(path): the recording is cut off: \(reason).") }
        if stack.pageCount > layout.pageCount {
            warnings.append(
                "\(path): it has \(stack.pageCount) pages and says that only \(layout.pageCount) "
                    + "belong to the recording.")
        }
        // A stack without a readable page is refused before anything is made of it.
        try findNext()
        if held == nil { try finish() }
    }

    private func findNext() throws(MediaError) {
        while held == nil, nextFrame < layout.reachableFrameCount { try advance() }
    }

    public func read() throws(MediaError) -> FrameRead? {
        try findNext()
        guard let frame = held else {
            try finish()
            return nil
        }
        guard lost.isEmpty else { return lost.removeFirst() }
        held = nil
        return .frame(frame)
    }

    private func advance() throws(MediaError) {
        let index = nextFrame
        nextFrame += 1
        let stored = layout.storedChannels(for: channel)
        var planes: [PixelBuffer] = []
        var elapsed: Double?
        for storedChannel in stored {
            switch try stack.read(page: layout.page(ofFrame: index, channel: storedChannel)) {
            case .failed(let reason):
                let seconds = clock.seconds(ofMissing: index, stated: stack.metadata.times.seconds(ofFrame: index))
                return lost.append(.missing(index: index, timeSeconds: seconds, reason: reason))
            case .page(let pixels, let page, let elapsedSeconds):
                guard page == stack.first else {
                    throw .frameOfAnotherKind(
                        path: path, frame: index, expected: stack.first.kind, found: page.kind)
                }
                planes.append(pixels)
                elapsed = elapsed ?? elapsedSeconds
            }
        }
        let pixels = planes.count == 3 ? PixelBuffer(red: planes[0], green: planes[1], blue: planes[2]) : planes[0]
        let seconds = try clock.seconds(ofFrame: index, stated: statedSeconds(ofFrame: index, elapsed: elapsed))
        let selected = layout.channels == 3 ? pixels : pixels.selecting(channel)
        held = Frame(index: index, timeSeconds: seconds, pixels: selected)
    }

    private func statedSeconds(ofFrame index: Int, elapsed: Double?) -> Double? {
        if layout.frameCount == 1 { return 0 }
        guard stack.metadata.times.isPerPage else { return stack.metadata.times.seconds(ofFrame: index) }
        guard let elapsed else { return nil }
        let first = firstElapsedSeconds ?? elapsed
        firstElapsedSeconds = first
        return elapsed - first
    }

    private func finish() throws(MediaError) {
        if case .missing(0, _, let reason)? = lost.first { throw .damagedTIFF(path: path, reason: reason) }
        let readable = layout.reachableFrameCount - lost.count
        guard readable < layout.frameCount, !isFinished else { return }
        isFinished = true
        warnings.append(
            "\(path): the recording is cut off: it announces \(layout.frameCount) frames, "
                + "the first \(readable) can be read.")
        lost.removeAll()
    }
}

extension PixelBuffer {
    /// Three grey pictures of one size as one colour picture.
    fileprivate init(red: PixelBuffer, green: PixelBuffer, blue: PixelBuffer) {
        func woven<Sample>(_ red: [Sample], _ green: [Sample], _ blue: [Sample]) -> [Sample] {
            var result: [Sample] = []
            result.reserveCapacity(3 * red.count)
            for index in red.indices { result.append(contentsOf: [red[index], green[index], blue[index]]) }
            return result
        }
        let samples: Samples
        switch (red.samples, green.samples, blue.samples) {
        case (.uint8(let r), .uint8(let g), .uint8(let b)): samples = .uint8(woven(r, g, b))
        case (.uint16(let r), .uint16(let g), .uint16(let b)): samples = .uint16(woven(r, g, b))
        case (.float32(let r), .float32(let g), .float32(let b)): samples = .float32(woven(r, g, b))
        default: samples = red.repeatedThrice().samples
        }
        self.init(
            width: red.width, height: red.height, channels: 3, bitDepth: red.bitDepth, samples: samples)
    }
}
