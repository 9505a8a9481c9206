import Statistics

/// How much the blurs of all crystals change from frame to frame: that for which what their frames tell of them is
/// likeliest.
public struct BlurDrift: Sendable {
    /// Changes that are tried, as parts of the blur.
    static let changes = [0.001, 0.0015, 0.002, 0.003, 0.004, 0.006, 0.008, 0.012, 0.02, 0.03]

    private var likelihoods = changes.map { _ in 0.0 }

    public init() {}

    /// Adds the frames of one crystal.
    public mutating func add(_ links: some Sequence<RimChain.Link>) {
        var walks = Self.changes.map { RandomWalk(change: $0 * $0) }
        for link in links {
            for index in walks.indices { walks[index].add(link.measurement) }
        }
        for index in walks.indices { likelihoods[index] += walks[index].logLikelihood }
    }

    /// The walk of a blur's logarithm.
    public var walk: RandomWalk {
        let best = likelihoods.indices.max { likelihoods[$0] < likelihoods[$1] } ?? 0
        return RandomWalk(change: Self.changes[best] * Self.changes[best])
    }
}
