import Foundation
import Statistics

/// The shape of a transparent plate's edge: rim and Becke line.
extension EdgeShape {
    /// Nearest distance of a Becke line from the rim, in units of the blur: where one profile has to tell them apart, and
    /// where the frames before do.
    private static let apart = 1.6
    static let overlapping = 0.2
    /// What it is where the profile does not tell: a weak belief.
    static let usualDistance = 1.5

    /// Residuals, relative to those of the frame before and of a fit without it, from which that frame is left aside: focus
    /// was changed, and did not drift.
    private static let surprise = 1.3

    /// Standard errors that the height of a line that is there exceeds zero by.
    private static let certain = 3.0

    /// What the fit of an overlapping rim tells besides the shape.
    struct RimFit: Sendable, Equatable {
        /// Of the edge's place in the shape, px, which all facets share: for a known width of the Becke line, and what not
        /// knowing it adds.
        var placeStandardError: Double
        var placeDoubt: Double
        /// How far the edge lies farther outward where the Becke line is wider, px, by its relative width.
        var placePerWidth: Double
        /// By candidate width: how badly it explains the profile (`BeckeWidth.add`). NaN for candidates that were not asked,
        /// and all where there is no line to tell it.
        var misfits: [Double]
        var picture: RimPicture
        var memory: RimMemory
    }

