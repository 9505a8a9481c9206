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
            return [
                CalibrationWarning(
                    code: "unusual_division",
                    sentence: sentence(period: period, division: division, fitting: fitting(ruling, near: division)))
            ]
        }
        return []
    }

    private static func sentence(period: Int, division: Double, fitting: Double?) -> String {
        func text(_ value: Double) -> String { String(format: "%.4g um", value) }
        let better = fitting.map { ", and usual slides are ruled so with a division of \(text($0))" } ?? ""
        return "every \(CalibrationError.ordinal(period)) line is longer; with a division of \(text(division)) those would "
            + "mark every \(text(division * Double(period))), which is unusual\(better): is the division, the distance of "
            + "neighbouring lines, really \(text(division))?"
    }

    /// The division nearest to the stated one with which all long lines mark 1 or 5 times a power of ten.
    private static func fitting(_ ruling: Ruling, near division: Double) -> Double? {
        let decade = pow(10, log10(division).rounded(.down))
        return [0.1, 0.2, 0.5, 1, 2, 5, 10].map { $0 * decade }
            .filter { candidate in
                ruling.longLinePeriods.allSatisfy { isRound(candidate * Double($0), leading: [1, 5]) }
            }.min { abs(log($0 / division)) < abs(log($1 / division)) }
    }

    static func isRound(_ value: Double, leading digits: [Double]) -> Bool {
        let mantissa = value / pow(10, log10(value).rounded(.down))
        return (digits + [10]).contains { abs(mantissa / $0 - 1) < 1e-6 && ($0 != 10 || digits.contains(1)) }
    }
}
