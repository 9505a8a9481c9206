import Foundation
import Statistics

/// The scale of one objective and camera mode, kept as a JSON file (`growthscope-calibration/1`).
///
/// `micrometersPerPixelX` and `-Y` hold for pictures of `imageWidth` x `imageHeight` px (null: made without a picture);
/// `rotationDegrees` is the ruler's or grid's angle against the rows. Informative keys (`rotation_deg`, `source`,
/// `objective`, `camera`, `created`, `details`) may be absent in a file written by hand.
public struct CalibrationFile: Sendable, Equatable {
    public static let schema = "growthscope-calibration/1"

    /// The picture or table that the calibration was measured on.
    public struct Source: Sendable, Equatable, Codable {
        public var path: String
        /// 64 hexadecimal digits.
        public var sha256: String

        public init(path: String, sha256: String) {
            self.path = path
            self.sha256 = sha256
        }
    }

    public var micrometersPerPixelX: Estimate
    public var micrometersPerPixelY: Estimate
    public var rotationDegrees: Double?
    public var imageWidth: Int?
    public var imageHeight: Int?
    /// "micrometer", "grid", "points", "sensor".
    public var method: String
    public var source: Source?
    public var objective: String?
    public var camera: String?
    /// ISO 8601.
    public var created: String?
    /// What it was made from, and what its error consists of.
    public var details: CalibrationDetails?
    /// Where it was read from or written to; names the file in errors and records.
    public var path: String

    public init(
        micrometersPerPixelX: Estimate, micrometersPerPixelY: Estimate, rotationDegrees: Double? = nil,
        imageWidth: Int?, imageHeight: Int?, method: String, source: Source? = nil, objective: String? = nil,
        camera: String? = nil, created: String? = nil, details: CalibrationDetails? = nil, path: String
    ) {
        self.micrometersPerPixelX = micrometersPerPixelX
        self.micrometersPerPixelY = micrometersPerPixelY
        self.rotationDegrees = rotationDegrees
        self.imageWidth = imageWidth
        self.imageHeight = imageHeight
        self.method = method
        self.source = source
        self.objective = objective
        self.camera = camera
        self.created = created
        self.details = details
        self.path = path
    }

    /// Throws `CalibrationError.outOfRange` for the first number that cannot be one of a calibration.
    public func validate() throws(CalibrationError) {
        try requireScale(micrometersPerPixelX.value, key: "um_per_px_x")
        try requireScale(micrometersPerPixelY.value, key: "um_per_px_y")
        try requireError(of: micrometersPerPixelX, key: "um_per_px_x_se")
        try requireError(of: micrometersPerPixelY, key: "um_per_px_y_se")
        if let imageWidth { try requirePositive(Double(imageWidth), key: "image_width") }
        if let imageHeight { try requirePositive(Double(imageHeight), key: "image_height") }
        if let rotationDegrees, !rotationDegrees.isFinite {
            throw .outOfRange(path: path, key: "rotation_deg", value: rotationDegrees, requirement: "a finite angle")
        }
    }

    /// From a pixel far below the resolution of light to one of a centimetre: beyond, the file is wrong.
    public static let possibleScales = 1e-4...1e4

    private func requireScale(_ value: Double, key: String) throws(CalibrationError) {
        guard Self.possibleScales.contains(value) else {
            throw .outOfRange(
                path: path, key: key, value: value, requirement: "between 0.0001 and 10000 micrometres per pixel")
        }
    }

    private func requirePositive(_ value: Double, key: String) throws(CalibrationError) {
        guard value.isFinite, value > 0 else {
            throw .outOfRange(path: path, key: key, value: value, requirement: "greater than 0")
        }
    }

    private func requireError(of scale: Estimate, key: String) throws(CalibrationError) {
        guard scale.standardError >= 0, scale.standardError < scale.value else {
            throw .outOfRange(
                path: path, key: key, value: scale.standardError, requirement: "0 or more, and less than the scale itself")
        }
    }
}
