import Kinetics

/// The growth of one crystal so far in a bounded number of samples, evenly spread over all of it.
struct ThinnedSeries: Sendable {
    static let capacity = 512

    private(set) var samples: [GrowthSeries.Sample] = []
    /// Every how many-th sample is kept.
    private var stride = 1
    private var count = 0

    mutating func append(_ sample: GrowthSeries.Sample) {
        defer { count += 1 }
        guard count.isMultiple(of: stride) else { return }
        if samples.count == Self.capacity {
            samples = samples.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
            stride *= 2
            guard count.isMultiple(of: stride) else { return }
        }
        samples.append(sample)
    }
}
