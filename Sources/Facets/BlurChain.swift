import Foundation
import Statistics

/// The blurs of one crystal's rim from frame to frame, as their logarithms. What was told of each by it and the frames before
/// it is taken apart, so that the frames after it can tell as much.
public struct BlurChain: Sendable {
    public struct Link: Sendable {
        /// As it was measured, with what the frames before told.
        let told: RandomWalk.State
        /// What this frame adds.
        public let measurement: RandomWalk.Measurement
    }

    /// A blur that all frames tell.
    public struct Settled: Sendable {
        /// How much larger it is than it was measured.
        public let gain: Double
        public let standardError: Double
    }

    /// Changes from frame to frame, as parts of the blur, that are tried for all crystals together.
    public static let changes = [0.001, 0.0015, 0.002, 0.003, 0.004, 0.006, 0.008, 0.012, 0.02, 0.03]

    /// What the fit of a first frame is told of the blur, as part of itself: nearly as much as it tells, by the same profile.
    static let doubtOfFirst = 0.03
    /// What is known of it apart from that frame: little.
    private static let doubtAtStart = 0.1

    /// Relative width of the Becke line.
    private let width: Double
    private var before: RandomWalk.State?

    public init(width: Double) { self.width = width }

    /// Adds a frame; nil where no blur is known for the width.
    ///
    /// - Parameter isUsable: what a frame tells of a crystal in contact, say, is not relied on.
    public mutating func add(_ step: BlurStep, isUsable: Bool) -> Link? {
        guard let blur = BeckeWidth.interpolated(step.blurs, at: width)?.value, blur > 0, step.standardError > 0 else {
            return nil
        }
        let told = RandomWalk.State(value: log(blur), variance: pow(step.standardError / blur, 2))
        defer { before = told }
        let known = before.flatMap { before in
            step.change.map { RandomWalk.State(value: before.value, variance: before.variance + $0 * $0) }
        }
        let prior = known ?? RandomWalk.State(value: told.value, variance: Self.doubtOfFirst * Self.doubtOfFirst)
        let information = 1 / told.variance - 1 / prior.variance
        let tells = isUsable && information > 0
        let start = RandomWalk.State(value: told.value, variance: Self.doubtAtStart * Self.doubtAtStart)
        return Link(
            told: told,
            measurement: RandomWalk.Measurement(
                information: tells ? information : 0,
                weightedValue: tells ? told.value / told.variance - prior.value / prior.variance : 0,
                start: known == nil ? start : nil))
    }

    /// The blurs of successive frames as all of them tell.
    ///
    /// - Parameter walk: of the logarithm, until the frame before the first of these.
    public static func settled(_ links: [Link?], after walk: RandomWalk) -> [Settled?] {
        var walk = walk
        let filtered = links.compactMap { $0 }.map { link in
            (state: walk.add(link.measurement), isStart: link.measurement.start != nil)
        }
        var smoothed = walk.smoothed(filtered).makeIterator()
        return links.map { link in
            link.flatMap { link in
                smoothed.next().map { state in
                    let blur = exp(state.value)
                    return Settled(gain: blur - exp(link.told.value), standardError: blur * state.variance.squareRoot())
                }
            }
        }
    }
}
