import Foundation

/// A calibration slide under a simulated microscope: everything that its picture is made from.
public struct CalibrationScene: Codable, Sendable, Equatable {
    public var name = "calibration"
    public var width = 960
    public var height = 720
    public var micrometersPerPixelX = 0.7
    public var micrometersPerPixelY = 0.7
    public var rulings: [SimulatedRuling] = []
    public var grid: SimulatedGrid?
    /// Part of the light that a line or dot takes away, before blur.
    public var contrast = 0.75
    /// Standard deviation of the blur in px; the camera's square pixels come on top.
    public var blurSigmaPixels = 1.15
    /// Radial displacement in the corners, as a part of the corner's distance from the centre; above 0 is a pincushion.
    public var cornerDistortion = 0.0
    public var dirtSpecks = 6
    public var dirtRadiusPixels = 3.5
    public var illumination = Illumination()
    public var sensor = Sensor()
    public var bitDepth = 8
    public var seed: UInt64 = 1

    public init() {}

    enum CodingKeys: String, SceneKey {
        case name, width, height, rulings, grid, contrast, illumination, sensor, seed
        case micrometersPerPixelX = "um_per_px_x"
        case micrometersPerPixelY = "um_per_px_y"
        case blurSigmaPixels = "blur_sigma_px"
        case cornerDistortion = "corner_distortion"
        case dirtSpecks = "dirt_specks"
        case dirtRadiusPixels = "dirt_radius_px"
        case bitDepth = "bit_depth"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.sceneContainer(CodingKeys.self)
        try values.read(.name, into: &name)
        try values.read(.width, into: &width)
        try values.read(.height, into: &height)
        try values.read(.micrometersPerPixelX, into: &micrometersPerPixelX)
        try values.read(.micrometersPerPixelY, into: &micrometersPerPixelY)
        try values.read(.rulings, into: &rulings)
        try values.read(.grid, into: &grid)
        try values.read(.contrast, into: &contrast)
        try values.read(.blurSigmaPixels, into: &blurSigmaPixels)
        try values.read(.cornerDistortion, into: &cornerDistortion)
        try values.read(.dirtSpecks, into: &dirtSpecks)
        try values.read(.dirtRadiusPixels, into: &dirtRadiusPixels)
        try values.read(.illumination, into: &illumination)
        try values.read(.sensor, into: &sensor)
        try values.read(.bitDepth, into: &bitDepth)
        try values.read(.seed, into: &seed)
    }

    /// Reads a scene file; what it leaves out is taken as usual. Throws `SimulationError`.
    public init(json: Data) throws {
        do {
            self = try JSONDecoder().decode(CalibrationScene.self, from: json)
        } catch let error as DecodingError {
            throw SimulationError.unreadableScene(reason: error.sentence)
        }
        try validate()
    }

    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }
}
