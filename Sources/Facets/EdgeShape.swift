import Foundation
import Statistics

/// The brightness across an edge as a function of the distance u from it, outward positive:
///
///     I(u) = in + (out - in) Phi(u / c) - R exp(-u^2 / (2 s^2)) + K exp(-(u - d)^2 / (2 s^2))
///
/// an opaque plate's step blurred by the lens (Phi: normal distribution, c = s: blur), and for a transparent plate also
/// its dark rim of depth R, centred on the true edge, and the bright Becke line of height K beside it at d.
///
/// Rim and Becke line are thin, so that lens and rim width blur both alike. A width of its own for the Becke line would
/// let it take over a flank of the rim, and move the edge by a pixel. The step is sharper than the rim by the rim's own
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

    /// The step of an opaque plate.
    public init(inside: Double, outside: Double, blurPixels: Double) {
        self.inside = inside
        self.outside = outside
        self.blurPixels = blurPixels
    }

    init(
        inside: Double, outside: Double, blurPixels: Double, rimDepth: Double, beckeHeight: Double, beckeDistance: Double
    ) {
        self.init(inside: inside, outside: outside, blurPixels: blurPixels)
        self.rimDepth = rimDepth
        self.beckeHeight = beckeHeight
        self.beckeDistance = beckeDistance
    }

    /// Blur of the step relative to that of the rim.
    private static let stepShare = 0.8
    /// Nearest distance of the Becke line from the rim, in units of the blur: nearer, they are one line.
    private static let nearestBecke = 1.6

    /// What the edge changes in the picture: the step, or the rim where that is stronger.
    var amplitude: Double { max(abs(outside - inside), abs(rimDepth)) }

    func value(_ u: Double) -> Double {
        let sharpness = rimDepth == 0 ? 1 : Self.stepShare
        let step = inside + (outside - inside) * Self.passed(u / (sharpness * blurPixels))
        guard rimDepth != 0 || beckeHeight != 0 else { return step }
        let v = (u - beckeDistance) / blurPixels
        return step - rimDepth * exp(-u * u / (2 * blurPixels * blurPixels)) + beckeHeight * exp(-v * v / 2)
    }

    /// dI/du
    func slope(_ u: Double) -> Double {
        let stepBlur = (rimDepth == 0 ? 1 : Self.stepShare) * blurPixels
        let step = (outside - inside) * Self.density(u / stepBlur) / stepBlur
        guard rimDepth != 0 || beckeHeight != 0 else { return step }
        let v = (u - beckeDistance) / blurPixels
        return step + rimDepth * u / (blurPixels * blurPixels) * exp(-u * u / (2 * blurPixels * blurPixels))
            - beckeHeight * v / blurPixels * exp(-v * v / 2)
    }

    /// Density of the normal distribution.
    private static func density(_ z: Double) -> Double { exp(-z * z / 2) / (2 * Double.pi).squareRoot() }

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
        guard let p = result, p[0] > first.distance, p[0] < last.distance, abs(p[1]) < 12 else { return nil }
        return (shape(p), p[0])
    }

    /// Fits step, rim and Becke line to a profile; the Becke line is tried on both sides.
    ///
    /// - Parameter near: what the edge has been, and is nearly.
    static func fitRim(_ bins: [EdgeBand.Bin], near: EdgeShape? = nil) -> (shape: EdgeShape, position: Double)? {
        guard bins.count >= 12, let first = bins.first, let last = bins.last else { return nil }
        let inside = mean(bins.prefix(3))
        let outside = mean(bins.suffix(3))
        guard let darkest = bins.min(by: { $0.value < $1.value }) else { return nil }
        let depth = (inside + outside) / 2 - darkest.value
        guard depth > 0 else { return nil }
        var best: (misfit: Double, shape: EdgeShape, position: Double)?
        for side in [1.0, -1.0] {
            // Squares keep the Becke line bright, and off the rim.
            func shape(_ p: [Double]) -> EdgeShape {
                let blur = max(abs(p[1]), 0.3)
                return EdgeShape(
                    inside: p[2], outside: p[3], blurPixels: blur, rimDepth: p[4], beckeHeight: p[5] * p[5],
                    beckeDistance: side * blur * (nearestBecke + p[6] * p[6]))
            }
            let start = near.map { rimStart(near: $0, side: side) }
                ?? [darkest.distance, 1.5, inside, outside, depth, (0.2 * depth).squareRoot(), 0.8]
            let fitted = fit(bins, start: start, isNear: near != nil, shape) { rimDerivatives($0, $1, $2, side: side) }
            guard let p = fitted, p[4] > 0.2 * depth else { continue }
            let model = shape(p)
            let misfit = bins.reduce(0.0) { sum, bin in
                let r = bin.value - model.value(bin.distance - p[0])
                return sum + bin.count * r * r
            }
            if best.map({ misfit < $0.misfit }) ?? true { best = (misfit, model, p[0]) }
        }
        guard let best, best.position > first.distance, best.position < last.distance else { return nil }
        return (best.shape, best.position)
    }

    /// The roots start away from zero, where nothing would move them; so does the Becke line on its other side.
    private static func rimStart(near: EdgeShape, side: Double) -> [Double] {
        let isSameSide = near.beckeDistance * side > 0
        let height = isSameSide ? near.beckeHeight : 0
        let beyond = isSameSide ? abs(near.beckeDistance) / near.blurPixels - nearestBecke : 0
        return [
            0, near.blurPixels, near.inside, near.outside, near.rimDepth,
            max(height, 0.05 * near.rimDepth).squareRoot(), max(beyond, 0.1).squareRoot(),
        ]
    }

    /// Derivatives by position, blur, both levels, the rim's depth, and the Becke line's height and distance (as roots).
    private static func rimDerivatives(_ v: Double, _ p: [Double], _ shape: EdgeShape, side: Double) -> SIMD8<Double> {
        let blur = shape.blurPixels
        let z = v / (stepShare * blur)
        let passed = passed(z)
        let rim = exp(-v * v / (2 * blur * blur))
        let w = (v - shape.beckeDistance) / blur
        let becke = exp(-w * w / 2)
        let wider = abs(p[1]) > 0.3 ? (p[1] < 0 ? -1.0 : 1) : 0
        let byBlur = -(shape.outside - shape.inside) * density(z) * z / blur
            - shape.rimDepth * rim * v * v / (blur * blur * blur) + shape.beckeHeight * becke * w * v / (blur * blur)
        return [
            -shape.slope(v), wider * byBlur, 1 - passed, passed, -rim, 2 * p[5] * becke,
            shape.beckeHeight * becke * w * side * 2 * p[6], 0,
        ]
    }

    /// - Parameters:
    ///   - isNear: the start is close to the minimum, so that one attempt with short steps finds it.
    ///   - derivatives: of the brightness at a distance from the edge by the parameters (eight at the most).
    private static func fit(
        _ bins: [EdgeBand.Bin], start: [Double], isNear: Bool, _ shape: @escaping ([Double]) -> EdgeShape,
        derivatives: @escaping (Double, [Double], EdgeShape) -> SIMD8<Double>
    ) -> [Double]? {
        let weights = bins.map { $0.count.squareRoot() }
        var options = LeastSquares.Options(tolerance: 1e-8, maximumEvaluations: 60)
        if isNear { options.firstSteps = [1] }
        let jacobian = { (p: [Double]) in
            let model = shape(p)
            var matrix = Matrix(rows: bins.count, columns: p.count)
            for row in bins.indices {
                let values = weights[row] * derivatives(bins[row].distance - p[0], p, model)
                for column in p.indices { matrix.elements[row * p.count + column] = values[column] }
            }
            return matrix
        }
        let result = LeastSquares.fit(start: start, options: options, jacobian: jacobian) { p in
            let model = shape(p)
            return bins.indices.map { weights[$0] * (model.value(bins[$0].distance - p[0]) - bins[$0].value) }
        }
        return result.parameters.allSatisfy(\.isFinite) ? result.parameters : nil
    }

    static func mean(_ bins: ArraySlice<EdgeBand.Bin>) -> Double {
        let count = bins.reduce(0) { $0 + $1.count }
        return bins.reduce(0) { $0 + $1.value * $1.count } / max(count, 1)
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
