import Imaging
import Statistics

/// What the user says about the scale.
public enum ScaleStatement: Sendable, Equatable {
    case none
    /// Square pixels, um per pixel.
    case micrometersPerPixel(Double)
    case calibrationFile(path: String)
}

/// The scale that a run uses, and how it was come by.
public struct ScaleResolution: Sendable, Equatable {
    public var scale: PixelScale
    /// Sentences for the run's warnings: a scale adapted to binning, one without a known error.
    public var notes: [String]
    /// The calibration file that was used, for its checksum in the record.
    public var calibrationPath: String?

    /// The user's statement first, then what the recording states of itself.
    ///
    /// - Parameters:
    ///   - statement: what the user said
    ///   - properties: the recording; its size decides whether a calibration fits
    /// Throws `CalibrationError`: `.noScale` names the three ways to give one.
    public init(statement: ScaleStatement, properties: SourceProperties) throws(CalibrationError) {
        switch statement {
        case .micrometersPerPixel(let value):
            self.init(
                scale: try Self.exact(x: value, y: value, origin: "--scale"), notes: [Self.errorUnknown("--scale")])
        case .calibrationFile(let path):
            let file = try CalibrationFile(contentsOf: path)
            let (scale, note) = try file.scale(forWidth: properties.width, height: properties.height)
            let doubts = (file.details?.warnings ?? []).map { "\(path): \($0.sentence)" }
            self.init(scale: scale, notes: (note.map { [$0] } ?? []) + doubts, calibrationPath: path)
        case .none:
            guard let stated = properties.statedScale else { throw .noScale(input: properties.path) }
            let scale = try Self.exact(
                x: stated.micrometersPerPixelX, y: stated.micrometersPerPixelY, origin: stated.statedBy)
            self.init(scale: scale, notes: [Self.errorUnknown(stated.statedBy)])
        }
    }

    private init(scale: PixelScale, notes: [String], calibrationPath: String? = nil) {
        self.scale = scale
        self.notes = notes
        self.calibrationPath = calibrationPath
    }

    private static func exact(x: Double, y: Double, origin: String) throws(CalibrationError) -> PixelScale {
        for value in [x, y] where !CalibrationFile.possibleScales.contains(value) {
            throw .invalidScale(micrometersPerPixel: value, origin: origin)
        }
        return PixelScale(
            x: Estimate(value: x, standardError: 0), y: Estimate(value: y, standardError: 0), origin: origin)
    }

    private static func errorUnknown(_ origin: String) -> String {
        "the scale comes from \(origin), without a standard error: errors of velocities and areas hold for the "
            + "measurement only (a calibration file carries the scale's error)"
    }
}
