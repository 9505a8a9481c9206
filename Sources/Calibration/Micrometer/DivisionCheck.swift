import Foundation

/// Whether the long lines of a ruling fit the division that the user states.
///
/// Middle and long lines mark round lengths: 1 or 5 times a power of ten, at a pinch 2. A ruling whose every fifth and
/// tenth line is longer has a division of 10 um, say, and not one of 50 um.
enum DivisionCheck {
    /// Returns warnings; throws `CalibrationError.divisionContradicted`.
    static func check(
        _ ruling: Ruling, divisionMicrometers division: Double, picture: String, allowsUnusual: Bool
    ) throws(CalibrationError) -> [CalibrationWarning] {
        for period in ruling.longLinePeriods {
            let length = division * Double(period)
            if isRound(length, leading: [1, 5]) { continue }
            // Every second line stands for 1 or 5 (half millimetres on a ruler), never for 2.
            guard (isRound(length, leading: [2]) && period > 2) || allowsUnusual else {
                throw .divisionContradicted(picture: picture, divisionMicrometers: division, period: period)
            }
            let text = String(format: "%.4g", length)
            return [
                CalibrationWarning(
                    code: "unusual_division",
                    sentence: "every \(period) lines one is longer and would mark \(text) um, which is unusual: is the "
                        + "division, the distance of neighbouring lines, really \(String(format: "%.4g", division)) um?"
                )
            ]
        }
        return []
    }

    static func isRound(_ value: Double, leading digits: [Double]) -> Bool {
        let mantissa = value / pow(10, log10(value).rounded(.down))
        return (digits + [10]).contains { abs(mantissa / $0 - 1) < 1e-6 && ($0 != 10 || digits.contains(1)) }
    }
}
