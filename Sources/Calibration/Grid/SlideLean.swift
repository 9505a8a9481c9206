import Foundation
import Statistics

/// How far the axes of a grid may lean towards each other on the slide itself.
///
/// A slide whose axes lean by s, turned by t, looks like a shear of s cos 2t and pixels whose sides differ by s sin 2t. One
/// picture does not tell whose these are, so the scales in x and y, which take the slide as square, may be off by half of
/// the latter. Chrome on glass is square to 1e-5 and most pixels are square too, but prints lean by 0.1 % and more, and
/// pictures are resized. Either is therefore taken as square with odds of one to one, else as off by any part, every
/// logarithm of which is as likely as any other; camera pixels have right angles. What the picture shows then weighs the
/// leans. Near 45 degrees a lean hardly shows as shear, and the doubt is largest.
struct SlideLean {
    /// Relative standard error of x and y for want of knowing the lean.
    let relativeError: Double

    /// Radians. What is smaller matters to no scale, and is smaller than the error of a shear.
    private static let step = 1e-5
    private static let largest = 0.06
    private static let logRange = log(largest / step)

    /// - Parameters:
    ///   - matrix: px per step of the grid, row by row
    ///   - shearError: radians
    ///   - ratioError: of log(x/y)
    init(_ matrix: [Double], shearError: Double, ratioError: Double) {
        let square = GridScales(matrix, pitch: 1)
        var (total, squares) = (0.0, 0.0)
        func add(_ lean: Double, prior: Double) {
            let scales = GridScales(matrix, pitch: 1, lean: lean)
            let shear = scales.shearDegrees * .pi / 180 / max(shearError, Self.step)
            let ratio = log(scales.x / scales.y)
            let weight = prior * exp(-0.5 * shear * shear) * Self.likelihood(ofRatio: ratio, error: max(ratioError, Self.step))
            total += weight
            squares += weight * (pow(log(scales.x / square.x), 2) + pow(log(scales.y / square.y), 2)) / 2
        }
        add(0, prior: 1)
        for number in 1...Int(Self.largest / Self.step) {
            let prior = 1 / (2 * Self.logRange * Double(number))
            add(Self.step * Double(number), prior: prior)
            add(-Self.step * Double(number), prior: prior)
        }
        // No lean explains the picture: it is sheared otherwise.
        relativeError = total > 1e-200 ? (squares / total).squareRoot() : abs(square.shearDegrees) * .pi / 180 / 2
    }

    /// Of pixels that are square, or else not by any part.
    private static func likelihood(ofRatio ratio: Double, error: Double) -> Double {
        let squarePixels = exp(-0.5 * pow(ratio / error, 2)) / (error * (2 * .pi).squareRoot())
        let size = max(abs(ratio), error)
        return squarePixels + pow(min(1, largest / size), 2) / (2 * logRange * size)
    }
}

extension SlideLean {
    /// What a ruling is good for: 0.02 %.
    private static let relevant = 2e-4

    /// - Parameter fitError: of the scales without the doubt, relative
    func warnings(fitError: Double) -> [CalibrationWarning] {
        guard relativeError > Self.relevant, relativeError > fitError else { return [] }
        let percent = String(format: "%.2g", 100 * relativeError)
        return [
            CalibrationWarning(
                code: "axes_may_lean",
                sentence: "the grid is turned so far that axes which are not quite at right angles on the slide would look like "
                    + "pixels that are not square: the errors of x and y were widened by \(percent) % for that; turn the slide "
                    + "until its axes run along the picture's sides")
        ]
    }
}
