import Statistics

/// What a calibration was made from and what its error consists of: further keys of the calibration file.
public struct CalibrationDetails: Sendable, Equatable, Codable {
    /// Distance of neighbouring lines or nodes.
    public var divisionMicrometers: Double?
    /// Stated tolerance of the division.
    public var divisionToleranceMicrometers: Double?
    /// Relative standard errors that the errors of the scale consist of: of the fit, of the slide or objective as stated,
    /// and of the assumption that pixels are square (in the axis it concerns most).
    public var relativeFitError: Double?
    public var relativeToleranceError: Double?
    public var relativeAspectError: Double?
    /// "dots" or "checker".
    public var gridKind: String?
    public var shearDegrees: Double?
    public var shearStandardErrorDegrees: Double?
    /// Radial displacement in the corners as a part of their distance from the centre.
    public var cornerDistortion: Double?
    public var cornerDistortionStandardError: Double?
    /// Lines or nodes that were fitted, and their scatter.
    public var marks: Int?
    public var scatterPixels: Double?
    public var pictures: Int?
    public var warnings: [CalibrationWarning] = []

    public init() {}

    enum CodingKeys: String, CodingKey {
        case divisionMicrometers = "division_um"
        case divisionToleranceMicrometers = "division_tolerance_um"
        case relativeFitError = "fit_relative_se"
        case relativeToleranceError = "tolerance_relative_se"
        case relativeAspectError = "aspect_relative_se"
        case gridKind = "grid_kind"
        case shearDegrees = "shear_deg"
        case shearStandardErrorDegrees = "shear_se_deg"
        case cornerDistortion = "corner_distortion"
        case cornerDistortionStandardError = "corner_distortion_se"
        case marks
        case scatterPixels = "scatter_px"
        case pictures, warnings
    }
}
