import Foundation
import Imaging
import Statistics

extension FieldDistortion {
    /// What the user has to know of a distortion that is beyond doubt and large enough to matter.
    static func warnings(lens: Estimate, tilt: Estimate) -> [CalibrationWarning] {
        var warnings: [CalibrationWarning] = []
        if isSeen(lens) { warnings.append(CalibrationWarning(code: "distortion", sentence: sentence(lens: lens.value))) }
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

    /// Size of the tilt whose two components are parameters of a fit.
    static func tilt(_ parameters: [Double], _ covariance: Matrix, indices: [Int]) -> Estimate {
        let components = Point(x: parameters[indices[0]], y: parameters[indices[1]])
        let size = components.length
        // Without a direction of its own the tilt may have any.
        let direction = size > 0 ? components * (1 / size) : Point(x: 1, y: 0)
        var gradient = [Double](repeating: 0, count: parameters.count)
        gradient[indices[0]] = direction.x
        gradient[indices[1]] = direction.y
        return Estimate(value: size, standardError: max(0, covariance.quadraticForm(gradient)).squareRoot())
    }
}
