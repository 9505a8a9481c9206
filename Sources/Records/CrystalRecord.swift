import Facets
import Imaging
import Kinetics

/// One crystal of a run under the number that every table and picture gives it.
public struct CrystalRecord: Sendable {
    /// From 1, in the order of first appearance.
    public var number: Int
    /// The tracker's identity.
    public var trackID: Int
    /// The shape class of most frames, large late frames weighing more.
    public var habit: Habit
    public var firstFrame: Int
    public var lastFrame: Int
    public var firstTimeSeconds: Double
    public var lastTimeSeconds: Double
    /// Frames in which it was measured.
    public var frameCount: Int
    /// um, in the first and the last frame in which it was measured.
    public var firstSideMicrometers: Double?
    public var lastSideMicrometers: Double?
    /// Frames per flag.
    public var flagCounts: [MeasurementFlag: Int]
    /// nil until the growth laws were fitted.
    public var kinetics: CrystalKinetics?
}

/// Where a crystal is drawn in one frame.
public struct CrystalMark: Sendable {
    public var number: Int
    /// um in the camera's frame: corners, or the contour where there are no facets.
    public var outline: [Point]
    public var centre: Point
    public var sideMicrometers: Double?
    public var flags: Set<MeasurementFlag>

    public init(
        number: Int, outline: [Point], centre: Point, sideMicrometers: Double?, flags: Set<MeasurementFlag>
    ) {
        self.number = number
        self.outline = outline
        self.centre = centre
        self.sideMicrometers = sideMicrometers
        self.flags = flags
    }
}

/// Whether a frame of the recording was used.
public enum FrameStatus: String, Sendable, Codable {
    case measured
    /// Read, but no crystals were searched in it.
    case skipped
    /// It should be there and could not be read.
    case missing
}

/// A picture of the report, kept with the run so that the report can be written again without the recording.
public struct RunPicture: Sendable, Equatable {
    /// Order and key: "first", "middle", "last".
    public var name: String
    /// For people: "First frame, 0 s".
    public var caption: String
    /// "image/png" or "image/jpeg".
    public var mediaType: String
    public var bytes: [UInt8]

    public init(name: String, caption: String, mediaType: String, bytes: [UInt8]) {
        self.name = name
        self.caption = caption
        self.mediaType = mediaType
        self.bytes = bytes
    }
}
