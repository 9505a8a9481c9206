import Facets
import Imaging
import Statistics

/// A facet under the number it keeps through the run.
public struct TrackedFacet: Sendable {
    /// Identity within the crystal, from 1, by the direction of the normal.
    public var number: Int
    /// In the picture, [0, 360): 0 along x, 90 along y (down).
    public var normalDegrees: Double
    /// Distance along the normal from the crystal's seed point, stage drift removed, um.
    public var distance: Estimate
    public var lengthMicrometers: Double
    public var isMeasured: Bool

    public init(
        number: Int, normalDegrees: Double, distance: Estimate, lengthMicrometers: Double, isMeasured: Bool
    ) {
        self.number = number
        self.normalDegrees = normalDegrees
        self.distance = distance
        self.lengthMicrometers = lengthMicrometers
        self.isMeasured = isMeasured
    }
}

/// One crystal in one frame under the identity it keeps through the run.
public struct TrackedCrystal: Sendable {
    public var id: Int
    public var frame: Int
    public var timeSeconds: Double
    public var observation: CrystalObservation
    public var facets: [TrackedFacet]

    public init(
        id: Int, frame: Int, timeSeconds: Double, observation: CrystalObservation, facets: [TrackedFacet]
    ) {
        self.id = id
        self.frame = frame
        self.timeSeconds = timeSeconds
        self.observation = observation
        self.facets = facets
    }
}

/// What a followed object turned out to be.
public enum TrackVerdict: String, Sendable, Codable, CaseIterable {
    /// Not decided yet: its measurements are kept, but not shown.
    case candidate
    case crystal
    /// Dust, a floater, a bubble, a burned-in clock or scale bar.
    case rejected
}

/// Something that happened to a crystal or to the run.
public struct TrackEvent: Sendable, Equatable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case nucleation
        case contact
        case split
        /// Reaches the edge of the picture.
        case border
        /// Not seen any more while it should be in the field.
        case lost
        /// Seen again behind a gap.
        case found
        case outOfFocus = "out_of_focus"
        case framesMissing = "frames_missing"
        case stageMoved = "stage_moved"
        case interrupted
        case recordingCutOff = "recording_cut_off"
        /// The camera sent frames that never arrived: gaps in the driver's numbering.
        case framesLost = "frames_lost"
        /// Frames that arrived damaged and were not measured.
        case framesDamaged = "frames_damaged"
        case cameraUnplugged = "camera_unplugged"
        /// No frame came within the time that one takes.
        case cameraStalled = "camera_stalled"
        /// The driver reported an error, or the device is held by another program.
        case cameraError = "camera_error"
        /// Frames come again behind one of the three above.
        case cameraResumed = "camera_resumed"
        /// The driver's frame numbers or time stamps jumped; frames and times go on without the jump.
        case numberingJumped = "numbering_jumped"
        case clockJumped = "clock_jumped"
        /// The picture as a whole became brighter or darker.
        case exposureChanged = "exposure_changed"
        case diskFull = "disk_full"
        /// The run goes on without its recording.
        case recordingStopped = "recording_stopped"
    }

    public var timeSeconds: Double
    public var frame: Int
    public var kind: Kind
    /// nil where the event is the run's.
    public var crystalID: Int?
    /// For people: "touches crystal 4", "3 frames missing".
    public var detail: String

    public init(timeSeconds: Double, frame: Int, kind: Kind, crystalID: Int?, detail: String) {
        self.timeSeconds = timeSeconds
        self.frame = frame
        self.kind = kind
        self.crystalID = crystalID
        self.detail = detail
    }
}
