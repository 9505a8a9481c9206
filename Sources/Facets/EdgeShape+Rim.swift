import Foundation
import Statistics

/// The shape of a transparent plate's edge: rim and Becke line.
extension EdgeShape {
    /// Nearest distance of a Becke line from the rim, in units of the blur: where one profile has to tell them apart, and
    /// where the blur is known.
    private static let apart = 1.6
    private static let overlapping = 0.2
    /// What a Becke line is like where the profile does not tell: its height relative to the rim's depth, its distance in
    /// units of the blur. Both are weak.
    private static let usualHeight = 0.7
    private static let usualDistance = 1.5
    /// Part of itself by which the blur changes between two frames, as focus drifts; and by which it may be off where rim
    /// and Becke line were told apart by one profile.
    private static let blurChange = 0.01
    private static let blurDoubt = 0.03
    /// By which the Becke line may be wider or narrower than the rim, as part of the width: their own widths beside the
    /// lens's blur are the optics' and the side faces', and alike to some percent.
    private static let widthDoubt = 0.03

    /// Fits step, rim and Becke line to a profile; the Becke line is tried on both sides.
    static func fitRim(_ bins: [EdgeBand.Bin]) -> (shape: EdgeShape, position: Double)? {
        guard bins.count >= 12, let first = bins.first, let last = bins.last else { return nil }
        let inside = mean(bins.prefix(3))
        let outside = mean(bins.suffix(3))
        guard let darkest = bins.min(by: { $0.value < $1.value }) else { return nil }
        let depth = (inside + outside) / 2 - darkest.value
        guard depth > 0 else { return nil }
        var best: (misfit: Double, shape: EdgeShape, position: Double)?
        for side in [1.0, -1.0] {
            let start = [darkest.distance, 1.5, inside, outside, depth, (0.2 * depth).squareRoot(), 0.8]
            let shape = { rimShape($0, side: side, nearest: apart) }
            let fitted = fit(bins, start: start, isNear: false, shape) { rimDerivatives($0, $1, $2, side: side) }
            guard let fitted, fitted.parameters[4] > 0.2 * depth else { continue }
            var model = shape(fitted.parameters)
            model.noise = fitted.residualStandardDeviation
            if best.map({ fitted.chiSquare < $0.misfit }) ?? true {
                best = (fitted.chiSquare, model, fitted.parameters[0])
            }
        }
        guard let best, best.position > first.distance, best.position < last.distance else { return nil }
        return (best.shape, best.position)
    }

    /// As `fitRim`, for a Becke line that may overlap the rim.
    ///
    /// The two then cannot be told apart by one profile: what the line adds to a flank looks like a wider rim elsewhere.
    /// The blur, which belongs to the lens and the side faces and hardly changes from frame to frame, tells them apart.
    ///
    /// - Parameters:
    ///   - start: a shape that is nearly right, and where its edge lies in the profile.
    ///   - earlier: the shape in the frame before; nil: the start's own blur is all that is known.
    static func fitOverlappingRim(
        _ bins: [EdgeBand.Bin], from start: (shape: EdgeShape, position: Double), earlier: EdgeShape?
    ) -> (shape: EdgeShape, position: Double)? {
        let known = earlier ?? start.shape
        let error = earlier.map { hypot($0.blurStandardError, blurChange * $0.blurPixels) }
            ?? blurDoubt * start.shape.blurPixels
        let beliefs = rimBeliefs(blur: known.blurPixels, standardError: error, noise: known.noise)
        guard bins.count >= 12, known.noise > 0 else { return nil }
        let attempts = [1.0, -1.0].compactMap { side -> (fit: FitResult, shape: EdgeShape)? in
            let shape = { rimShape($0, side: side, nearest: overlapping) }
            let fitted = fit(bins, start: rimStart(start, side: side), isNear: true, beliefs: beliefs, shape) {
                rimDerivatives($0, $1, $2, side: side)
            }
            guard let fitted, fitted.success else { return nil }
            return (fitted, shape(fitted.parameters))
        }
        guard let best = attempts.min(by: { $0.fit.chiSquare < $1.fit.chiSquare }) else { return nil }
        let p = best.fit.parameters
        guard p[4] > 0.5 * start.shape.rimDepth, abs(p[0] - start.position) < start.shape.blurPixels else { return nil }
        var shape = best.shape
        let byWidth = widthDoubt * placeByBeckeWidth(bins, best.fit, best.shape)
        shape.placeStandardError = hypot(best.fit.covariance[0, 0].squareRoot(), byWidth)
        shape.blurStandardError = best.fit.covariance[1, 1].squareRoot()
        shape.noise = best.fit.residualStandardDeviation
        return (shape, p[0])
    }

