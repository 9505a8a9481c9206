/// A picture in memory: rows from the top, samples of one row next to each other, channels interleaved.
///
/// The centre of the top-left pixel is (0, 0), x points right, y down. Values are the camera's numbers, unscaled:
/// 0...255 for 8 bits, 0...2^bitDepth-1 for 9 to 16 bits, anything finite for floating point.
public struct PixelBuffer: Sendable, Equatable {
    public enum Samples: Sendable, Equatable {
        case uint8([UInt8])
        case uint16([UInt16])
        case float32([Float])

        public var count: Int {
            switch self {
            case .uint8(let values): values.count
            case .uint16(let values): values.count
            case .float32(let values): values.count
            }
        }
    }

    public let width: Int
    public let height: Int
    /// 1 for grey, 3 for red, green, blue.
    public let channels: Int
    /// Significant bits of a sample: 8 to 16 for integers, 32 for floating point.
    public let bitDepth: Int
    public let samples: Samples

    /// - Precondition: `samples` holds width x height x channels values.
    public init(width: Int, height: Int, channels: Int = 1, bitDepth: Int, samples: Samples) {
        precondition(samples.count == width * height * channels, "samples do not fill the picture")
        self.width = width
        self.height = height
        self.channels = channels
        self.bitDepth = bitDepth
        self.samples = samples
    }

    /// A rectangle of it.
    ///
    /// - Precondition: the rectangle lies within the picture.
    public func cropped(left: Int, top: Int, width: Int, height: Int) -> PixelBuffer {
        let box = PixelRect(x: left * channels, y: top, width: width * channels, height: height)
        let length = self.width * channels
        let kept: Samples = switch samples {
        case .uint8(let values): .uint8(values.rows(in: box, length: length))
        case .uint16(let values): .uint16(values.rows(in: box, length: length))
        case .float32(let values): .float32(values.rows(in: box, length: length))
        }
        return PixelBuffer(width: width, height: height, channels: channels, bitDepth: bitDepth, samples: kept)
    }

    /// The value that a saturated sample has; nil for floating point, which knows no ceiling.
    public var fullScale: Float? {
        if case .float32 = samples { return nil }
        return Float((1 << bitDepth) - 1)
    }
}

extension Array {
    /// The elements of a rectangle, where rows of `length` elements follow each other.
    public func rows(in box: PixelRect, length: Int) -> [Element] {
        var result: [Element] = []
        result.reserveCapacity(box.width * box.height)
        for row in box.y..<box.y + box.height {
            let start = row * length + box.x
            result += self[start..<start + box.width]
        }
        return result
    }
}
