import Statistics

/// How much of a form lies in an edge's profile beside the symmetric step that was fitted to it, to first order.
struct StepDeparture {
    let amount: Estimate
    /// How far outward the step would have been placed if the form had been fitted with it, px, for an amount of one.
    let shiftPerAmount: Double

    /// nil where the profile does not tell the form from the step.
    ///
    /// - Parameters:
    ///   - shape: the step, and where it lies in the bins.
    ///   - form: of the departure, by the distance from the edge in blurs, the part of the step that is passed there, and
    ///     its slope.
    init?(
        of bins: [EdgeBand.Bin], from shape: EdgeShape, at position: Double,
        _ form: (_ z: Double, _ passed: Double, _ slope: Double) -> Double
    ) {
        let step = shape.outside - shape.inside
        guard bins.count > 6, step != 0 else { return nil }
        var normal = NormalEquations<4>()
        var rows: [(regressors: SIMD4<Double>, form: Double, residual: Double, weight: Double)] = []
        rows.reserveCapacity(bins.count)
        for bin in bins {
            let z = (bin.distance - position) / shape.blurPixels
            let passed = EdgeShape.passed(z)
            let slope = EdgeShape.density(z)
            // What place, blur and both levels change.
            let regressors = SIMD4(slope, slope * z, 1, passed)
            let form = form(z, passed, slope)
            rows.append((regressors, form, bin.value - shape.inside - step * passed, bin.count))
            normal.add(regressors, value: form, weight: bin.count)
        }
        guard let shared = normal.solve() else { return nil }
        var (product, square, squares) = (0.0, 0.0, 0.0)
        for row in rows {
            let form = row.form - (row.regressors * shared).sum()
            product += row.weight * form * row.residual
            square += row.weight * form * form
            squares += row.weight * row.residual * row.residual
        }
        guard square > 0 else { return nil }
        let variance = max(0, squares - product * product / square) / Double(bins.count - 5)
        amount = Estimate(value: product / square, standardError: (variance / square).squareRoot())
        shiftPerAmount = shared[0] * shape.blurPixels / step
    }
}
