/// One picture of a recording with the time it was taken.
public struct Frame: Sendable {
    /// Position in the recording, from 0; missing frames keep their number.
    public let index: Int
    /// Seconds since the first frame of the recording (since the origin that the time base gives).
    public let timeSeconds: Double
    public let pixels: PixelBuffer

    public init(index: Int, timeSeconds: Double, pixels: PixelBuffer) {
        self.index = index
        self.timeSeconds = timeSeconds
        self.pixels = pixels
    }
}

/// What reading the next frame gave.
public enum FrameRead: Sendable {
    case frame(Frame)
    /// A frame that should be there and could not be read; the recording goes on behind it.
    case missing(index: Int, timeSeconds: Double?, reason: String)
}

/// What is read of a colour picture. Grey pictures answer every request but `.rgb` with their only channel.
public enum Channel: String, Sendable, Codable, CaseIterable {
    /// The Y plane of a movie as it is stored; Rec. 601 luma of an RGB picture.
    case luma
    case red, green, blue
    /// All three, interleaved.
    case rgb
}

/// A recording or a camera, read frame by frame in the order of time. One reader, one thread at a time.
public protocol FrameSource: AnyObject {
    var properties: SourceProperties { get }

    /// The next frame, or nil at the end. Throws only where the recording as a whole cannot be used any further;
    /// a recording that breaks off ends, and says so in `warnings`.
    func read() throws -> FrameRead?

    /// Takes back a picture that is no longer needed: its memory may hold the next one.
    func reuse(_ pixels: consuming PixelBuffer)

    /// Sentences about what was found wrong so far (a recording cut off, frames dropped), complete after the end.
    var warnings: [String] { get }
}

extension FrameSource {
    public func reuse(_ pixels: consuming PixelBuffer) {}
}

/// What is known of a recording before its frames are read.
public struct SourceProperties: Sendable {
    public enum Kind: String, Sendable, Codable {
        case movie, tiffStack, imageSequence, camera, simulation
    }

    public var kind: Kind
    /// What the user gave: the path of the file or folder, the pattern.
    public var path: String
    public var width: Int
    public var height: Int
    public var bitDepth: Int
    public var isColour: Bool
    /// nil where only reading to the end can tell.
    public var frameCount: Int?
    /// Micrometres per pixel as the file states it (ImageJ, OME), with where it stood.
    public var statedScale: StatedScale?
    public var timeOrigin: TimeOrigin
    /// Codec or compression, for the record ("h264", "lzw").
    public var encoding: String?

    public init(
        kind: Kind, path: String, width: Int, height: Int, bitDepth: Int, isColour: Bool, frameCount: Int?,
        statedScale: StatedScale? = nil, timeOrigin: TimeOrigin, encoding: String? = nil
    ) {
        self.kind = kind
        self.path = path
        self.width = width
        self.height = height
        self.bitDepth = bitDepth
        self.isColour = isColour
        self.frameCount = frameCount
        self.statedScale = statedScale
        self.timeOrigin = timeOrigin
        self.encoding = encoding
    }
}

/// The pixel size that a file states of itself.
public struct StatedScale: Sendable, Equatable {
    public var micrometersPerPixelX: Double
    public var micrometersPerPixelY: Double
    /// Where it stood, for people: "ImageJ resolution tags", "OME PhysicalSizeX".
    public var statedBy: String

    public init(micrometersPerPixelX: Double, micrometersPerPixelY: Double, statedBy: String) {
        self.micrometersPerPixelX = micrometersPerPixelX
        self.micrometersPerPixelY = micrometersPerPixelY
        self.statedBy = statedBy
    }
}

/// Where the frames' times come from.
public enum TimeOrigin: Sendable, Equatable {
    case frameInterval(seconds: Double)
    case timesFile(path: String)
    case omeDeltaT
    case omeTimeIncrement(seconds: Double)
    case microManagerElapsedTime
    case imageJFrameInterval(seconds: Double)
    case elapsedInNames
    case clockInNames
    case counterInNames(intervalSeconds: Double)
    case container(factor: Double)
    /// One picture, at time 0.
    case singlePicture
    case camera
    case simulation

    /// For the report: "container time stamps x 60".
    public var sentence: String {
        switch self {
        case .frameInterval(let seconds): "frame interval of \(seconds) s given by the user"
        case .timesFile(let path): "times file \(path) given by the user"
        case .omeDeltaT: "OME DeltaT of each plane"
        case .omeTimeIncrement(let seconds): "OME TimeIncrement of \(seconds) s"
        case .microManagerElapsedTime: "Micro-Manager ElapsedTime-ms of each page"
        case .imageJFrameInterval(let seconds): "ImageJ frame interval of \(seconds) s"
        case .elapsedInNames: "elapsed seconds in the file names"
        case .clockInNames: "clock times in the file names"
        case .counterInNames(let seconds): "counters in the file names, \(seconds) s apart"
        case .container(let factor):
            factor == 1 ? "time stamps of the movie's container"
                : "time stamps of the movie's container, multiplied by \(factor)"
        case .singlePicture: "a single picture, at time 0"
        case .camera: "the camera driver's time stamps"
        case .simulation: "simulated times"
        }
    }
}

/// What the user says about time, before anything that the recording states.
public struct TimeBase: Sendable, Equatable {
    public enum Statement: Sendable, Equatable {
        case none
        case frameInterval(seconds: Double)
        case timesFile(path: String)
        case containerFactor(Double)
    }

    public var statement: Statement

    public init(_ statement: Statement = .none) { self.statement = statement }
}
