import Foundation
import Statistics

/// A profile across a rim, fitted with Becke lines of every candidate width.
struct RimProfile {
    let bins: [EdgeBand.Bin]
    /// Scatter of one pixel, and the blur, as far as they are known.
    var noise: Double
    let blur: Double

    /// Scatter, as variance and relative to what is known of it, from which a profile shows something else as well, and is
    /// known less.
    private static let disturbed = 1.5

    /// Of the step's blur relative to the rim's, which depends on how wide the rim is: 0.6 to 0.9 for rims of half to one and a
    /// half times the lens's blur.
    private static let stepDoubt = 0.1
    /// Part of what is known of the blur that a frame tells itself, at the least.
    private static let leastOwnShare = 0.05
    /// Height of a Becke line relative to the rim's depth where the profile does not tell: a weak belief.
    private static let usualHeight = 0.7
    /// Part of a rim's darkness, at its middle, that the line beside it makes up for, where the profile does not tell: a weak
    /// belief. (A dark rim and a line as bright nearly upon each other look like a rim in another place.)
    private static let usualOverlap = 0.5
    /// A rim takes no more light away than there is: deeper ones, with a line as bright, are what overlapping ones trade for a
    /// distance. It hardly matters to rims of half this depth.
    private static let mostDepth = 0.7
    /// Of the line from the rim, in blurs, where nothing else tells it: a weak belief.
    static let usualDistance = Estimate(value: EdgeShape.usualDistance, standardError: EdgeShape.usualDistance)
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

    /// The fit for a candidate width, with what the frames before tell.
    ///
    /// - Parameters:
    ///   - candidate: of `BeckeWidth.candidates`.
    ///   - side: 1 for a Becke line outside of the rim, -1 inside.
    ///   - start: parameters to begin with.
    ///   - memory: nil where no frame was seen before.
    func fit(_ candidate: Int, side: Double, near start: [Double], after memory: RimMemory?) -> FitResult? {
        let before = memory?.candidates[candidate]
        let doubt = before.flatMap { memory?.blurDoubt($0) } ?? RimChain.doubtOfFirst * blur
        let usual = memory?.candidate(candidate, on: side)?.usual ?? RunningMean()
        return fit(
            width: BeckeWidth.candidates[candidate], side: side, near: start, blur: (before?.blur ?? blur, doubt),
            usual: { usual.adding($0).values })
    }

    /// - Parameters:
    ///   - known: the blur, and its standard error.
    ///   - usual: for the parameters found, those that tell how surely they are known. Their own would not: where the noise
    ///     makes the line seem fainter or farther from the rim, both seem better known than they are, and that frame would
    ///     count for more.
    func fit(
        width: Double, side: Double, near start: [Double], blur known: (value: Double, standardError: Double),
        distance: Estimate = usualDistance, usual: ([Double]) -> [Double]
    ) -> FitResult? {
        let beliefs = beliefs(blur: known.value, standardError: known.standardError, distance: distance)
        let shape = { EdgeShape.rimShape($0, width: width, side: side, nearest: EdgeShape.overlapping) }
        let fitted = EdgeShape.fit(
            bins, start: visible(start), isNear: true, tolerance: Self.tolerance, beliefs: beliefs, shape
        ) { EdgeShape.rimDerivatives($0, $1, $2, side: side) }
        guard var fitted, fitted.success else { return nil }
        // Signs of the blur and of roots mean nothing.
        for index in [1, 5, 6] { fitted.parameters[index] = abs(fitted.parameters[index]) }
        let usual = usual(fitted.parameters)
        var jacobian = EdgeShape.jacobian(bins, at: usual, from: fitted.parameters[0], beliefs: beliefs, shape(usual)) {
            EdgeShape.rimDerivatives($0, $1, $2, side: side)
        }
        // Each row in units of its own noise, so that what was believed is in the covariance as it was believed.
        let scatter = scatter(of: fitted)
        for row in 0..<jacobian.rows {
            let unit = row < bins.count ? scatter : noise
            for column in 0..<jacobian.columns { jacobian[row, column] /= unit }
        }
        if let covariance = LinearLeastSquares.unscaledCovariance(design: jacobian) { fitted.covariance = covariance }
        return fitted
    }

