import Foundation
import Imaging

/// A growth recording to be simulated: what grows, the microscope and camera that picture it, and what disturbs them.
///
/// Written as JSON; no key is required, a missing one takes its default, an unknown one is refused:
///
///     {"um_per_px": 0.62, "width": 800, "height": 600, "frame_count": 121, "frame_interval_s": 12,
///      "appearance": {"contrast": "transparent", "rim_width_um": 1.5},
///      "crystals": [{"shape": "ribbon", "x_um": 240, "y_um": 180, "orientation_deg": 30,
///                    "side_um": 40, "side_velocity_um_per_min": 8, "width_um": 10, "nucleation_time_s": 60,
///                    "velocity_changes": [{"from_s": 900, "factor": 0.5}]}]}
public struct GrowthScene: Codable, Sendable, Equatable {
    public var name = "scene"
    public var summary = ""
    public var width = 800
    public var height = 600
    public var micrometersPerPixel = 0.62
    /// Frames at a constant interval, unless `frameTimesSeconds` lists them.
    public var frameCount = 121
    public var frameIntervalSeconds = 12.0
    /// Time of every frame, ascending; replaces count and interval.
    public var frameTimesSeconds: [Double]?
    /// Bits of a sample: 8, 10, 12, 14 or 16.
    public var bitDepth = 8
    public var isColour = false
    /// Encoded value = linear light to the power of gamma: 1 for a scientific camera, about 0.45 for video.
    public var gamma = 1.0
    public var seed: UInt64 = 1
    public var crystals: [GrowingCrystal] = []
    public var appearance = CrystalAppearance()
    public var optics = MicroscopeOptics()
    public var illumination = Illumination()
    public var sensor = Sensor()
    public var drift = SampleDrift()
    public var contamination = Contamination()
    public var inscription = Inscription()

    public init() {}

    enum CodingKeys: String, SceneKey {
        case name, summary, width, height, seed, gamma, crystals, appearance, optics, illumination, sensor, drift
        case contamination, inscription
        case micrometersPerPixel = "um_per_px"
        case frameCount = "frame_count"
        case frameIntervalSeconds = "frame_interval_s"
        case frameTimesSeconds = "frame_times_s"
        case bitDepth = "bit_depth"
        case isColour = "colour"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.sceneContainer(CodingKeys.self)
        try values.read(.name, into: &name)
        try values.read(.summary, into: &summary)
        try values.read(.width, into: &width)
        try values.read(.height, into: &height)
        try values.read(.micrometersPerPixel, into: &micrometersPerPixel)
        try values.read(.frameCount, into: &frameCount)
        try values.read(.frameIntervalSeconds, into: &frameIntervalSeconds)
        try values.read(.frameTimesSeconds, into: &frameTimesSeconds)
        try values.read(.bitDepth, into: &bitDepth)
        try values.read(.isColour, into: &isColour)
        try values.read(.gamma, into: &gamma)
        try values.read(.seed, into: &seed)
        try values.read(.crystals, into: &crystals)
        try values.read(.appearance, into: &appearance)
        try values.read(.optics, into: &optics)
        try values.read(.illumination, into: &illumination)
        try values.read(.sensor, into: &sensor)
        try values.read(.drift, into: &drift)
        try values.read(.contamination, into: &contamination)
        try values.read(.inscription, into: &inscription)
    }

    /// Reads a scene file.
    /// - Throws: `SimulationError` that names the key and what it should hold.
    public init(json: Data) throws {
        do {
            self = try JSONDecoder().decode(GrowthScene.self, from: json)
        } catch let error as DecodingError {
            throw SimulationError.unreadableScene(reason: error.sentence)
        }
        try validate()
    }

    /// The scene with all of its values, defaults included, as a scene file.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    /// Seconds of every frame.
    public var times: [Double] {
        frameTimesSeconds ?? (0..<max(0, frameCount)).map { Double($0) * frameIntervalSeconds }
    }

    /// Samples of a pixel: 3 (red, green, blue) in colour, else 1.
    var channels: Int { isColour ? 3 : 1 }

    /// Middle of the picture in um, where crystals are placed by their `xMicrometers` and `yMicrometers`.
    public var centreMicrometers: Point {
        Point(x: Double(width - 1) / 2 * micrometersPerPixel, y: Double(height - 1) / 2 * micrometersPerPixel)
    }
}

extension DecodingError {
    var sentence: String {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
            return path.isEmpty ? context.debugDescription
                : path.joined(separator: " ") + ": " + context.debugDescription
        case .keyNotFound(let key, let context):
            return "\(key.stringValue) is missing: " + context.debugDescription
        @unknown default:
            return "\(self)"
        }
    }
}
