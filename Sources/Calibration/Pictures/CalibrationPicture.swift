import CVision
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
    /// - Throws: `CalibrationError.notGrey`, `.pictureFailed`.
    public init(_ pixels: PixelBuffer, name: String) throws(CalibrationError) {
        guard pixels.channels == 1 else { throw .notGrey(picture: name) }
        width = pixels.width
        height = pixels.height
        self.name = name
        fullScale = Self.fullScale(pixels)
        values = try Self.floats(pixels, name: name)
        (saturatedFraction, blackFraction) = Self.clipping(pixels, fullScale: fullScale)
    }

    /// Averages another picture in: noise falls with the square root of their number.
    /// - Throws: `CalibrationError.notGrey`, `.pictureOfAnotherSize`, `.pictureFailed`.
    public mutating func add(_ pixels: PixelBuffer) throws(CalibrationError) {
        guard pixels.channels == 1 else { throw .notGrey(picture: name) }
        guard pixels.width == width, pixels.height == height else {
            throw .pictureOfAnotherSize(
                picture: name, width: pixels.width, height: pixels.height, expectedWidth: width,
                expectedHeight: height)
        }
        let added = try Self.floats(pixels, name: name)
        count += 1
        let part = 1 / Float(count)
        for index in values.indices { values[index] += (added[index] - values[index]) * part }
        let clipping = Self.clipping(pixels, fullScale: Self.fullScale(pixels))
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

    /// Focusing changes a scale by less; what changes it by more is another objective, zoom or slide.
    static let largestScaleChange = 0.02

    private static func floats(_ pixels: PixelBuffer, name: String) throws(CalibrationError) -> [Float] {
        let (width, height) = (Int32(pixels.width), Int32(pixels.height))
        var result = [Float](repeating: 0, count: pixels.samples.count)
        let status: Int32
        switch pixels.samples {
        case .uint8(let values): status = cvision_block_mean(values, 1, width, height, 1, &result)
        case .uint16(let values): status = cvision_block_mean(values, 2, width, height, 1, &result)
        // A float picture may hold NaN where a program masked it: grey, so that nothing is found there.
        case .float32(let values): return values.map { $0.isFinite ? $0 : 0 }
        }
        guard status == 0 else { throw .pictureFailed(picture: name) }
        return result
    }

    /// Cameras of 10, 12 and 14 bits store their numbers in 16, as they are or shifted to the top: no sample is above theirs.
    private static func fullScale(_ pixels: PixelBuffer) -> Float? {
        guard case .uint16(let values) = pixels.samples, let largest = values.max() else { return pixels.fullScale }
        let isOfCamera = [10, 12, 14].contains { bits in
            let full = 1 << bits - 1
            return Int(largest) == full || Int(largest) == full << (16 - bits)
        }
        return isOfCamera ? Float(largest) : pixels.fullScale
    }

    private static func clipping(_ pixels: PixelBuffer, fullScale: Float?) -> (saturated: Double, black: Double) {
        let count = pixels.samples.count
        guard let fullScale, count > 0 else { return (0, 0) }
        var (saturated, black) = (Int64(0), Int64(0))
        switch pixels.samples {
        case .uint8(let values): cvision_count_clipped(values, 1, Int64(count), Int32(fullScale), &saturated, &black)
        case .uint16(let values): cvision_count_clipped(values, 2, Int64(count), Int32(fullScale), &saturated, &black)
        case .float32: return (0, 0)
        }
        return (Double(saturated) / Double(count), Double(black) / Double(count))
    }
}
