import Foundation
import Statistics

/// Whether the pictures of a recording are encoded for a screen or hold linear light, as the edges of its opaque crystals tell.
///
/// The skewness of their profiles is zero in linear light and one in a picture for a screen. Compression distorts it alike in
/// many frames (by up to three times what it scatters, in simulated movies of all strengths), so that its error does not fall
/// with their number; of more than 8 bits, as no usual compression keeps them, it does.
public struct ScreenEncoding: Sendable, Equatable {
    /// Encoded value = light to the power of this, in movies and pictures made to be looked at (2.2 on a screen).
    public static let exponent = 1 / 2.2

    /// Of a recording that is encoded for a screen, before it was looked at: one of 8 bits; and of more, as only cameras for
    /// science make them.
    private static let usual = 0.3
    private static let deepUsual = 0.02
    /// And in colour: cameras for pictures make most of them.
    private static let usualInColour = 0.7
    private static let deepUsualInColour = 0.2
    /// Error of the skewness that no number of frames removes: at the least, and, where it may be compressed, relative to its
    /// scatter.
    private static let leastError = 0.1
    private static let errorPerScatter = 2.0
    /// Of a median's error, in units of that of a mean.
    private static let errorOfMedian = 1.5
    /// Standard errors beyond one from which the profile's skewness is no encoding's.
    private static let beyond = 3.0

    private static let span = -10.0...10
    private static let step = 0.05
    /// Profiles that tell less are left out.
    private static let largestError = 20.0

    private let prior: Double
    private let mayBeCompressed: Bool
    private var weights = [Double](repeating: 0, count: Int((span.upperBound - span.lowerBound) / step) + 1)
    private var count = 0.0

    /// - Parameter bitDepth: of the recording.
    public init(bitDepth: Int) {
        prior = bitDepth > 8 ? Self.deepUsual : Self.usual
        mayBeCompressed = bitDepth <= 8
    }

    /// - Parameter probability: as the colours of the plates tell.
    public init(probability: Double) {
        prior = probability
        mayBeCompressed = true
    }

    /// Of a recording in colour.
    ///
    /// - Parameter logarithmicOdds: of what the plates show, if it is encoded for a screen, to that if it is linear.
    public static func probability(logarithmicOdds: Double, colourOfBits bitDepth: Int) -> Double {
        let usual = bitDepth > 8 ? deepUsualInColour : usualInColour
        return 1 / (1 + (1 - usual) / usual * exp(-logarithmicOdds))
    }

    /// Adds what one crystal in one frame tells.
    public mutating func add(_ skewness: Estimate) {
        guard skewness.value.isFinite, skewness.standardError < Self.largestError else { return }
        let place = (skewness.value - Self.span.lowerBound) / Self.step
        let index = Int(max(0, min(Double(weights.count - 1), place)).rounded())
        weights[index] += 1 / (skewness.standardError * skewness.standardError + Self.leastError * Self.leastError)
        count += 1
    }

    /// The median over all crystals and frames; nil where none tells it.
    public var skewness: Estimate? {
        guard count > 0 else { return nil }
        let scatter = (quantile(0.8413) - quantile(0.1587)) / 2
        let one = max(0, count / weights.reduce(0, +) - Self.leastError * Self.leastError).squareRoot()
        let perScatter = mayBeCompressed ? Self.errorPerScatter : Self.errorOfMedian / count.squareRoot()
        return Estimate(value: quantile(0.5), standardError: hypot(Self.leastError, perScatter * max(scatter, one)))
    }

    private func quantile(_ part: Double) -> Double {
        let total = weights.reduce(0, +)
        var sum = 0.0
        for (index, weight) in weights.enumerated() {
            sum += weight
            if sum >= part * total { return Self.span.lowerBound + Double(index) * Self.step }
        }
        return Self.span.upperBound
    }

    /// Whether it is encoded, by all that was added.
    public var verdict: Verdict {
        guard let skewness, abs(skewness.value - 0.5) < 0.5 + Self.beyond * skewness.standardError else {
            return Verdict(probability: prior)
        }
        let variance = skewness.standardError * skewness.standardError
        let odds = prior / (1 - prior) * exp((2 * skewness.value - 1) / (2 * variance))
        return Verdict(probability: odds.isFinite ? odds / (1 + odds) : 1)
    }

    /// What follows for the places of edges.
    public struct Verdict: Sendable, Equatable {
        /// That the recording is encoded for a screen.
        public var probability: Double

        /// Rather than not.
        public var isLikely: Bool { probability >= 0.5 }

        /// Probability from which the one is taken for certain, and below which the other is.
        private static let certain = 0.98
        /// Of the shift, certain as the encoding may be: curves for screens differ.
        private static let curveDoubt = 0.1

        /// How far outward of a symmetric step's place an edge lies, in the unit of the shift.
        ///
        /// - Parameter shift: in a recording that is encoded for a screen.
        public func place(shift: Double) -> Estimate {
            guard isLikely else {
                let isLinear = probability < 1 - Self.certain
                return Estimate(value: 0, standardError: isLinear ? 0 : abs(shift) * probability.squareRoot())
            }
            let doubt = probability > Self.certain ? 0 : 1 - probability
            return Estimate(
                value: shift, standardError: abs(shift) * (doubt + Self.curveDoubt * Self.curveDoubt).squareRoot())
        }
    }
}
