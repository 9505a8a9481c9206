import Imaging

/// The mean of one or several pictures of the same calibration slide, in the camera's numbers.
public struct CalibrationPicture: Sendable {
    public let width: Int
    public let height: Int
    /// Row by row.
    public private(set) var values: [Float]
    /// Part of the samples that are at the camera's full scale, and at zero.
    public private(set) var saturatedFraction: Double
    public private(set) var blackFraction: Double
    public private(set) var count = 1
    /// The value of a saturated sample; nil for floating point.
    public let fullScale: Float?
    /// How the picture is called in messages.
    public let name: String

    /// Grey pictures only: `pixels` has one channel.
    /// - Throws: `CalibrationError.notGrey`.
    public init(_ pixels: PixelBuffer, name: String) throws(CalibrationError) {
        guard pixels.channels == 1 else { throw .notGrey(picture: name) }
        width = pixels.width
        height = pixels.height
        self.name = name
        fullScale = pixels.fullScale
        values = Self.floats(pixels)
        (saturatedFraction, blackFraction) = Self.clipping(values, fullScale: pixels.fullScale)
    }

    /// Averages another picture in: noise falls with the square root of their number.
    /// - Throws: `CalibrationError.notGrey`, `.pictureOfAnotherSize`.
    public mutating func add(_ pixels: PixelBuffer) throws(CalibrationError) {
        guard pixels.channels == 1 else { throw .notGrey(picture: name) }
        guard pixels.width == width, pixels.height == height else {
            throw .pictureOfAnotherSize(
                picture: name, width: pixels.width, height: pixels.height, expectedWidth: width,
                expectedHeight: height)
        }
        let added = Self.floats(pixels)
        count += 1
        let part = 1 / Float(count)
        for index in values.indices { values[index] += (added[index] - values[index]) * part }
        let clipping = Self.clipping(added, fullScale: pixels.fullScale)
        saturatedFraction += (clipping.saturated - saturatedFraction) / Double(count)
        blackFraction += (clipping.black - blackFraction) / Double(count)
    }

    /// A calibration holds for one camera mode. Throws `CalibrationError.pictureOfAnotherSize`.
    func requireSize(of other: CalibrationPicture) throws(CalibrationError) {
        guard width == other.width, height == other.height else {
            throw .pictureOfAnotherSize(
                picture: name, width: width, height: height, expectedWidth: other.width, expectedHeight: other.height)
        }
    }

    private static func floats(_ pixels: PixelBuffer) -> [Float] {
        switch pixels.samples {
        case .uint8(let values): values.map { Float($0) }
        case .uint16(let values): values.map { Float($0) }
        // A float picture may hold NaN where a program masked it: grey, so that nothing is found there.
        case .float32(let values): values.map { $0.isFinite ? $0 : 0 }
        }
    }

    private static func clipping(_ values: [Float], fullScale: Float?) -> (saturated: Double, black: Double) {
        guard let fullScale, !values.isEmpty else { return (0, 0) }
        var saturated = 0
        var black = 0
        for value in values {
            if value >= fullScale { saturated += 1 }
            if value <= 0 { black += 1 }
        }
        return (Double(saturated) / Double(values.count), Double(black) / Double(values.count))
    }
}
