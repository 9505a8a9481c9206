import Foundation
import Imaging
import Statistics

/// The pitch of a ruling at the picture's centre, from all its lines, with the distortion that they show.
///
/// Line k is where a0 + b p = k, with p the place on an even scale that `FieldDistortion` carries into the picture; the
/// pitch there is 1 / |b|. Lens distortion bends the row of the lines' positions, tilt makes their distances grow along
/// the ruling and the lines fan out, which says how the pitch changes from where the ruling lies to the centre.
struct RulingFit: Sendable {
    /// px at the picture's centre; the error holds the lines' scatter, its correlation, and the doubt about distortion.
    var pitch: Estimate
    /// Relative displacement in the picture's corners by the lens, and its change of scale by tilt there.
    var cornerDistortion: Estimate
    var cornerTilt: Estimate
    /// Measured minus fitted, px, in the order of `lines`.
    var residuals: [Double]
    var isInlier: [Bool]
    /// Standard deviation of the good lines' residuals, px.
    var scatter: Double

    /// - Parameter cornerPixels: from the picture's centre to its corners
    /// nil where the lines do not lie on a line. Lines that dirt has moved are left out.
    init?(_ lines: [LinePosition], cornerPixels: Double) {
        guard lines.count >= 3, let start = Self.straight(lines, cornerPixels: cornerPixels) else { return nil }
        isInlier = start.isInlier
        var model = RulingModel(lines, start: start, cornerPixels: cornerPixels)
        for round in 1...Self.rounds { guard model.improve(isLast: round == Self.rounds) else { return nil } }
        let average = DistortionAverage(
            parameters: model.parameters, covariance: model.covariance, kinds: RulingModel.field.kinds)
        model.parameters = average.parameters
        pitch = model.pitch(average.covariance)
        cornerDistortion = RulingModel.field.lens(average)
        cornerTilt = RulingModel.field.tilt(average)
        residuals = model.residuals()
        let good = zip(residuals, isInlier).filter(\.1).map(\.0)
        scatter = (good.reduce(0) { $0 + $1 * $1 } / Double(max(1, good.count - 2))).squareRoot()
    }

    /// Newton's steps double the digits, the first ones also settle the weights.
    private static let rounds = 5
    /// With fewer lines a bow cannot be told from their scatter.
    static let fewestForDistortion = 8

    /// An even ruling as the start, and which lines belong to it.
    struct Straight {
        var offset: Double
        var pitch: Double
        var isInlier: [Bool]
        /// Standard deviation about the even ruling, px.
        var scatter: Double
    }

    private static func straight(_ lines: [LinePosition], cornerPixels: Double) -> Straight? {
        let numbers = lines.map { Double($0.number) }
        let positions = lines.map(\.u)
        let even = Matrix(columns: [numbers.map { _ in 1 }, numbers])
        guard let robust = RobustRegression.fit(design: even, response: positions) else { return nil }
        var isInlier = robust.isInlier
        // Distortion bends the row of positions: what a parabola and a cubic explain is no outlier.
        if lines.count >= fewestForDistortion {
            let x = lines.map { robust.coefficients[0] + robust.coefficients[1] * Double($0.number) }
            let bent = Matrix(columns: [
                numbers.map { _ in 1 }, numbers, x.map { $0 * $0 / cornerPixels },
                zip(x, lines).map { $0 * ($0 * $0 + $1.v * $1.v) / (cornerPixels * cornerPixels) },
            ])
            if let curved = RobustRegression.fit(design: bent, response: positions),
                curved.isInlier.filter({ $0 }).count > isInlier.filter({ $0 }).count
            {
                isInlier = curved.isInlier
            }
        }
        let fit = LinearLeastSquares.fit(design: even, response: positions, weights: isInlier.map { $0 ? 1 : 0 })
        guard fit.success, fit.degreesOfFreedom >= 1, fit.parameters[1] > 0 else { return nil }
        return Straight(
            offset: fit.parameters[0], pitch: fit.parameters[1], isInlier: isInlier,
            scatter: (fit.chiSquare / Double(fit.degreesOfFreedom)).squareRoot())
    }
}
