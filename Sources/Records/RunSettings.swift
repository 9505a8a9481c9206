import Imaging
import Statistics

/// Everything that a command was given and found out before its first frame: enough to repeat the run.
public struct RunSettings: Sendable, Equatable, Codable {
    /// The recording or camera.
    public struct Input: Sendable, Equatable, Codable {
        public var path: String
        /// "movie", "tiffStack", "imageSequence", "camera", "simulation".
        public var kind: String
        public var widthPixels: Int
        public var heightPixels: Int
        public var bitDepth: Int
        public var isColour: Bool
        /// Codec or compression.
        public var encoding: String?

        public init(
            path: String, kind: String, widthPixels: Int, heightPixels: Int, bitDepth: Int, isColour: Bool,
            encoding: String? = nil
        ) {
            self.path = path
            self.kind = kind
            self.widthPixels = widthPixels
            self.heightPixels = heightPixels
            self.bitDepth = bitDepth
            self.isColour = isColour
            self.encoding = encoding
        }

        public init(_ properties: SourceProperties) {
            self.init(
                path: properties.path, kind: properties.kind.rawValue, widthPixels: properties.width,
                heightPixels: properties.height, bitDepth: properties.bitDepth, isColour: properties.isColour,
                encoding: properties.encoding)
        }

        enum CodingKeys: String, CodingKey {
            case path, kind
            case widthPixels = "width_px"
            case heightPixels = "height_px"
            case bitDepth = "bit_depth"
            case isColour = "is_colour"
            case encoding
        }
    }

    public var input: Input
    public var scale: RecordedScale
    /// Where the frames' times come from, as a sentence ("time stamps of the movie's container, multiplied by 60").
    public var timeBase: String
    /// "auto", "dark", "bright", "rim" or "colour".
    public var contrast: String
    public var regionOfInterest: PixelRect?
    public var ignoredRegions: [PixelRect]
    /// Of the crystal; the solute flux needs it.
    public var densityGramsPerCubicCentimeter: Double?
    public var calibrationPath: String?
    /// That the brightness values are encoded for a screen, where plates are coloured: as far as their colours tell it. nil of
    /// grey ones.
    public var screenProbability: Double?
    /// Whatever else was set, by the name of its option.
    public var options: [String: String]
    /// The command as it was typed.
    public var commandLine: [String]
    /// Program and libraries: "GrowthScope", "FFmpeg", "OpenCV", ...
    public var versions: [String: String]
    /// ISO 8601.
    public var started: String

    public init(
        input: Input, scale: RecordedScale, timeBase: String, contrast: String = "auto",
        regionOfInterest: PixelRect? = nil, ignoredRegions: [PixelRect] = [],
        densityGramsPerCubicCentimeter: Double? = nil, calibrationPath: String? = nil, screenProbability: Double? = nil,
        options: [String: String] = [:], commandLine: [String] = [], versions: [String: String] = [:],
        started: String
    ) {
        self.input = input
        self.scale = scale
        self.timeBase = timeBase
        self.contrast = contrast
        self.regionOfInterest = regionOfInterest
        self.ignoredRegions = ignoredRegions
        self.densityGramsPerCubicCentimeter = densityGramsPerCubicCentimeter
        self.calibrationPath = calibrationPath
        self.screenProbability = screenProbability
        self.options = options
        self.commandLine = commandLine
        self.versions = versions
        self.started = started
    }

    enum CodingKeys: String, CodingKey {
        case input, scale
        case timeBase = "time_base"
        case contrast
        case regionOfInterest = "roi_px"
        case ignoredRegions = "ignored_px"
        case densityGramsPerCubicCentimeter = "density_g_per_cm3"
        case calibrationPath = "calibration"
        case screenProbability = "screen_encoding_probability"
        case options
        case commandLine = "command_line"
        case versions, started
    }
}
