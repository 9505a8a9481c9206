/// How a run ended.
public enum RunStatus: String, Sendable, Codable, CaseIterable {
    /// Every frame of the recording was gone through.
    case complete
    /// The user stopped it.
    case interrupted
    /// The recording breaks off; it was measured up to there.
    case recordingCutOff = "recording_cut_off"
    /// The program ended without closing the run (killed, power lost); what was measured until then is kept.
    case unfinished
}

/// What is known when a run is over, beside its measurements.
public struct RunOutcome: Sendable, Equatable, Codable {
    public var status: RunStatus
    /// Sentences for people.
    public var warnings: [String]
    /// Of the input; nil for a camera.
    public var inputSHA256: String?
    public var calibrationSHA256: String?
    /// ISO 8601.
    public var finished: String

    public init(
        status: RunStatus, warnings: [String] = [], inputSHA256: String? = nil, calibrationSHA256: String? = nil,
        finished: String
    ) {
        self.status = status
        self.warnings = warnings
        self.inputSHA256 = inputSHA256
        self.calibrationSHA256 = calibrationSHA256
        self.finished = finished
    }

    enum CodingKeys: String, CodingKey {
        case status, warnings
        case inputSHA256 = "input_sha256"
        case calibrationSHA256 = "calibration_sha256"
        case finished
    }
}

/// The run as a whole: what `summary.json` holds.
public struct RunSummary: Sendable, Equatable, Codable {
    public struct Counts: Sendable, Equatable, Codable {
        /// Frames that could be read.
        public var framesRead: Int
        /// Frames in which crystals were searched.
        public var framesMeasured: Int
        /// Frames that should be there and could not be read.
        public var framesMissing: Int
        public var crystals: Int
        /// Objects that were followed and taken for dust, floaters, bubbles or burned-in marks.
        public var objectsRejected: Int

        enum CodingKeys: String, CodingKey {
            case framesRead = "frames_read"
            case framesMeasured = "frames_measured"
            case framesMissing = "frames_missing"
            case crystals
            case objectsRejected = "objects_rejected"
        }
    }

    public struct TimeSpan: Sendable, Equatable, Codable {
        public var origin: String
        /// s; nil without a frame.
        public var firstSeconds: Double?
        public var lastSeconds: Double?

        enum CodingKeys: String, CodingKey {
            case origin
            case firstSeconds = "first_s"
            case lastSeconds = "last_s"
        }
    }

    public struct Source: Sendable, Equatable, Codable {
        public var path: String
        public var sha256: String?
    }

    public var schema: String
    public var status: RunStatus
    public var counts: Counts
    /// Of a live run.
    public var capture: CaptureRecord?
    public var timeBase: TimeSpan
    public var scale: RecordedScale
    public var input: Source
    public var calibration: Source?
    public var settings: RunSettings
    public var versions: [String: String]
    public var warnings: [String]
    /// ISO 8601.
    public var started: String
    /// ISO 8601; nil for a run that was never closed.
    public var finished: String?

    public static let schema = "growthscope-run/1"

    enum CodingKeys: String, CodingKey {
        case schema, status, counts, capture
        case timeBase = "time_base"
        case scale, input, calibration, settings, versions, warnings, started, finished
    }
}
