import Foundation
import Statistics

/// The brightness across an edge as a function of the distance u from it, outward positive:
///
///     I(u) = in + (out - in) Phi(u / c) - R exp(-u^2 / (2 s^2)) + K exp(-(u - d)^2 / (2 (b s)^2))
///
/// an opaque plate's step blurred by the lens (Phi: normal distribution, c = s: blur), and for a transparent plate also
/// its dark rim of depth R, centred on the true edge, and the bright Becke line of height K beside it at d.
///
/// Rim and Becke line are thin, so that the lens blurs both nearly alike (b is one but for some percent: `BeckeWidth`). With
/// any width the Becke line would take over a flank of the rim, and move the edge by a pixel. The step is sharper than the rim by the rim's own
/// width (c = 0.8 s for a rim as wide as the lens's blur).
public struct EdgeShape: Sendable, Equatable {
    /// Brightness far inside and far outside, relative to the background.
    public var inside: Double
    public var outside: Double
    /// Standard deviation s of the blur, px.
    public var blurPixels: Double
    var rimDepth = 0.0
    var beckeHeight = 0.0
    var beckeDistance = 0.0
    /// Standard deviation of the Becke line relative to that of the rim.
    var beckeWidth = 1.0

    /// Scatter of one pixel about the shape; of a rim only.
    var noise = 0.0
    /// nil where rim and Becke line were told apart by one profile alone, and of a step.
    var rimFit: RimFit?

    /// Blur of the step relative to that of the rim.
    static let stepShare = 0.8

    /// The step of an opaque plate.
    public init(inside: Double, outside: Double, blurPixels: Double) {
        self.inside = inside
        self.outside = outside
        self.blurPixels = blurPixels
    }

    /// What the edge changes in the picture: the step, or the rim where that is stronger.
    var amplitude: Double { max(abs(outside - inside), abs(rimDepth)) }

    func value(_ u: Double) -> Double {
        let sharpness = rimDepth == 0 ? 1 : Self.stepShare
        let step = inside + (outside - inside) * Self.passed(u / (sharpness * blurPixels))
        guard rimDepth != 0 || beckeHeight != 0 else { return step }
        let v = (u - beckeDistance) / (beckeWidth * blurPixels)
        return step - rimDepth * exp(-u * u / (2 * blurPixels * blurPixels)) + beckeHeight * exp(-v * v / 2)
    }

    /// dI/du
    func slope(_ u: Double) -> Double {
        let stepBlur = (rimDepth == 0 ? 1 : Self.stepShare) * blurPixels
        let step = (outside - inside) * Self.density(u / stepBlur) / stepBlur
        guard rimDepth != 0 || beckeHeight != 0 else { return step }
        let v = (u - beckeDistance) / (beckeWidth * blurPixels)
        return step + rimDepth * u / (blurPixels * blurPixels) * exp(-u * u / (2 * blurPixels * blurPixels))
            - beckeHeight * v / (beckeWidth * blurPixels) * exp(-v * v / 2)
    }

    /// Density of the normal distribution.
    static func density(_ z: Double) -> Double { exp(-z * z / 2) / (2 * Double.pi).squareRoot() }

    /// The normal distribution function: part of a blurred step that is passed at z.
    static func passed(_ z: Double) -> Double { 0.5 * erfc(-z * 0.5.squareRoot()) }

    /// Fits the step to a profile; also returns the position of the edge in it.
    ///
    /// - Parameter near: what the edge has been, and is nearly.
    static func fitStep(_ bins: [EdgeBand.Bin], near: EdgeShape? = nil) -> (shape: EdgeShape, position: Double)? {
        guard bins.count >= 6, let first = bins.first, let last = bins.last else { return nil }
        let inside = mean(bins.prefix(max(2, bins.count / 5)))
        let outside = mean(bins.suffix(max(2, bins.count / 5)))
        guard abs(outside - inside) > 1e-6 else { return nil }
        let known = near.map { [0, $0.blurPixels, $0.inside, $0.outside] }
        let start = known ?? [halfCrossing(bins, inside, outside) ?? 0, 1.3, inside, outside]
        let shape = { (p: [Double]) in EdgeShape(inside: p[2], outside: p[3], blurPixels: max(abs(p[1]), 0.2)) }
        let result = fit(bins, start: start, isNear: near != nil, shape) { v, p, shape in
            let z = v / shape.blurPixels
            let passed = passed(z)
            let wider = abs(p[1]) > 0.2 ? (p[1] < 0 ? -1.0 : 1) : 0
            return [-shape.slope(v), -wider * z * shape.slope(v), 1 - passed, passed, 0, 0, 0, 0]
        }
        guard let p = result?.parameters, p[0] > first.distance, p[0] < last.distance, abs(p[1]) < 12 else { return nil }
        return (shape(p), p[0])
    }

