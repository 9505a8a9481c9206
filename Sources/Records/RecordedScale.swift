import Calibration
import Statistics

/// The pixel scale of a run as it is kept in the record.
public struct RecordedScale: Sendable, Equatable, Codable {
    public var micrometersPerPixelX: Double
    public var micrometersPerPixelXStandardError: Double
    public var micrometersPerPixelY: Double
    public var micrometersPerPixelYStandardError: Double
    /// Where it comes from: "--scale", "ImageJ resolution tags", a calibration file's path.
    public var origin: String

    public init(_ scale: PixelScale) {
        micrometersPerPixelX = scale.x.value
        micrometersPerPixelXStandardError = scale.x.standardError
        micrometersPerPixelY = scale.y.value
        micrometersPerPixelYStandardError = scale.y.standardError
        origin = scale.origin
    }

    public var pixelScale: PixelScale {
        PixelScale(
            x: Estimate(value: micrometersPerPixelX, standardError: micrometersPerPixelXStandardError),
            y: Estimate(value: micrometersPerPixelY, standardError: micrometersPerPixelYStandardError),
            origin: origin)
    }

    enum CodingKeys: String, CodingKey {
        case micrometersPerPixelX = "um_per_px_x"
        case micrometersPerPixelXStandardError = "um_per_px_x_se"
        case micrometersPerPixelY = "um_per_px_y"
        case micrometersPerPixelYStandardError = "um_per_px_y_se"
        case origin
    }
}
