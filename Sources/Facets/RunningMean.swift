/// The mean of the latest values of some numbers: of all until there are `longest`, then with a memory of as many.
struct RunningMean: Sendable, Equatable {
    private(set) var values: [Double] = []
    private var count = 0.0

    private static let longest = 17.0

    func adding(_ latest: [Double]) -> RunningMean {
        var mean = self
        mean.count = min(count + 1, Self.longest)
        mean.values = values.isEmpty ? latest : zip(values, latest).map { $0 + ($1 - $0) / mean.count }
        return mean
    }
}
