/// Scatter of one pixel about the latest fits of an edge.
struct PixelNoise: Sendable, Equatable {
    private var variance = RunningMean()

    /// Part of the variance known, by which one frame may exceed it: something that disturbs it says little of the others.
    private static let most = 2.0

    /// nil where no frame was seen before.
    var value: Double? { variance.values.first?.squareRoot() }

    func adding(_ scatter: Double) -> PixelNoise {
        var noise = self
        let believed = value.map { min(scatter * scatter, Self.most * $0 * $0) } ?? scatter * scatter
        noise.variance = variance.adding([believed])
        return noise
    }
}
