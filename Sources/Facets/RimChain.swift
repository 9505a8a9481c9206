import Foundation
import Statistics

/// The rim of one crystal, fitted frame after frame for one width of its Becke line: each with the blur that the frames
/// before it tell.
///
/// Blurs are taken as logarithms, so that their changes are parts of them.
public struct RimChain: Sendable {
    public struct Link: Sendable {
        let picture: RimPicture
        let frame: Int
        let isUsable: Bool
        let fit: FitResult
        /// What it was fitted with: how surely its parameters are known is judged by these, and by the scatter of a pixel.
        let surroundings: RimSurroundings
        /// What the fit and what it was told say of the blur.
        let told: RandomWalk.State
        /// What this frame adds to it, and what its neighbours tell of its line.
        public private(set) var measurement: RandomWalk.Measurement
        /// Where the edge lies, px.
        private(set) var place: Double

        /// - Parameters:
        ///   - prior: what the fit was told of the blur.
        ///   - steps: since the frame before; nil where it tells nothing of this one.
        init(
            _ picture: RimPicture, frame: Int, isUsable: Bool, _ fit: FitResult, in surroundings: RimSurroundings,
            prior: RandomWalk.State, steps: Double?
        ) {
            self.picture = picture
            self.frame = frame
            self.isUsable = isUsable
            self.fit = fit
            self.surroundings = surroundings
            place = fit.parameters[0]
            let blur = fit.parameters[1]
            told = RandomWalk.State(value: log(blur), variance: fit.covariance[1, 1] / (blur * blur))
            // It was told the blur itself, of which the logarithm is taken elsewhere.
            let known = exp(2 * (told.value - prior.value)) / prior.variance
            let information = 1 / told.variance - known
            let tells = isUsable && information > 0
            measurement = RandomWalk.Measurement(
                information: tells ? information : 0,
                weightedValue: tells ? told.value / told.variance - prior.value * known : 0,
                start: steps == nil ? RandomWalk.State(value: told.value, variance: pow(RimChain.doubtAtStart, 2)) : nil,
                steps: steps ?? 1)
        }

        /// How far the Becke line lies from the rim, in blurs, as this frame tells besides what was believed.
        var lineDistance: Estimate? {
            let usual = surroundings.parameters[6]
            let variance = 4 * usual * usual * fit.covariance[6, 6]
            let belief = RimProfile.usualDistance
            let believed = 1 / (belief.standardError * belief.standardError)
            let information = 1 / variance - believed
            guard information > believed, information.isFinite else { return nil }
            let value = (EdgeShape.lineDistance(fit.parameters) / variance - belief.value * believed) / information
            return Estimate(value: value, standardError: (1 / information).squareRoot())
        }

        /// Takes edge and blur from a fit that was told more of the line's distance, and how surely they are known from the
        /// one that was not: what neighbours tell of it is the same for all of them.
        mutating func take(_ told: Link) {
            place = told.place
            guard told.measurement.information > 0 else { return }
            measurement.weightedValue =
                measurement.information * told.measurement.weightedValue / told.measurement.information
        }

        /// Part of what is known of the blur that this frame tells; 1 where it is not relied on.
        var ownShareOfBlur: Double {
            measurement.information > 0 ? min(1, measurement.information * told.variance) : 1
        }

        /// The frame before, if it tells anything of this one.
        var steps: Double? { measurement.start == nil ? measurement.steps : nil }
    }

    /// The change from frame to frame that a frame is fitted with as long as nothing tells it, as part of the blur.
    private static let usualChange = 0.005
    /// What the fit of a first frame is told of the blur, as part of it: nearly as much as it tells, by the same profile.
    static let doubtOfFirst = 0.03
    /// What is known of it apart from that frame: little.
    static let doubtAtStart = 0.1

    /// What is known of the blur from a fit by the same profile alone.
    static func asOfFirst(_ parameters: [Double]) -> RandomWalk.State {
        RandomWalk.State(value: log(parameters[1]), variance: doubtOfFirst * doubtOfFirst)
    }

    /// Of the Becke line relative to the rim.
    let width: Double
    private var before: Before?

    private struct Before {
        var frame: Int
        var told: RandomWalk.State
        var side: Double
        var usual: RunningMean
        var noise: PixelNoise
    }

    public init(width: Double) { self.width = width }

    /// Adds a frame; nil where it cannot be fitted.
    ///
    /// - Parameters:
    ///   - picture: nil where it was lost; what was known before is not relied on any more.
    ///   - isUsable: what a frame tells of a crystal in contact, say, is not relied on.
    public mutating func add(_ picture: RimPicture?, frame: Int, isUsable: Bool) -> Link? {
        if picture?.isFirst ?? true { before = nil }
        guard let picture else { return nil }
        let steps = before.map { Double(frame - $0.frame) }
        let prior = before.map {
            RandomWalk.State(
                value: $0.told.value, variance: $0.told.variance + (steps ?? 1) * Self.usualChange * Self.usualChange)
        } ?? Self.asOfFirst(picture.parameters)
        let noise = before?.noise.value ?? picture.noise
        let usual = before.flatMap { $0.side == picture.side ? $0.usual : nil } ?? RunningMean()
        let fitted = picture.fit(width: width, noise: noise, blur: prior, usual: { usual.adding($0).values })
        guard let fit = fitted else { return nil }
        let now = usual.adding(fit.parameters)
        // What the first fit was told it had found itself.
        let own = RandomWalk.State(value: log(fit.parameters[1]), variance: prior.variance)
        let link = Link(
            picture, frame: frame, isUsable: isUsable, fit, in: RimSurroundings(parameters: now.values, noise: noise),
            prior: before == nil ? own : prior, steps: steps)
        before = Before(
            frame: frame, told: link.told, side: picture.side, usual: now,
            noise: (before?.noise ?? PixelNoise()).adding(fit.residualStandardDeviation))
        return link
    }
}

/// What a frame and its neighbours have in common.
struct RimSurroundings: Sendable {
    var parameters: [Double]
    /// Scatter of one pixel.
    var noise: Double
}

extension RimPicture {
    /// - Parameters:
    ///   - width: of the Becke line relative to the rim.
    ///   - noise: scatter of one pixel.
    ///   - blur: what is known of the blur's logarithm.
    ///   - usual: the parameters that tell how surely those found are known.
    func fit(
        width: Double, noise: Double, blur: RandomWalk.State, distance: Estimate = RimProfile.usualDistance,
        usual: ([Double]) -> [Double]
    ) -> FitResult? {
        let known = exp(blur.value)
        return RimProfile(bins: bins, noise: noise, blur: known).fit(
            width: width, side: side, near: parameters, blur: (known, known * blur.variance.squareRoot()),
            distance: distance, usual: usual)
    }
}
