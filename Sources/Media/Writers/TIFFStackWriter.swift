import CTiff
import Foundation
import Imaging

/// Writes a stack of pages that ImageJ reads with scale and times; a file of that name is replaced when `finish()` has
/// succeeded.
public final class TIFFStackWriter {
    /// What the first page says of the stack.
    enum Metadata {
        case imageJ
        /// Grey pages with a time each.
        case ome(started: Date?, significantBits: Int)
    }

    private let writer: OpaquePointer
    private let file: PartialFile
    private let micrometersPerPixel: Double?
    private let frameIntervalSeconds: Double?
    private let compresses: Bool
    private let metadata: Metadata
    private var timesSeconds: [Double] = []
    private var first: TIFFPages.Page?
    private var pageCount = 0
    private var isFinished = false

    /// - Parameters:
    ///   - micrometersPerPixel: nil leaves the stack without scale.
    ///   - frameIntervalSeconds: nil leaves it without times.
    ///   - expectedBytes: of all pixels; more than 4 GB need BigTIFF.
    public convenience init(
        path: String, micrometersPerPixel: Double? = nil, frameIntervalSeconds: Double? = nil,
        compresses: Bool = false, expectedBytes: Int = 0
    ) throws(MediaError) {
        try self.init(
            path: path, micrometersPerPixel: micrometersPerPixel, frameIntervalSeconds: frameIntervalSeconds,
            compresses: compresses, expectedBytes: expectedBytes, metadata: .imageJ)
    }

    init(
        path: String, micrometersPerPixel: Double? = nil, frameIntervalSeconds: Double? = nil,
        compresses: Bool = false, expectedBytes: Int = 0, metadata: Metadata
    ) throws(MediaError) {
        for (value, name) in [(micrometersPerPixel, "scale"), (frameIntervalSeconds, "frame interval")] {
            guard let value, !(value.isFinite && value > 0) else { continue }
            throw .unsuitableFrame(path: path, reason: "a \(name) of \(value)")
        }
        file = PartialFile(path: path)
        self.micrometersPerPixel = micrometersPerPixel
        self.frameIntervalSeconds = frameIntervalSeconds
        self.compresses = compresses
        self.metadata = metadata
        let room = 100 << 20
        var created: OpaquePointer?
        let isBig = expectedBytes > Int(UInt32.max) - room
        guard ctiff_create(file.partialPath, isBig, &created) == CTIFF_OK, let created else {
            let reason = String(cString: ctiff_message())
            file.discard()
            throw .cannotWrite(path: path, reason: reason)
        }
        writer = created
    }

    deinit {
        ctiff_close_writer(writer)
        if !isFinished { file.discard() }
    }

    /// Appends a page: 8 or 16 bits or floating point, grey or RGB, of the size of the first.
    public func append(_ pixels: PixelBuffer) throws(MediaError) { try append(pixels, timeSeconds: 0) }

    /// - Parameter timeSeconds: since the first page; only OME metadata tells it.
    func append(_ pixels: PixelBuffer, timeSeconds: Double) throws(MediaError) {
        let kind = TIFFPages.Page(
            width: pixels.width, height: pixels.height, channels: pixels.channels, bits: pixels.bitDepth)
        guard kind == first ?? kind else {
            throw .unsuitableFrame(path: file.path, reason: "\(kind.kind), the first page has \(first?.kind ?? "")")
        }
        var page = ctiff_new_page()
        page.width = Int32(pixels.width)
        page.height = Int32(pixels.height)
        page.channels = Int32(pixels.channels)
        page.compress = compresses
        if let micrometersPerPixel {
            page.x_resolution = 1 / micrometersPerPixel
            page.y_resolution = 1 / micrometersPerPixel
        }
        let status: ctiff_status
        switch pixels.samples {
        case .uint8(let values):
            page.samples = CTIFF_UINT8
            status = ctiff_append(writer, &page, values, values.count)
        case .uint16(let values):
            page.samples = CTIFF_UINT16
            status = ctiff_append(writer, &page, values, 2 * values.count)
        case .float32(let values):
            page.samples = CTIFF_FLOAT32
            status = ctiff_append(writer, &page, values, 4 * values.count)
        }
        try require(status)
        first = kind
        pageCount += 1
        if case .ome = metadata { timesSeconds.append(timeSeconds) }
    }

    /// Completes the file and gives it its name; without it, nothing remains.
    public func finish() throws(MediaError) {
        guard pageCount > 0 else { throw .unsuitableFrame(path: file.path, reason: "a stack needs at least one page") }
        // Only now the number of pages is known that the first one has to announce.
        try require(ctiff_finish(writer, description))
        isFinished = true
        try file.complete()
    }

    /// Gives the file its name as far as it was written: whole pages, of which the first does not tell the times.
    func keepCutOff() throws(MediaError) {
        guard pageCount > 0, !isFinished else { return }
        isFinished = true
        try file.complete()
    }

    private var description: String {
        if case .ome(let started, let bits) = metadata, let first {
            return OMEDescription(
                width: first.width, height: first.height, sampleType: first.bits > 8 ? "uint16" : "uint8",
                significantBits: bits, timesSeconds: timesSeconds, micrometersPerPixel: micrometersPerPixel,
                started: started
            ).text
        }
        var lines = ["ImageJ=1.54f", "images=\(pageCount)", "frames=\(pageCount)"]
        if micrometersPerPixel != nil { lines.append("unit=micron") }
        if let frameIntervalSeconds { lines.append("finterval=\(frameIntervalSeconds)") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func require(_ status: ctiff_status) throws(MediaError) {
        guard status != CTIFF_OK else { return }
        throw .cannotWrite(path: file.path, reason: String(cString: ctiff_message()))
    }
}
