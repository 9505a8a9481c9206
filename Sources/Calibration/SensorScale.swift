import Foundation
import Statistics

/// The scale that follows from the sensor's pixels and the magnification, without any picture.
public struct SensorScale: Sendable {
    public let scale: Estimate
    public let details: CalibrationDetails

    /// scale = pixel pitch x binning / magnification.
    ///
    /// - Parameter magnificationTolerance: part by which the magnification may differ from what is engraved; a
    ///   rectangular distribution
    /// Throws `CalibrationError.undetermined` for values that are not positive.
    public init(
        pixelPitchMicrometers pitch: Double, magnification: Double, magnificationTolerance: Double, binning: Int
    ) throws(CalibrationError) {
        guard pitch > 0, magnification > 0, binning >= 1, magnificationTolerance >= 0, magnificationTolerance < 1,
            (pitch * Double(binning) / magnification).isFinite
        else {
            throw .undetermined(
                reason: "pixel pitch, magnification and binning have to be positive, and the tolerance below 100 %")
        }
        let value = pitch * Double(binning) / magnification
        let relative = magnificationTolerance / 3.0.squareRoot()
        scale = Estimate(value: value, standardError: value * relative)
        var details = CalibrationDetails()
        details.relativeToleranceError = relative
        details.warnings = CalibrationWarning.implausible(scale) + [
            CalibrationWarning(
                code: "not_measured",
                sentence: "the scale was calculated, not measured: tube lens, camera adapter and zoom all enter it; a "
                    + "picture of a stage micrometer settles it")
        ]
        if magnificationTolerance == 0 {
            details.warnings.append(
                CalibrationWarning(
                    code: "no_tolerance",
                    sentence: "no tolerance of the magnification was stated (--magnification-tolerance): it is taken as "
                        + "exact, which no objective is"))
        }
        self.details = details
    }
}
