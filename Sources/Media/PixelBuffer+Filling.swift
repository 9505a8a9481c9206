import Imaging

extension PixelBuffer {
    /// A picture whose samples a C library writes in place; nil where `fill` reports that it failed.
    init?(
        width: Int, height: Int, channels: Int, bitDepth: Int,
        fill: (_ samples: UnsafeMutableRawBufferPointer) -> Bool
    ) {
        let count = width * height * channels
        guard let samples = Samples(count: count, bitDepth: bitDepth, fill: fill) else { return nil }
        self.init(width: width, height: height, channels: channels, bitDepth: bitDepth, samples: samples)
    }
}

extension PixelBuffer.Samples {
    fileprivate init?(count: Int, bitDepth: Int, fill: (UnsafeMutableRawBufferPointer) -> Bool) {
        switch bitDepth {
        case ...8:
            guard let values = Self.array(of: UInt8.self, count: count, fill: fill) else { return nil }
            self = .uint8(values)
        case ...16:
            guard let values = Self.array(of: UInt16.self, count: count, fill: fill) else { return nil }
            self = .uint16(values)
        default:
            guard let values = Self.array(of: Float.self, count: count, fill: fill) else { return nil }
            self = .float32(values)
        }
    }

    private static func array<Sample>(
        of type: Sample.Type, count: Int, fill: (UnsafeMutableRawBufferPointer) -> Bool
    ) -> [Sample]? {
        var filled = false
        // Without zeroing first: the library's copy is the only pass over the memory.
        let values = [Sample](unsafeUninitializedCapacity: count) { buffer, initialised in
            filled = fill(UnsafeMutableRawBufferPointer(buffer))
            initialised = filled ? count : 0
        }
        return filled ? values : nil
    }
}
