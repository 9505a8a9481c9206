import Foundation
import Statistics

/// How a plate whose inside is not even misleads the step that is fitted to its edge: terraces near the edge, corners that are
/// blurred into a short facet's profile. A level that changes evenly with depth, fitted besides the step, tells most of what
/// they move the edge by, and is nearly what such a profile would be for any of them.
struct EdgeTilt {
    /// How far outward of a step's place the edge lies, px, to first order; nil for a rim, and where the profile does not
    /// reach far enough inside.
    static func shift(_ bins: [EdgeBand.Bin], _ shape: EdgeShape, position: Double) -> Estimate? {
        let step = shape.outside - shape.inside
        guard shape.rimDepth == 0, shape.beckeHeight == 0, step != 0, bins.count > 6 else { return nil }
        var normal = NormalEquations<4>()
        var rows: [(regressors: SIMD4<Double>, ramp: Double, residual: Double, weight: Double)] = []
        rows.reserveCapacity(bins.count)
        for bin in bins {
            let u = bin.distance - position
            let z = u / shape.blurPixels
            let passed = EdgeShape.passed(z)
            let slope = EdgeShape.density(z)
            let regressors = SIMD4(slope, slope * z, 1, passed)
            // Zero outside, proportional to the depth inside, and blurred as the step is.
            let ramp = z * (1 - passed) - slope
            rows.append((regressors, ramp, bin.value - shape.inside - step * passed, bin.count))
            normal.add(regressors, value: ramp, weight: bin.count)
        }
        guard let shared = normal.solve() else { return nil }
        var (product, square, squares) = (0.0, 0.0, 0.0)
        for row in rows {
            let ramp = row.ramp - (row.regressors * shared).sum()
            product += row.weight * ramp * row.residual
            square += row.weight * ramp * ramp
            squares += row.weight * row.residual * row.residual
        }
        guard square > 0 else { return nil }
        let shiftPerRamp = shared[0] * shape.blurPixels / step
        let variance = max(0, squares - product * product / square) / Double(bins.count - 5)
        return Estimate(
            value: shiftPerRamp * product / square,
            standardError: abs(shiftPerRamp) * (variance / square).squareRoot())
    }
}