    /// By how much the fitted place would change with the relative width of the Becke line, px: by the fit's normal equations
    /// at its minimum.
    private static func placeByBeckeWidth(_ bins: [EdgeBand.Bin], _ fit: FitResult, _ shape: EdgeShape) -> Double {
        let p = fit.parameters
        let variance = fit.residualStandardDeviation * fit.residualStandardDeviation
        guard variance > 0, shape.beckeHeight > 0 else { return 0 }
        let side = shape.beckeDistance < 0 ? -1.0 : 1
        var sum = 0.0
        for bin in bins {
            let v = bin.distance - p[0]
            let derivatives = rimDerivatives(v, p, shape, side: side)
            let w = (v - shape.beckeDistance) / shape.blurPixels
            let change = shape.beckeHeight * exp(-w * w / 2) * w * w
            let step = p.indices.reduce(0) { $0 + fit.covariance[0, $1] * derivatives[$1] }
            sum += bin.count * step * change
        }
        return -sum / variance
    }

    /// Squares keep the Becke line bright, and off the rim by `nearest` blurs.
    private static func rimShape(_ p: [Double], side: Double, nearest: Double) -> EdgeShape {
        var shape = EdgeShape(inside: p[2], outside: p[3], blurPixels: max(abs(p[1]), 0.3))
        shape.rimDepth = p[4]
        shape.beckeHeight = p[5] * p[5]
        shape.beckeDistance = side * shape.blurPixels * (nearest + p[6] * p[6])
        return shape
    }

    /// The blur as it is known; a Becke line is lower than the rim is deep, and within some blurs of it.
    private static func rimBeliefs(blur: Double, standardError: Double, noise: Double) -> [Belief] {
        [
            Belief(
                residual: { noise * (abs($0[1]) - blur) / standardError },
                derivatives: { [0, noise / standardError * ($0[1] < 0 ? -1 : 1), 0, 0, 0, 0, 0, 0] }),
            Belief(
                residual: { noise * $0[5] * $0[5] / $0[4] / usualHeight },
                derivatives: { p in
                    let share = noise / p[4] / usualHeight
                    return [0, 0, 0, 0, -share * p[5] * p[5] / p[4], 2 * share * p[5], 0, 0]
                }),
            Belief(
                residual: { noise * (overlapping + $0[6] * $0[6] - usualDistance) / usualDistance },
                derivatives: { [0, 0, 0, 0, 0, 0, noise * 2 * $0[6] / usualDistance, 0] }),
        ]
    }

    /// The roots start away from zero, where nothing would move them; so does the Becke line on its other side.
    private static func rimStart(_ start: (shape: EdgeShape, position: Double), side: Double) -> [Double] {
        let shape = start.shape
        let isSameSide = shape.beckeDistance * side > 0
        let height = isSameSide ? max(shape.beckeHeight, 0.05 * shape.rimDepth) : 0.2 * shape.rimDepth
        let distance = isSameSide ? abs(shape.beckeDistance) / shape.blurPixels : usualDistance
        return [
            start.position, shape.blurPixels, shape.inside, shape.outside, shape.rimDepth, height.squareRoot(),
            max(distance - overlapping, 0.1).squareRoot(),
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
}
