import Foundation
import Statistics

extension FieldDistortion {
    /// What the user has to know of a distortion that is beyond doubt and large enough to matter.
    static func warnings(lens: Estimate, tilt: Estimate) -> [CalibrationWarning] {
        var warnings: [CalibrationWarning] = []
        if isSeen(lens) {
            warnings.append(CalibrationWarning(code: "distortion", sentence: sentence(lens: lens.value)))
        }
        if isSeen(tilt) { warnings.append(CalibrationWarning(code: "tilt", sentence: sentence(tilt: tilt.value))) }
        return warnings
    }

    private static func isSeen(_ distortion: Estimate) -> Bool {
        abs(distortion.value) > 3 * distortion.standardError && abs(distortion.value) > 5e-4
    }

    /// Lengths near the corner scale with 1 + 3 kappa r^2 along the radius.
    private static func sentence(lens corner: Double) -> String {
        let text = String(format: "%+.2f", 100 * corner)
        let length = String(format: "%.2f", 300 * abs(corner))
        return "the lens distorts: points in the corners are displaced by \(text) % of their distance from the centre; "
            + "the scale is that of the centre, and lengths in the corners are off by up to \(length) %"
    }

    /// Lengths along the slope scale with 1 - 2 g r.
    private static func sentence(tilt corner: Double) -> String {
        let length = String(format: "%.2f", 200 * corner)
        return "the slide lies askew to the camera: the scale is that of the picture's centre, and lengths in the corners "
            + "are off by up to \(length) %; level the stage"
    }
}
