/// Why a recording cannot be read or written; prints a sentence that says what to do.
public enum MediaError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What a command makes its exit status of.
    public enum Category: Sendable, Equatable {
        /// 66: there is no such file or folder.
        case noSuchInput
        /// 65: it is there, and cannot be used.
        case unusableInput
        /// 74: the operating system refused to read or write.
        case inputOutput
    }

    case noSuchInput(path: String)
    case notARegularFile(path: String)
    case emptyFile(path: String)
    case unreadable(path: String, reason: String)
    /// Neither a movie nor a picture, or one that nothing here decodes.
    case noDecodableVideo(path: String, reason: String)
    case noDecodablePicture(path: String, reason: String)
    case noFrames(path: String)
    case damagedTIFF(path: String, reason: String)
    case unsupportedTIFF(path: String, reason: String)
    case noPictures(path: String, found: String)
    case frameOfAnotherKind(path: String, frame: Int, expected: String, found: String)
    /// A stack whose pages run along Z or channels, or along several axes.
    case ambiguousAxes(path: String, found: String, advice: String)
    case noTimes(path: String, found: String)
    case timeMissing(path: String, frame: Int)
    case timesDoNotIncrease(path: String, frame: Int, previousSeconds: Double, seconds: Double)
    case senselessTimes(path: String, frame: Int, previousSeconds: Double, seconds: Double)
    case mixedNames(path: String, reason: String)
    case unusableTimeBase(reason: String)
    case unusableTimesFile(path: String, reason: String)
    case cannotWrite(path: String, reason: String)
    case unsuitableFrame(path: String, reason: String)

    public var category: Category {
        switch self {
        case .noSuchInput: .noSuchInput
        case .unreadable, .cannotWrite: .inputOutput
        default: .unusableInput
        }
    }

    public var description: String {
        switch self {
        case .noSuchInput, .notARegularFile, .emptyFile, .unreadable, .noDecodableVideo, .noDecodablePicture,
            .noFrames, .damagedTIFF, .unsupportedTIFF, .noPictures:
            fileSentence
        case .frameOfAnotherKind(let path, let frame, let expected, let found):
            "\(path): frame \(frame) is \(found), the frames before it are \(expected): are these two recordings? "
                + "Give them one by one."
        case .ambiguousAxes(let path, let found, let advice): "\(path): it has \(found). \(advice)"
        case .cannotWrite(let path, let reason): "\(path): cannot write: \(reason)"
        case .unsuitableFrame(let path, let reason): "\(path): the frame does not fit: \(reason)"
        default: timeSentence
        }
    }

    private var fileSentence: String {
        switch self {
        case .noSuchInput(let path): "\(path): there is no such file or folder."
        case .notARegularFile(let path): "\(path): not a regular file; save the recording to a file first."
        case .emptyFile(let path): "\(path): the file is empty: was the recording ever started, or the copy cut off?"
        case .unreadable(let path, let reason): "\(path): cannot read: \(reason)"
        case .noDecodableVideo(let path, let reason):
            "\(path): no video that FFmpeg can decode (\(reason)): \(Self.likelyCause(of: reason))"
        case .noDecodablePicture(let path, let reason): "\(path): no picture that can be decoded (\(reason))."
        case .noFrames(let path): "\(path): it holds no frame that can be decoded: is it a recording?"
        case .damagedTIFF(let path, let reason):
            "\(path): the TIFF file is damaged (\(reason)): was it copied completely?"
        case .unsupportedTIFF(let path, let reason):
            "\(path): this kind of TIFF is not read (\(reason)); save it as 8 or 16-bit grey or RGB."
        case .noPictures(let path, let found):
            "\(path): no PNG, JPEG, TIFF or BMP pictures\(found.isEmpty ? "" : " (\(found))")."
        default: ""
        }
    }

    private var timeSentence: String {
        switch self {
        case .noTimes(let path, let found):
            "\(path): \(found); say how far the frames are apart with --frame-interval, or give --times FILE."
        case .timeMissing(let path, let frame):
            "\(path): frame \(frame) carries no time stamp; give --frame-interval or --times FILE."
        case .timesDoNotIncrease(let path, let frame, let previous, let seconds):
            "\(path): frame \(frame) is timed \(seconds) s, not later than the frame before it (\(previous) s); "
                + "if these times are wrong, give --frame-interval or --times FILE."
        case .senselessTimes(let path, let frame, let previous, let seconds):
            "\(path): frame \(frame) is timed \(seconds) s after one at \(previous) s, which makes no sense for a "
                + "recording; give the right times with --frame-interval or --times FILE."
        case .mixedNames(let path, let reason):
            "\(path): \(reason); give a pattern that selects the frames of one recording."
        case .unusableTimeBase(let reason): reason
        case .unusableTimesFile(let path, let reason): "\(path): \(reason)"
        default: ""
        }
    }

    private static func likelyCause(of reason: String) -> String {
        if reason.contains("moov") || reason.contains("cut off") { return "was the recording cut off before it was finished?" }
        if reason.contains("stream(s)") || reason.contains("cover") { return "give the file that holds the film." }
        return "is it a recording?"
    }
}