    /// Of one pixel about the fit: what is known of it, unless something disturbs this profile.
    private func scatter(of fit: FitResult) -> Double {
        fit.reducedChiSquare > Self.disturbed * noise * noise ? fit.residualStandardDeviation : noise
    }

    /// How far the edge moves because the step beside the rim may be more or less blurred than it is taken to be: one step of
    /// the fit towards the profile of another share.
    ///
    /// - Parameters:
    ///   - usual: the parameters that tell how surely those of the fit are known.
    ///   - ownShare: part of what is known of the blur that the profile tells itself. The rest is told by other frames, whose
    ///     blurs move as this one's would if nothing else told it.
    func placeDoubt(
        ofStepIn fit: FitResult, at usual: [Double], width: Double, side: Double, ownShare: Double
    ) -> Double {
        let shape = EdgeShape.rimShape(usual, width: width, side: side, nearest: EdgeShape.overlapping)
        var towards = [Double](repeating: 0, count: usual.count)
        for bin in bins {
            let v = bin.distance - fit.parameters[0]
            let z = v / (EdgeShape.stepShare * shape.blurPixels)
            let change = -(shape.outside - shape.inside) * EdgeShape.density(z) * z / EdgeShape.stepShare
            let derivatives = EdgeShape.rimDerivatives(v, usual, shape, side: side)
            for index in usual.indices { towards[index] += bin.count * derivatives[index] * change }
        }
        func moved(_ parameter: Int) -> Double {
            usual.indices.reduce(0) { $0 + fit.covariance[parameter, $1] * towards[$1] }
        }
        let others = 1 / max(ownShare, Self.leastOwnShare) - 1
        let place = moved(0) + others * fit.covariance[0, 1] / fit.covariance[1, 1] * moved(1)
        let scatter = scatter(of: fit)
        return abs(place) / (scatter * scatter) * Self.stepDoubt
    }

    /// What the line makes up for at the rim's middle.
    private var overlapBelief: EdgeShape.Belief {
        func share(_ p: [Double]) -> Double {
            let distance = EdgeShape.lineDistance(p)
            return noise / Self.usualOverlap * exp(-distance * distance / 2) / p[4]
        }
        return EdgeShape.Belief(
            residual: { share($0) * $0[5] * $0[5] },
            derivatives: { p in
                let residual = share(p) * p[5] * p[5]
                let byDistance = -EdgeShape.lineDistance(p) * 2 * p[6] * residual
                return [0, 0, 0, 0, -residual / p[4], 2 * share(p) * p[5], byDistance, 0]
            })
    }

    /// The blur as it is known; a Becke line is lower than the rim is deep, which is not black, and within some blurs of it.
    private func beliefs(blur: Double, standardError: Double, distance: Estimate) -> [EdgeShape.Belief] {
        [
            EdgeShape.Belief(
                residual: { noise * (abs($0[1]) - blur) / standardError },
                derivatives: { [0, noise / standardError * ($0[1] < 0 ? -1 : 1), 0, 0, 0, 0, 0, 0] }),
            EdgeShape.Belief(
                residual: { noise * $0[5] * $0[5] / $0[4] / Self.usualHeight },
                derivatives: { p in
                    let share = noise / p[4] / Self.usualHeight
                    return [0, 0, 0, 0, -share * p[5] * p[5] / p[4], 2 * share * p[5], 0, 0]
                }),
            overlapBelief,
            EdgeShape.Belief(
                residual: { noise * pow($0[4] / Self.mostDepth, 4) },
                derivatives: { [0, 0, 0, 0, 4 * noise * pow($0[4] / Self.mostDepth, 3) / Self.mostDepth, 0, 0, 0] }),
            EdgeShape.Belief(
                residual: { noise * (EdgeShape.lineDistance($0) - distance.value) / distance.standardError },
                derivatives: { [0, 0, 0, 0, 0, 0, noise * 2 * $0[6] / distance.standardError, 0] }),
        ]
    }
}
