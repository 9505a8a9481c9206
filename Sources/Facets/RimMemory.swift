import Foundation
import Statistics

/// What the frames before tell of a rim's shape, for every candidate width of the Becke line beside it.
///
/// One profile hardly tells a rim from a Becke line that overlaps it: what the line adds to a flank looks like a wider rim
/// elsewhere. The blur, which belongs to the lens and the side faces and hardly changes from frame to frame, tells them
/// apart; it is another one for every width that the line may have.
struct RimMemory: Sendable, Equatable {
    struct Candidate: Sendable, Equatable {
        /// Of the latest fit, as `EdgeShape.rimShape` takes them.
        let parameters: [Double]
        let blurStandardError: Double
        /// The parameters that tell how surely the next ones are known.
        let usual: RunningMean

        init(_ fit: FitResult, after earlier: Candidate? = nil) {
            parameters = fit.parameters
            blurStandardError = fit.covariance[1, 1].squareRoot()
            usual = (earlier?.usual ?? RunningMean()).adding(fit.parameters)
        }

        var blur: Double { parameters[1] }
        var lineHeight: Double { parameters[5] * parameters[5] }
        var showsLine: Bool { lineHeight > RimMemory.faint * parameters[4] }
        var isPlain: Bool { lineHeight > RimMemory.plain * parameters[4] }
    }

    /// On which side of the rim the Becke line lies: 1 outside, -1 inside.
    var side: Double
    /// nil for those that have explained the frames badly, and where no fit was found.
    var candidates: [Candidate?]
    var width = BeckeWidth()
    var noise = PixelNoise()
    /// Part of itself by which the blur changes from frame to frame, as focus drifts.
    private(set) var blurChange = 0.005

    /// Heights of a Becke line relative to the rim's depth: below the first it may as well not be there; above the second it is
    /// looked for on its own side only and tells how wide it is, which counts in full from the third on.
    static let faint = 0.05
    static let plain = 0.2
    static let strong = 0.4
    private static let believedChanges = 0.003...0.03
    /// How quickly the drift is learnt, and how much one frame may say of it, in variances.
    private static let learning = 0.05
    private static let mostSurprise = 6.0

    /// What is known of a candidate whose line lies on this side.
    func candidate(_ index: Int, on side: Double) -> Candidate? { self.side == side ? candidates[index] : nil }

    /// What the blur of a candidate may be off in the next frame.
    func blurDoubt(_ candidate: Candidate) -> Double { hypot(candidate.blurStandardError, blurChange * candidate.blur) }

    /// Learns how fast focus drifts from what the blur of one candidate did: a Kalman filter whose corrections are larger
    /// than it expects takes too little change for granted.
    mutating func learnDrift(_ candidate: Int, after earlier: RimMemory) {
        blurChange = earlier.blurChange
        guard let before = earlier.candidates[candidate], let now = candidates[candidate] else { return }
        let expected = earlier.blurDoubt(before)
        let correction = expected * expected - now.blurStandardError * now.blurStandardError
        guard correction > 0 else { return }
        let surprise = (now.blur - before.blur) * (now.blur - before.blur) / correction
        let factor = exp(Self.learning * (min(surprise, Self.mostSurprise) - 1))
        blurChange = min(max(blurChange * factor, Self.believedChanges.lowerBound), Self.believedChanges.upperBound)
    }
}
