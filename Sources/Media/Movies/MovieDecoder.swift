import CMovie
import Imaging

/// One open movie file: FFmpeg's demuxer and decoder, frame after frame.
final class MovieDecoder {
    enum Step {
        case frame(cmovie_frame)
        case lost(reason: String)
        case end
    }

    private let path: String
    private let reader: OpaquePointer
    let stream: cmovie_stream
    /// Of a picture that is no longer needed.
    var spare: PixelBuffer.Samples?

    init(path: String) throws(MediaError) {
        _ = try FileFacts.bytes(of: path)
        var opened: OpaquePointer?
        let status = cmovie_open(path, &opened)
        guard status == CMOVIE_OK, let opened else { throw Self.failure(status, path: path) }
        self.path = path
        reader = opened
        var stream = cmovie_stream()
        cmovie_describe(opened, &stream)
        self.stream = stream
    }

    deinit { cmovie_close(reader) }

    private static func failure(_ status: cmovie_status, path: String) -> MediaError {
        let reason = String(cString: cmovie_message())
        return status == CMOVIE_SYSTEM
            ? .unreadable(path: path, reason: reason) : .noDecodableVideo(path: path, reason: reason)
    }

    var codec: String { String(cString: stream.codec) }

    func next() throws(MediaError) -> Step {
        var frame = cmovie_frame()
        let status = cmovie_next(reader, &frame)
        switch status {
        case CMOVIE_OK: return .frame(frame)
        case CMOVIE_END: return .end
        case CMOVIE_LOST_FRAME: return .lost(reason: String(cString: cmovie_message()))
        default: throw Self.failure(status, path: path)
        }
    }

    /// The samples of the frame that `next()` gave last; to be had once.
    func pixels(of frame: cmovie_frame, channel: Channel) throws(MediaError) -> PixelBuffer {
        let isLuma = channel == .luma
        let old = spare.take()
        let pixels = PixelBuffer(
            width: Int(frame.width), height: Int(frame.height), channels: channel == .rgb ? 3 : 1,
            bitDepth: Int(isLuma ? frame.luma_bits : frame.colour_bits), reusing: consume old
        ) { samples in
            cmovie_copy(reader, channel.wanted, samples.baseAddress, samples.count) == CMOVIE_OK
        }
        guard let pixels else { throw Self.failure(CMOVIE_UNSUPPORTED, path: path) }
        cmovie_release(reader)
        return pixels
    }

    /// Seconds on the container's clock; nil where the frame carries no time.
    func seconds(of frame: cmovie_frame, since firstTicks: Int64) -> Double? {
        guard frame.has_time else { return nil }
        let ticks = frame.ticks.subtractingReportingOverflow(firstTicks)
        guard !ticks.overflow else { return nil }
        return Double(ticks.partialValue) * Double(stream.tick_numerator) / Double(stream.tick_denominator)
    }

    /// False where the container cannot seek.
    func seek(toSeconds seconds: Double) -> Bool { cmovie_seek(reader, seconds) == CMOVIE_OK }

    /// Time, s, of the key frame that `seek` would go to; nil where the container does not say.
    func keyFrame(before seconds: Double) -> Double? {
        let time = cmovie_key_frame(reader, seconds)
        return time >= 0 ? time : nil
    }

    /// Leaves out the frames that no other is predicted from, which are about half of them.
    func skipUnreferenced() { cmovie_skip_unreferenced(reader) }

    /// Errors that the decoder concealed without saying in which frame.
    var complaintCount: Int { Int(cmovie_decoder_complaints(reader)) }

    /// After the end: why the file seems to have been cut off.
    var cutReason: String? { cmovie_cut_reason(reader).map { String(cString: $0) } }
}

extension Channel {
    fileprivate var wanted: cmovie_channel {
        switch self {
        case .luma: CMOVIE_LUMA
        case .red: CMOVIE_RED
        case .green: CMOVIE_GREEN
        case .blue: CMOVIE_BLUE
        case .rgb: CMOVIE_RGB
        }
    }
}
