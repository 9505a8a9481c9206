import Imaging

extension PixelBuffer {
    /// A picture whose samples a C library writes in place; nil where `fill` reports that it failed.
    ///
    /// - Parameter spare: samples whose memory is used again, where it fits and nobody else holds it
    init?(
        width: Int, height: Int, channels: Int, bitDepth: Int, reusing spare: consuming Samples? = nil,
        fill: (_ samples: UnsafeMutableRawBufferPointer) -> Bool
    ) {
        let count = width * height * channels
        guard let samples = Samples(count: count, bitDepth: bitDepth, spare: consume spare, fill: fill) else { return nil }
        self.init(width: width, height: height, channels: channels, bitDepth: bitDepth, samples: samples)
    }
}

extension PixelBuffer.Samples {
    fileprivate init?(
        count: Int, bitDepth: Int, spare: consuming Self?, fill: (UnsafeMutableRawBufferPointer) -> Bool
    ) {
        switch (bitDepth, consume spare) {
        case (...8, .uint8(let old)?):
            guard let values = Self.filled(consume old, count: count, fill: fill) else { return nil }
            self = .uint8(values)
        case (...8, _):
            guard let values = Self.array(of: UInt8.self, count: count, fill: fill) else { return nil }
            self = .uint8(values)
        case (9...16, .uint16(let old)?):
            guard let values = Self.filled(consume old, count: count, fill: fill) else { return nil }
            self = .uint16(values)
        case (9...16, _):
            guard let values = Self.array(of: UInt16.self, count: count, fill: fill) else { return nil }
            self = .uint16(values)
        default:
            guard let values = Self.array(of: Float.self, count: count, fill: fill) else { return nil }
            self = .float32(values)
        }
    }

    private static func filled<Sample>(
        _ old: consuming [Sample], count: Int, fill: (UnsafeMutableRawBufferPointer) -> Bool
    ) -> [Sample]? {
        guard old.count == count else { return array(of: Sample.self, count: count, fill: fill) }
        return old.withUnsafeMutableBytes(fill) ? old : nil
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
