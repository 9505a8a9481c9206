/// The lamp: how evenly it lights the field and how steady it is.
public struct Illumination: Codable, Sendable, Equatable {
    /// Part of the light missing in the corners.
    public var vignetting = 0.08
    /// Amplitude of smooth unevenness (standard deviation over the field).
    public var unevenness = 0.02
    /// Standard deviation of the brightness from frame to frame.
    public var flicker = 0.004
    /// Relative change of the brightness over an hour.
    public var fadingPerHour = 0.0

    public init() {}

    enum CodingKeys: String, SceneKey {
        case vignetting, unevenness, flicker
        case fadingPerHour = "fading_per_h"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.sceneContainer(CodingKeys.self)
        try values.read(.vignetting, into: &vignetting)
        try values.read(.unevenness, into: &unevenness)
        try values.read(.flicker, into: &flicker)
        try values.read(.fadingPerHour, into: &fadingPerHour)
    }
}
