import CMovie
import Imaging

/// Writes frames of exact times to a movie; a file of that name is replaced when `finish()` has succeeded.
///
/// Times are rounded to 1/90000 s in MP4 and MOV, to milliseconds in Matroska. H.264 comes from libx264, or is MPEG-4
/// where FFmpeg was built without it (`encoder` says which). H.264 frames have even sides: an odd frame shows its last
/// column or row twice. Grey H.264 keeps 0...255 in the Y plane, tagged as full range; colour is Rec. 709.
public final class MovieWriter {
    public enum Codec: Sendable, Equatable {
        /// - Parameter constantRateFactor: 0 loses nothing, 18 shows no loss, 51 is the worst.
        case h264(constantRateFactor: Int = 18)
        /// Lossless; grey of 8, 9, 10, 12 or 16 bits, RGB of 8. In .mkv.
        case ffv1
    }

    private let writer: OpaquePointer
    private let file: PartialFile
    private let width: Int
    private let height: Int
    private let channels: Int
    private let bitDepth: Int
    private let framesPerSecond: Double
    private var nextIndex = 0
    private var isFinished = false

    /// - Parameters:
    ///   - path: its extension chooses the container (.mp4, .mov, .mkv).
    ///   - framesPerSecond: the pace of frames that are appended without a time.
    public init(
        path: String, width: Int, height: Int, isColour: Bool, bitDepth: Int = 8, framesPerSecond: Double = 25,
        codec: Codec = .h264()
    ) throws(MediaError) {
        file = PartialFile(path: path)
        try Self.check(path, width, height, isColour, bitDepth, framesPerSecond, codec)
        var settings = cmovie_settings()
        settings.width = Int32(width)
        settings.height = Int32(height)
        settings.is_colour = isColour
        settings.bits = Int32(bitDepth)
        settings.frames_per_second = framesPerSecond
        switch codec {
        case .h264(let factor):
            settings.codec = CMOVIE_H264
            settings.constant_rate_factor = Int32(min(max(factor, 0), 51))
        case .ffv1: settings.codec = CMOVIE_FFV1
        }
        var created: OpaquePointer?
        guard cmovie_create(file.partialPath, path, &settings, &created) == CMOVIE_OK, let created else {
            let reason = String(cString: cmovie_message())
            file.discard()
            throw .cannotWrite(path: path, reason: reason)
        }
        writer = created
        self.width = width
        self.height = height
        channels = isColour ? 3 : 1
        self.bitDepth = bitDepth
        self.framesPerSecond = framesPerSecond
    }

    deinit {
        cmovie_close_writer(writer)
        if !isFinished { file.discard() }
    }

    private static func check(
        _ path: String, _ width: Int, _ height: Int, _ isColour: Bool, _ bitDepth: Int, _ framesPerSecond: Double,
        _ codec: Codec
    ) throws(MediaError) {
        let sides = 2...16_384
        guard sides.contains(width), sides.contains(height) else {
            throw .unsuitableFrame(path: path, reason: "sides of \(width) x \(height) pixels; 2 to 16384 are possible")
        }
        guard framesPerSecond.isFinite, framesPerSecond > 0, framesPerSecond <= 90_000 else {
            throw .unsuitableFrame(path: path, reason: "\(framesPerSecond) frames per second")
        }
        let depths: [Int] = codec == .ffv1 && !isColour ? [8, 9, 10, 12, 16] : [8]
        guard depths.contains(bitDepth) else {
            throw .unsuitableFrame(path: path, reason: "\(bitDepth) bits; this codec stores \(depths) bits")
        }
    }

    /// FFmpeg's name of the encoder.
    public var encoder: String { String(cString: cmovie_encoder(writer)) }

    /// Appends a frame at `timeSeconds`, which must increase; without one at the writer's pace.
    public func append(_ pixels: PixelBuffer, timeSeconds: Double? = nil) throws(MediaError) {
        guard pixels.width == width, pixels.height == height, pixels.channels == channels,
            pixels.bitDepth == bitDepth
        else {
            throw .unsuitableFrame(
                path: file.path,
                reason: "\(pixels.width) x \(pixels.height) pixels, \(pixels.channels) channels, "
                    + "\(pixels.bitDepth) bits, where \(width) x \(height), \(channels), \(bitDepth) were announced")
        }
        let seconds = timeSeconds ?? Double(nextIndex) / framesPerSecond
        let status =
            switch pixels.samples {
            case .uint8(let values): cmovie_append(writer, values, values.count, seconds)
            case .uint16(let values): cmovie_append(writer, values, 2 * values.count, seconds)
            case .float32: CMOVIE_UNSUPPORTED
            }
        nextIndex += 1
        try require(status)
    }

    /// Completes the file and gives it its name; without it, nothing remains.
    public func finish() throws(MediaError) {
        guard nextIndex > 0 else { throw .unsuitableFrame(path: file.path, reason: "a movie needs at least one") }
        try require(cmovie_finish(writer))
        isFinished = true
        try file.complete()
    }

    /// Gives the file its name as far as it was written. Matroska can be read so, without an index.
    func keepCutOff() throws(MediaError) {
        guard nextIndex > 0, !isFinished else { return }
        isFinished = true
        try file.complete()
    }

    private func require(_ status: cmovie_status) throws(MediaError) {
        guard status != CMOVIE_OK else { return }
        let reason = String(cString: cmovie_message())
        throw status == CMOVIE_SYSTEM
            ? .cannotWrite(path: file.path, reason: reason) : .unsuitableFrame(path: file.path, reason: reason)
    }
}
