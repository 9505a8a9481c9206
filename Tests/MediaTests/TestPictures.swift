import Imaging

/// Pictures whose every sample tells where it stands and in which frame.
enum TestPictures {
    static func grey8(_ width: Int, _ height: Int, frame: Int = 0) -> PixelBuffer {
        let values = (0..<width * height).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / width * 13 + frame * 31) }
        return PixelBuffer(width: width, height: height, bitDepth: 8, samples: .uint8(values))
    }

    static func grey16(_ width: Int, _ height: Int, bits: Int = 16, frame: Int = 0) -> PixelBuffer {
        let values = (0..<width * height).map { UInt16(($0 * 1031 + frame * 257) % (1 << bits)) }
        return PixelBuffer(width: width, height: height, bitDepth: bits, samples: .uint16(values))
    }

    static func rgb8(_ width: Int, _ height: Int, frame: Int = 0) -> PixelBuffer {
        let values = (0..<width * height * 3).map { UInt8(truncatingIfNeeded: $0 * 5 + $0 % 3 * 61 + frame * 17) }
        return PixelBuffer(width: width, height: height, channels: 3, bitDepth: 8, samples: .uint8(values))
    }

    static func float(_ width: Int, _ height: Int) -> PixelBuffer {
        let values = (0..<width * height).map { Float($0) * 0.25 - 3 }
        return PixelBuffer(width: width, height: height, bitDepth: 32, samples: .float32(values))
    }

    static func flat(_ width: Int, _ height: Int, _ value: UInt8) -> PixelBuffer {
        PixelBuffer(
            width: width, height: height, bitDepth: 8,
            samples: .uint8([UInt8](repeating: value, count: width * height)))
    }

    static func flatRGB(_ width: Int, _ height: Int, _ red: UInt8, _ green: UInt8, _ blue: UInt8) -> PixelBuffer {
        PixelBuffer(
            width: width, height: height, channels: 3, bitDepth: 8,
            samples: .uint8((0..<width * height).flatMap { _ in [red, green, blue] }))
    }
}

extension PixelBuffer {
    var bytes: [UInt8] {
        guard case .uint8(let values) = samples else { return [] }
        return values
    }
}
