import Foundation
import Statistics

/// A length on the slide that was measured in the picture: a ruling's division, the distance of two points.
public struct ScaledLength: Sendable, Equatable {
    /// Direction in the picture, from x towards y.
    public var degrees: Double
    public var pixels: Estimate
    public var micrometers: Double

    public init(degrees: Double, pixels: Estimate, micrometers: Double) {
        self.degrees = degrees
        self.pixels = pixels
        self.micrometers = micrometers
    }
}

/// The scales in x and y that lengths in one or several directions give.
///
/// A ruling's division of D um seen as a pitch of P px with its axis at the angle t obeys
/// (cos t)^2 / sx^2 + (sin t)^2 / sy^2 = P^2 / D^2: linear in 1 / sx^2 and 1 / sy^2, which are fitted to all lengths.
/// The distance between two points obeys (cos t)^2 sx^2 + (sin t)^2 sy^2 = D^2 / P^2.
public struct ScaleSolution: Sendable, Equatable {
    public enum Kind: Sendable { case divisions, distances }

    public var x: Estimate
    public var y: Estimate
    /// All lengths lie in about one direction: that pixels are square was assumed, and its doubt is in the errors.
    public var assumesSquarePixels: Bool
    /// Relative standard error of x or y, whichever it concerns most, because square pixels were assumed; 0 where not.
    public var relativeAspectError: Double
    /// How much larger than their errors the lengths' disagreement is; 1 where they agree, and for a single one.
    public var disagreement: Double

    /// Standard deviation of the pixels' aspect ratio, where nothing but habit says that it is 1.
    public static let aspectDoubt = 1e-3

    /// Throws `CalibrationError.undetermined` for no length or impossible ones.
    public init(_ lengths: [ScaledLength], kind: Kind) throws(CalibrationError) {
        guard !lengths.isEmpty,
            lengths.allSatisfy({ $0.pixels.value > 0 && $0.micrometers > 0 && $0.pixels.standardError >= 0 })
        else { throw .undetermined(reason: "no length was measured that could give a scale") }
        let squares = lengths.map { pow(sin($0.degrees * .pi / 180), 2) }
        let isOneDirection = (squares.max() ?? 0) - (squares.min() ?? 0) < 0.2
        assumesSquarePixels = isOneDirection
        let rows = Self.rows(lengths, squares: squares, kind: kind)
        let (solution, covariance, chiSquare) = Self.solve(rows, isOneDirection: isOneDirection)
        let freedom = lengths.count - (isOneDirection ? 1 : 2)
        let disagreement = freedom > 0 ? max(1, (chiSquare / Double(freedom)).squareRoot()) : 1
        self.disagreement = disagreement
        guard solution.0 > 0, solution.1 > 0 else {
            throw .undetermined(reason: "the lengths contradict each other: no scale in x and y fits them")
        }
        let power = kind == .divisions ? -0.5 : 0.5
        let doubted = isOneDirection ? max(Self.aspectDoubt, Self.aspect(rows, disagreement: disagreement)) : 0
        relativeAspectError = doubted
        // The doubt splits with the direction: a length along x says nothing about y.
        let meanSquare = squares.reduce(0, +) / Double(squares.count)
        let doubt = 2 * doubted
        func scale(_ value: Double, _ variance: Double, _ share: Double) -> Estimate {
            let aspect = pow(doubt * share * value, 2)
            let relative = (variance * disagreement * disagreement + aspect).squareRoot() / value / 2
            let scale = pow(value, power)
            return Estimate(value: scale, standardError: scale * relative)
        }
        x = scale(solution.0, covariance.x, meanSquare)
        y = scale(solution.1, covariance.y, 1 - meanSquare)
    }

    /// How far from square pixels have to be to make lengths of about one direction agree, which they do not as they are;
    /// 0 where nothing says so.
    private static func aspect(_ rows: [Row], disagreement: Double) -> Double {
        guard rows.count > 1, disagreement > 3 else { return 0 }
        let (free, _, _) = solve(rows, isOneDirection: false)
        guard free.0 > 0, free.1 > 0 else { return largestAspect }
        return min(abs(log(free.0 / free.1)) / 2, largestAspect)
    }

    /// Lengths of nearly the same direction that disagree say nothing of the pixels, but ask for any.
    private static let largestAspect = 0.1

    private struct Row {
        var a: Double
        var b: Double
        var value: Double
        var weight: Double
    }

    private static func rows(_ lengths: [ScaledLength], squares: [Double], kind: Kind) -> [Row] {
        zip(lengths, squares).map { length, square in
            let ratio = kind == .divisions
                ? length.pixels.value / length.micrometers : length.micrometers / length.pixels.value
            // A length without an error would have infinite weight.
            let relative = max(length.pixels.standardError / length.pixels.value, 1e-9)
            let error = 2 * ratio * ratio * relative
            return Row(a: 1 - square, b: square, value: ratio * ratio, weight: 1 / (error * error))
        }
    }

    /// Weighted normal equations of the two squares; with one direction the two are taken as equal.
    private static func solve(_ rows: [Row], isOneDirection: Bool)
        -> (solution: (Double, Double), covariance: (x: Double, y: Double), chiSquare: Double)
    {
        if isOneDirection {
            let total = rows.reduce(0) { $0 + $1.weight }
            let mean = rows.reduce(0) { $0 + $1.weight * $1.value } / total
            let chiSquare = rows.reduce(0) { $0 + $1.weight * pow($1.value - mean, 2) }
            return ((mean, mean), (1 / total, 1 / total), chiSquare)
        }
        let aa = rows.reduce(0) { $0 + $1.weight * $1.a * $1.a }
        let ab = rows.reduce(0) { $0 + $1.weight * $1.a * $1.b }
        let bb = rows.reduce(0) { $0 + $1.weight * $1.b * $1.b }
        let av = rows.reduce(0) { $0 + $1.weight * $1.a * $1.value }
        let bv = rows.reduce(0) { $0 + $1.weight * $1.b * $1.value }
        let determinant = aa * bb - ab * ab
        let p = (bb * av - ab * bv) / determinant
        let q = (aa * bv - ab * av) / determinant
        let chiSquare = rows.reduce(0) { $0 + $1.weight * pow($1.value - $1.a * p - $1.b * q, 2) }
        return ((p, q), (bb / determinant, aa / determinant), chiSquare)
    }
}