    /// Fits step, rim and Becke line to a profile; the Becke line is tried on both sides.
    static func fitRim(_ bins: [EdgeBand.Bin]) -> (shape: EdgeShape, position: Double)? {
        guard bins.count >= RimPicture.fewestBins, let first = bins.first, let last = bins.last else { return nil }
        let inside = mean(bins.prefix(3))
        let outside = mean(bins.suffix(3))
        guard let darkest = bins.min(by: { $0.value < $1.value }) else { return nil }
        let depth = (inside + outside) / 2 - darkest.value
        guard depth > 0 else { return nil }
        var best: (misfit: Double, shape: EdgeShape, position: Double)?
        for side in [1.0, -1.0] {
            let start = [darkest.distance, 1.5, inside, outside, depth, (0.2 * depth).squareRoot(), 0.8]
            let shape = { rimShape($0, width: BeckeWidth.before.value, side: side, nearest: apart) }
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

    /// As `fitRim`, for a Becke line that may overlap the rim: the shape of the width that explains this crystal's frames best
    /// (`RimMemory`, `BeckeWidth`).
    ///
    /// - Parameters:
    ///   - start: a shape that is nearly right, and where its edge lies in the profile.
    ///   - earlier: the shape in the frame before; nil: the start's own blur is all that is known.
    static func fitOverlappingRim(
        _ bins: [EdgeBand.Bin], from start: (shape: EdgeShape, position: Double), earlier: EdgeShape?
    ) -> (shape: EdgeShape, position: Double)? {
        let known = earlier ?? start.shape
        let memory = earlier?.rimFit?.memory
        let noise = memory?.noise.value ?? known.noise
        guard bins.count >= RimPicture.fewestBins, noise > 0 else { return nil }
        var profile = RimProfile(bins: bins, noise: noise, blur: known.blurPixels)
        let middle = BeckeWidth.nearestCandidate(to: (memory?.width ?? BeckeWidth()).ofOneCrystal.value)
        func attempt(_ side: Double) -> (fit: FitResult, side: Double)? {
            profile.fit(middle, side: side, near: rimStart(start, side: side), after: memory).map { ($0, side) }
        }
        func fitsWell(_ fit: FitResult) -> Bool { fit.residualStandardDeviation < surprise * noise }
        // Where the line is plain, it hardly changes sides from one frame to the next.
        let usual = memory.flatMap { $0.candidates[middle]?.isPlain == true ? attempt($0.side) : nil }
        let attempts = usual.flatMap { fitsWell($0.fit) ? [$0] : nil } ?? [attempt(1), attempt(-1)].compactMap { $0 }
        guard let best = attempts.min(by: { $0.fit.chiSquare < $1.fit.chiSquare }) else { return nil }
        let side = best.side
        var first = best.fit
        if earlier != nil, !fitsWell(first), let alone = fitRim(bins),
            let changed = fitOverlappingRim(bins, from: alone, earlier: nil),
            surprise * changed.shape.noise < first.residualStandardDeviation
        {
            return changed
        }
        if memory == nil {
            // A line that was kept off the rim left more than noise.
            profile.noise = first.residualStandardDeviation
            guard profile.noise > 0, let again = attempt(side) else { return nil }
            first = again.fit
        }
        let fits = profile.fits(from: (first, middle), side: side, after: memory)
        guard let (shape, place) = shape(of: fits, in: profile, side: side, after: memory),
            shape.rimDepth > 0.5 * start.shape.rimDepth, abs(place - start.position) < start.shape.blurPixels
        else { return nil }
        return (shape, place)
    }

    /// What a profile counts for the width of its Becke line: nothing where there may be none, and all where it is strong.
    private static func weight(ofLineIn fit: FitResult) -> Double {
        guard abs(fit.parameters[5]) > 2 * certain * fit.covariance[5, 5].squareRoot() else { return 0 }
        let height = RimMemory.Candidate(fit).lineHeight / fit.parameters[4]
        return max(0, min(1, (height - RimMemory.plain) / (RimMemory.strong - RimMemory.plain)))
    }

    /// The shape and its place for the width that explains the crystal's frames best: between two candidates, both of whose
    /// shapes are the profile's.
    private static func shape(
        of fits: [FitResult?], in profile: RimProfile, side: Double, after memory: RimMemory?
    ) -> (shape: EdgeShape, place: Double)? {
        guard let best = fits.compactMap({ $0 }).min(by: { $0.chiSquare < $1.chiSquare }) else { return nil }
        // Without a line, one or the other width follows the noise best, and the narrow ones do more often.
        let weight = weight(ofLineIn: best)
        let misfits = fits.map { fit in
            fit.flatMap {
                weight > 0 ? weight * ($0.chiSquare - best.chiSquare) / (profile.noise * profile.noise) : nil
            } ?? .nan
        }
        var told = memory?.width ?? BeckeWidth()
        told.add(misfits)
        let width = told.ofOneCrystal
        func between(_ value: (FitResult) -> Double) -> (value: Double, slope: Double)? {
            BeckeWidth.interpolated(fits.map { $0.map(value) ?? .nan }, at: width.value)
        }
        let parameters = (0..<7).compactMap { index in between { $0.parameters[index] }?.value }
        guard parameters.count == 7, let place = between({ $0.parameters[0] }),
            let placeError = between({ $0.covariance[0, 0].squareRoot() })?.value,
            let scatter = between({ $0.residualStandardDeviation })?.value
        else { return nil }
        let nearest = BeckeWidth.nearestCandidate(to: width.value)
        var shape = rimShape(parameters, width: width.value, side: side, nearest: overlapping)
        shape.noise = scatter
        let candidates = fits.indices.map { index -> RimMemory.Candidate? in
            if told.isRuledOut(index) { return nil }
            return fits[index].map { RimMemory.Candidate($0, after: memory?.candidate(index, on: side)) }
                ?? memory?.candidates[index]
        }
        var now = RimMemory(side: side, candidates: candidates, width: told)
        now.noise = (memory?.noise ?? PixelNoise()).adding(scatter)
        if let memory { now.learnDrift(nearest, after: memory) }
        let stepDoubt = fits[nearest].flatMap { fit in
            now.candidates[nearest].map {
                profile.placeDoubt(
                    ofStepIn: fit, at: $0.usual.values, width: BeckeWidth.candidates[nearest], side: side,
                    ownShare: 1)
            }
        }
        shape.rimFit = RimFit(
            placeStandardError: hypot(placeError, stepDoubt ?? 0), placeDoubt: abs(place.slope) * width.standardError,
            placePerWidth: place.slope, misfits: misfits,
            picture: RimPicture(
                bins: profile.bins, noise: profile.noise, side: side, parameters: parameters, isFirst: memory == nil),
            memory: now)
        return (shape, place.value)
    }

    /// Squares keep the Becke line bright, and off the rim by `nearest` blurs.
    static func rimShape(_ p: [Double], width: Double, side: Double, nearest: Double) -> EdgeShape {
        var shape = EdgeShape(inside: p[2], outside: p[3], blurPixels: max(abs(p[1]), 0.3))
        shape.rimDepth = p[4]
        shape.beckeHeight = p[5] * p[5]
        shape.beckeDistance = side * shape.blurPixels * (nearest + p[6] * p[6])
        shape.beckeWidth = width
        return shape
    }

    /// A Becke line on its other side starts as one usually is.
    private static func rimStart(_ start: (shape: EdgeShape, position: Double), side: Double) -> [Double] {
        let shape = start.shape
        let isSameSide = shape.beckeDistance * side > 0
        let height = isSameSide ? shape.beckeHeight : 0.2 * shape.rimDepth
        let distance = isSameSide ? abs(shape.beckeDistance) / shape.blurPixels : usualDistance
        return [
            start.position, shape.blurPixels, shape.inside, shape.outside, shape.rimDepth, height.squareRoot(),
            max(distance - overlapping, 0).squareRoot(),
        ]
    }

    /// How far the Becke line of a shape fitted as overlapping lies from the rim, in blurs.
    static func lineDistance(_ p: [Double]) -> Double { overlapping + p[6] * p[6] }

    /// Derivatives by position, blur, both levels, the rim's depth, and the Becke line's height and distance (as roots).
    static func rimDerivatives(_ v: Double, _ p: [Double], _ shape: EdgeShape, side: Double) -> SIMD8<Double> {
        let blur = shape.blurPixels
        let z = v / (stepShare * blur)
        let passed = passed(z)
        let rim = exp(-v * v / (2 * blur * blur))
        let beckeBlur = shape.beckeWidth * blur
        let w = (v - shape.beckeDistance) / beckeBlur
        let becke = exp(-w * w / 2)
        let wider = abs(p[1]) > 0.3 ? (p[1] < 0 ? -1.0 : 1) : 0
        let byBlur = -(shape.outside - shape.inside) * density(z) * z / blur
            - shape.rimDepth * rim * v * v / (blur * blur * blur) + shape.beckeHeight * becke * w * v / (blur * beckeBlur)
        return [
            -shape.slope(v), wider * byBlur, 1 - passed, passed, -rim, 2 * p[5] * becke,
            shape.beckeHeight * becke * w * side * 2 * p[6] / shape.beckeWidth, 0,
        ]
    }
}
