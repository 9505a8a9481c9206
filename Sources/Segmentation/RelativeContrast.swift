import Imaging

/// What is computed of every pixel of the working picture.
///
/// Used again for every frame: new planes would have to be cleared first, which takes as long as to fill them.
struct WorkingPlanes: Sendable {
    /// Grey values.
    var picture: Plane
    /// Grey value of the background.
    var level: Plane
    /// (I - B) / B
    var relative: Plane
    /// The same, smoothed.
    var smoothed: Plane

    init(width: Int, height: Int) {
        picture = Plane(width: width, height: height)
        (level, relative, smoothed) = (picture, picture, picture)
    }
}

/// The picture relative to its background, (I - B) / B, with what its noise allows to be seen in it.
struct RelativeContrast: Sendable {
    /// Smoothed relative contrast of every pixel of the working picture.
    let smoothed: Plane
    /// Grey value of the background.
    let background: Plane
    /// Deviations beyond this are objects, not noise.
    let threshold: Float
    /// Grey value that a background near zero is replaced by where something is divided by it.
    let floor: Float
    /// By which it was smoothed, px of the working picture.
    let sigma: Double

    /// Five standard deviations of the smoothed background: with some 10^5 independent pixels, less than one false
    /// object in ten frames.
    private static let significance: Float = 5
    /// Below this no object is looked for, however quiet the picture is: stains and uneven illumination live there.
    private static let leastContrast: Float = 0.02
    /// The same against a first guess of the background, which is off by some percent.
    private static let leastFirstContrast: Float = 0.03

    /// Steps of the analogue-digital converter (or of a palette) that an object has to differ by.
    private static let leastSteps: Float = 2

    init(smoothed: Plane, background: Plane, threshold: Float, floor: Float, sigma: Double) {
        self.smoothed = smoothed
        self.background = background
        self.threshold = threshold
        self.floor = floor
        self.sigma = sigma
    }

    /// - Parameters:
    ///   - planes: the picture; the others are computed.
    ///   - objects: pixels that are known to show objects; nil as long as the background is a first guess. Its errors
    ///     and the objects themselves would then raise the spread, so the threshold is set by the pixels' noise alone.
    ///   - quantum: distance of neighbouring grey values, 1 for integers.
    init(
        of planes: inout WorkingPlanes, against learnt: Background, objects: Mask?, quantum: Float
    ) throws(SegmentationError) {
        let floor = Self.levelFloor(planes.picture)
        try learnt.contrast(in: &planes, floor: floor)
        let noise = Self.pixelNoise(planes.relative)
        // Smooth as much as the noise asks for: 5 sigma of the smoothed noise (sigma / (2 sqrt(pi) s) for a Gaussian of
        // width s) shall be 3 %.
        sigma = min(3.0, max(0.8, Double(Self.significance * noise) / (0.03 * 3.545)))
        try planes.relative.blur(sigma: sigma, into: &planes.smoothed)
        let background = planes.level
        self.floor = floor
        self.background = background
        smoothed = planes.smoothed
        let median = RobustLevel.median(
            Swift.stride(from: 0, to: background.values.count, by: 61).map { background.values[$0] })
        let steps = Self.leastSteps * quantum / max(median, floor)
        if let objects {
            threshold = max(Self.threshold(smoothed, objects: objects), steps)
        } else {
            threshold = max(Self.significance * noise / Float(3.545 * sigma), Self.leastFirstContrast, steps)
        }
    }

    /// A background near zero (dark field) gives no scale to divide by; a tenth of the picture's range does.
    private static func levelFloor(_ picture: Plane) -> Float {
        let stride = max(1, picture.values.count / 8192)
        let sample = Swift.stride(from: 0, to: picture.values.count, by: stride).map { picture.values[$0] }
        let range = RobustLevel.quantile(sample, 0.995) - RobustLevel.quantile(sample, 0.005)
        return max(0.1 * range, .leastNormalMagnitude)
    }

    /// Standard deviation of one pixel's noise, from neighbours along the rows: edges are too few to matter.
    private static func pixelNoise(_ relative: Plane) -> Float {
        let stride = max(2, relative.values.count / 8192)
        let differences = Swift.stride(from: 0, to: relative.values.count - 1, by: stride).map {
            relative.values[$0 + 1] - relative.values[$0]
        }
        return RobustLevel.spread(differences, around: 0) / 2.0.squareRoot().float
    }

    private static func threshold(_ smoothed: Plane, objects: Mask) -> Float {
        let stride = max(1, smoothed.values.count / 16384)
        var sample: [Float] = []
        for index in Swift.stride(from: 0, to: smoothed.values.count, by: stride) {
            if objects.values[index] != 0 { continue }
            sample.append(smoothed.values[index])
        }
        let spread = RobustLevel.spread(sample, around: RobustLevel.median(sample))
        return max(significance * spread, leastContrast)
    }

}

extension Double {
    fileprivate var float: Float { Float(self) }
}
