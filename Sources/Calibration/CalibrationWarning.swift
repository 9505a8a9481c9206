import Foundation
import Statistics

/// Something about a calibration that its user has to know; the number is given all the same.
public struct CalibrationWarning: Sendable, Equatable, Codable {
    /// For programs: "square_pixels_assumed", "saturated", ...
    public var code: String
    /// For people.
    public var sentence: String

    public init(code: String, sentence: String) {
        self.code = code
        self.sentence = sentence
    }
}

extension CalibrationWarning {
    /// - Parameter doubt: relative; more than the usual one where the lengths ask for other pixels
    static func squarePixels(doubt: Double) -> CalibrationWarning {
        let percent = String(format: "%.2g", 100 * doubt)
        return CalibrationWarning(
            code: "square_pixels_assumed",
            sentence: "all lengths lie in one direction: the scale along it is measured, across it square pixels are "
                + "assumed, with a doubt of \(percent) %; a second picture with the slide turned by 90 degrees measures both")
    }

    /// A camera on a microscope sees 0.02 to 50 um with a pixel; beyond, the stated length rather is wrong by a power of ten,
    /// which no slide shows.
    static func implausible(_ scale: Estimate) -> [CalibrationWarning] {
        if (0.02...50).contains(scale.value) { return [] }
        return [
            CalibrationWarning(
                code: "implausible_scale",
                sentence: "\(String(format: "%.3g", scale.value)) um per pixel is the scale of hardly any microscope: is the "
                    + "stated length, in its unit, right to the power of ten?")
        ]
    }

    /// What every kind of slide may have to say.
    static func shared(tolerance: Double, disagreement: Double) -> [CalibrationWarning] {
        var warnings: [CalibrationWarning] = []
        if tolerance == 0 {
            warnings.append(
                CalibrationWarning(
                    code: "no_tolerance",
                    sentence: "no tolerance of the stated length was given: the slide is taken as exact"))
        }
        if disagreement > 3 {
            let tenths = (disagreement * 10).rounded() / 10
            warnings.append(
                CalibrationWarning(
                    code: "measurements_disagree",
                    sentence: "the measurements differ \(tenths) times more than their errors allow: was the focus, the "
                        + "zoom or the slide changed between them, or a point misplaced? The errors were widened by that"
                ))
        }
        return warnings
    }

    static func distinct(_ warnings: [CalibrationWarning]) -> [CalibrationWarning] {
        warnings.reduce(into: []) { list, warning in if !list.contains(warning) { list.append(warning) } }
    }
}
