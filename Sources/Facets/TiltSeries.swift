import Statistics

/// What an uneven inside moves the edges of one crystal by, from frame to frame (`EdgeTilt`).
///
/// Terraces and blurred corners keep their place on a crystal: what they do changes slowly as it grows, while noise does not. A
/// tilt that is small may be compression's (0.01 px), and is not followed.
public struct TiltSeries: Sendable {
    /// How far outward of where they were placed the edges lie, in the tilts' unit.
    public let places: [Estimate]

    /// Frames before and after that one is measured with.
    private static let reach = 4
    /// Tilt that is as likely something else's, px.
    private static let doubtful = 0.03
    /// Of a tilt that is followed, what it may be off by: a single terrace moves an edge by half of it or by all of it.
    public static let relativeError = 0.35
    /// Standard error of a median, in units of that of a mean.
    private static let errorOfMedian = 1.25

    /// - Parameters:
    ///   - tilts: frame by frame.
    ///   - isScreen: whether the recording is encoded for a screen.
    ///   - pixel: length of a pixel in the tilts' unit.
    public init(_ tilts: [EncodingRecord.Tilt], isScreen: Bool, pixel: Double) {
        func even(_ tilt: EncodingRecord.Tilt) -> Double { isScreen ? tilt.screen : tilt.linear }
        places = tilts.indices.map { index in
            let near = tilts[max(0, index - Self.reach)...min(tilts.count - 1, index + Self.reach)]
            let tilt = OrderStatistics.median(near.map { $0.measured.value - even($0) })
            let noise = Self.errorOfMedian * OrderStatistics.median(near.map(\.measured.standardError))
                / Double(near.count).squareRoot()
            // That of an even plate is known to no more than its own size.
            let known = even(tilts[index])
            let unsure = Self.doubtful * Self.doubtful * pixel * pixel + known * known + 9 * noise * noise
            let place = tilt * tilt * tilt / (tilt * tilt + unsure)
            return Estimate(value: place, standardError: Self.relativeError * abs(place))
        }
    }
}