    /// What is known of the parameters besides the profile, as one more residual.
    struct Belief {
        let residual: ([Double]) -> Double
        let derivatives: ([Double]) -> SIMD8<Double>
    }

    static let usualTolerance = 1e-5

    /// - Parameters:
    ///   - isNear: the start is close to the minimum, so that one attempt with short steps finds it.
    ///   - tolerance: part of the sum of squares; see `LeastSquares.Options`.
    ///   - derivatives: of the brightness at a distance from the edge by the parameters (eight at the most).
    static func fit(
        _ bins: [EdgeBand.Bin], start: [Double], isNear: Bool, tolerance: Double = usualTolerance, beliefs: [Belief] = [],
        _ shape: @escaping ([Double]) -> EdgeShape,
        derivatives: @escaping (Double, [Double], EdgeShape) -> SIMD8<Double>
    ) -> FitResult? {
        let weights = bins.map { $0.count.squareRoot() }
        var options = LeastSquares.Options(tolerance: tolerance, maximumEvaluations: tolerance < usualTolerance ? 200 : 60)
        if isNear { options.firstSteps = [1] }
        let jacobian = { (p: [Double]) in
            self.jacobian(bins, at: p, from: p[0], beliefs: beliefs, shape(p), derivatives: derivatives)
        }
        let result = LeastSquares.fit(start: start, options: options, jacobian: jacobian) { p in
            let model = shape(p)
            return bins.indices.map { weights[$0] * (model.value(bins[$0].distance - p[0]) - bins[$0].value) }
                + beliefs.map { $0.residual(p) }
        }
        return result.parameters.allSatisfy(\.isFinite) ? result : nil
    }

    /// Derivatives of the weighted residuals of a profile and of beliefs by the parameters.
    ///
    /// - Parameter place: of the edge in the profile.
    static func jacobian(
        _ bins: [EdgeBand.Bin], at p: [Double], from place: Double, beliefs: [Belief], _ shape: EdgeShape,
        derivatives: (Double, [Double], EdgeShape) -> SIMD8<Double>
    ) -> Matrix {
        var matrix = Matrix(rows: bins.count + beliefs.count, columns: p.count)
        func set(_ row: Int, _ values: SIMD8<Double>) {
            for column in p.indices { matrix.elements[row * p.count + column] = values[column] }
        }
        for (row, bin) in bins.enumerated() {
            set(row, bin.count.squareRoot() * derivatives(bin.distance - place, p, shape))
        }
        for (number, belief) in beliefs.enumerated() { set(bins.count + number, belief.derivatives(p)) }
        return matrix
    }

    static func mean(_ bins: ArraySlice<EdgeBand.Bin>) -> Double {
        let count = bins.reduce(0) { $0 + $1.count }
        return bins.reduce(0) { $0 + $1.value * $1.count } / max(count, 1)
    }

    /// Standard deviation of a bin outside of the edge, from how far each lies off its neighbours.
    static func scatter(_ bins: [EdgeBand.Bin]) -> Double {
        let outer = bins.suffix(bins.count / 3)
        let bends = zip(outer, zip(outer.dropFirst(), outer.dropFirst(2))).map { $0.value - 2 * $1.0.value + $1.1.value }
        guard !bends.isEmpty else { return 0 }
        return (bends.reduce(0) { $0 + $1 * $1 } / Double(bends.count) / 6).squareRoot()
    }

    /// Where the profile first crosses the middle between its two levels, going outward.
    private static func halfCrossing(_ bins: [EdgeBand.Bin], _ inside: Double, _ outside: Double) -> Double? {
        let middle = (inside + outside) / 2
        for (a, b) in zip(bins, bins.dropFirst())
        where (a.value - middle) * (inside - middle) > 0 && (b.value - middle) * (inside - middle) <= 0 {
            let share = (middle - a.value) / (b.value - a.value)
            return a.distance + share * (b.distance - a.distance)
        }
        return nil
    }
}
