import Foundation

extension CalibrationError {
    /// What is wrong with a picture of a calibration slide.
    var measurementSentence: String {
        switch self {
        case .noRuling(let picture):
            "\(picture): no ruling was found: it needs at least \(RulingFinder.fewestLines) evenly spaced lines, 3 px or "
                + "more apart, in focus enough to be told apart; for a grid use growthscope calibrate grid"
        case .tooFewLines(let picture, let count):
            "\(picture): only \(count) lines of a ruling could be measured, \(RulingFinder.fewestLines) are needed: take "
                + "a finer ruling or a lower magnification, or give two points with growthscope calibrate points"
        case .gridInstead(let picture):
            "\(picture): the marks are as wide as they are long, which is no ruling: for a grid of dots or squares use "
                + "growthscope calibrate grid"
        case .twoRulings(let picture, let firstPitch, let firstDegrees, let secondPitch, let secondDegrees):
            "\(picture): two different rulings: one with \(Self.text(firstPitch)) px per division at "
                + "\(Self.text(firstDegrees)) degrees, one with \(Self.text(secondPitch)) px at "
                + "\(Self.text(secondDegrees)) degrees: picture one of them, or cut the other off"
        case .saturated(let picture, let fraction):
            "\(picture): \(Int((100 * fraction).rounded())) % of the pixels are saturated: expose less, until no pixel is "
                + "at full scale"
        case .divisionContradicted(let picture, let division, let period):
            "\(picture): every \(Self.ordinal(period)) line is longer, which with a division of \(Self.text(division)) um "
                + "would mark every \(Self.text(division * Double(period))) um: no slide is ruled so; check --division "
                + "(it is the distance of neighbouring lines; are the short lines sharp enough to be seen?), or state that "
                + "it is right with --unusual-division"
        case .noGrid(let picture, let reason): "\(picture): no calibration grid was found: \(reason)"
        case .undetermined(let reason): reason
        default: ""
        }
    }

    private static func text(_ value: Double) -> String { String(format: "%.4g", value) }

    static func ordinal(_ number: Int) -> String {
        switch number {
        case 2: "second"
        case 5: "fifth"
        case 10: "tenth"
        default: "\(number)th"
        }
    }
}
