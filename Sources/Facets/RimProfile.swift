import Statistics

/// A profile across a rim, fitted with Becke lines of every candidate width.
struct RimProfile {
    let bins: [EdgeBand.Bin]
    /// Scatter of one pixel, and the blur, as far as they are known.
    let noise: Double
    let blur: Double

    /// Part of itself by which the blur may be off where no frame was seen before.
    private static let blurDoubt = 0.03
    /// Height of a Becke line relative to the rim's depth where the profile does not tell: a weak belief.
    private static let usualHeight = 0.7
    /// Above the nearest distance, in blurs, from which a line's own distance is found.
    private static let leastDistance = 0.1
    /// The sum of squares is nearly flat along what overlapping lines can trade for each other.
    private static let tolerance = 1e-9

    /// The fits of all candidates that are not ruled out, outwards from one, each from where it or its neighbour was found.
    /// Where the line is too weak to tell its width, two neighbours say what that width changes.
    ///
    /// - Parameter memory: nil where no frame was seen before.
    func fits(
        from first: (fit: FitResult, candidate: Int), side: Double, after memory: RimMemory?
    ) -> [FitResult?] {
        let count = BeckeWidth.candidates.count
        var fits = [FitResult?](repeating: nil, count: count)
        fits[first.candidate] = first.fit
        let reach = RimMemory.Candidate(first.fit).isPlain ? count : 1
        let asked = max(0, first.candidate - reach)...min(count - 1, first.candidate + reach)
        for order in [asked.filter { $0 > first.candidate }, asked.filter { $0 < first.candidate }.reversed()] {
            var near = first.fit.parameters
            for candidate in order {
                if let memory, memory.width.isRuledOut(candidate) { continue }
                var start = near
                if let before = memory?.candidates[candidate], memory?.side == side, before.showsLine {
                    start = before.parameters
                }
                guard let fit = fit(candidate, side: side, near: start, after: memory) else { continue }
                fits[candidate] = fit
                near = fit.parameters
            }
        }
        return fits
    }

    /// A line that is not there, or does not leave the rim, is where roots move nothing: from there none would be found.
    private func visible(_ parameters: [Double]) -> [Double] {
        var visible = parameters
        visible[5] = max(abs(visible[5]), (RimMemory.faint * abs(visible[4])).squareRoot())
        visible[6] = max(abs(visible[6]), Self.leastDistance.squareRoot())
        return visible
    }

    /// - Parameters:
    ///   - candidate: of `BeckeWidth.candidates`.
    ///   - side: 1 for a Becke line outside of the rim, -1 inside.
    ///   - start: parameters to begin with.
    ///   - memory: nil where no frame was seen before.
    func fit(
        _ candidate: Int, side: Double, near start: [Double], after memory: RimMemory?
    ) -> FitResult? {
        let width = BeckeWidth.candidates[candidate]
        let before = memory?.candidates[candidate]
        let doubt = before.flatMap { memory?.blurDoubt($0) } ?? Self.blurDoubt * blur
        let fitted = EdgeShape.fit(
            bins, start: visible(start), isNear: true, tolerance: Self.tolerance,
            beliefs: beliefs(blur: before?.blur ?? blur, standardError: doubt),
            { EdgeShape.rimShape($0, width: width, side: side, nearest: EdgeShape.overlapping) }
        ) { EdgeShape.rimDerivatives($0, $1, $2, side: side) }
        return fitted.flatMap { $0.success ? $0 : nil }
    }

    /// The blur as it is known; a Becke line is lower than the rim is deep, and within some blurs of it.
    private func beliefs(blur: Double, standardError: Double) -> [EdgeShape.Belief] {
        let usualDistance = EdgeShape.usualDistance
        return [
            EdgeShape.Belief(
                residual: { noise * (abs($0[1]) - blur) / standardError },
                derivatives: { [0, noise / standardError * ($0[1] < 0 ? -1 : 1), 0, 0, 0, 0, 0, 0] }),
            EdgeShape.Belief(
                residual: { noise * $0[5] * $0[5] / $0[4] / Self.usualHeight },
                derivatives: { p in
                    let share = noise / p[4] / Self.usualHeight
                    return [0, 0, 0, 0, -share * p[5] * p[5] / p[4], 2 * share * p[5], 0, 0]
                }),
            EdgeShape.Belief(
                residual: { noise * (EdgeShape.overlapping + $0[6] * $0[6] - usualDistance) / usualDistance },
                derivatives: { [0, 0, 0, 0, 0, 0, noise * 2 * $0[6] / usualDistance, 0] }),
        ]
    }
}
