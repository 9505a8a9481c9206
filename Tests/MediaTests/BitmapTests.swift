import Imaging
import Testing

@testable import Media

@Suite("Windows bitmaps")
struct BitmapTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func little(_ value: Int, _ bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private func bitmap(
        width: Int, height: Int, bits: Int, palette: [[UInt8]] = [], rows: [[UInt8]], compression: Int = 0
    ) -> [UInt8] {
        let start = 54 + 4 * palette.count
        let pixels = rows.flatMap { $0 + [UInt8](repeating: 0, count: (4 - $0.count % 4) % 4) }
        var bytes = Array("BM".utf8)
        for (value, count) in [
            (start + pixels.count, 4), (0, 4), (start, 4), (40, 4), (width, 4), (height, 4), (1, 2), (bits, 2),
            (compression, 4), (pixels.count, 4), (0, 8), (palette.count, 4), (0, 4),
        ] { bytes += little(value, count) }
        return bytes + palette.flatMap { $0 + [0] } + pixels
    }

    private func grey(_ level: Int) -> [UInt8] { [UInt8](repeating: UInt8(level), count: 3) }

    private func read(_ bytes: [UInt8], channel: Channel = .luma) throws -> PixelBuffer {
        try PictureFile.read(try folder.write(bytes, to: "a.bmp"), channel: channel)
    }

    @Test("Grey of 8 bits is read upwards, or downwards where the height is negative")
    func grey() throws {
        let greys = (0..<256).map { grey($0 == 3 ? 200 : $0) }
        let rows: [[UInt8]] = [[1, 2, 3], [4, 5, 6]]
        let upwards = try read(bitmap(width: 3, height: 2, bits: 8, palette: greys, rows: rows))
        #expect(upwards.channels == 1 && upwards.samples == .uint8([4, 5, 6, 1, 2, 200]))
        let downwards = try read(bitmap(width: 3, height: -2, bits: 8, palette: greys, rows: rows))
        #expect(downwards.samples == .uint8([1, 2, 200, 4, 5, 6]))
    }

    @Test("Colours of 24 and 32 bits keep their order, and each channel can be had")
    func colours() throws {
        let two = try read(bitmap(width: 2, height: 1, bits: 24, rows: [[1, 2, 3, 4, 5, 6]]), channel: .red)
        #expect(two.samples == .uint8([3, 6]))
        let one = try read(bitmap(width: 1, height: 1, bits: 32, rows: [[10, 20, 30, 255]]), channel: .blue)
        #expect(one.samples == .uint8([10]))
    }

    @Test("Two pixels in a byte, and eight, are told apart")
    func small() throws {
        let greys = (0..<16).map { grey(10 * $0) }
        let halves = try read(bitmap(width: 3, height: 1, bits: 4, palette: greys, rows: [[0x1F, 0x70]]))
        #expect(halves.samples == .uint8([10, 150, 70]))
        let eighths = try read(bitmap(width: 9, height: 1, bits: 1, palette: [grey(0), grey(255)], rows: [[0x81, 0x80]]))
        #expect(eighths.samples == .uint8([255, 0, 0, 0, 0, 0, 0, 255, 255]))
    }

    @Test("Compressed, cut off and impossible bitmaps are refused")
    func refused() throws {
        let grey: [[UInt8]] = [[0, 0, 0], [9, 9, 9]]
        #expect(throws: MediaError.self) {
            try read(bitmap(width: 4, height: 1, bits: 8, palette: grey, rows: [[4, 1, 0, 1]], compression: 1))
        }
        #expect(throws: MediaError.self) { try read(bitmap(width: 40, height: 3, bits: 24, rows: [[1, 2, 3]])) }
        for (bits, compression) in [(7, 0), (16, 0), (8, 1)] {
            let error = #expect(throws: MediaError.self) {
                try read(bitmap(width: 2, height: 1, bits: bits, palette: grey, rows: [[1, 2, 3]], compression: compression))
            }
            #expect(error?.description.contains("save it as PNG") == true, "\(String(describing: error))")
        }
        #expect(throws: MediaError.self) { try read(Array(bitmap(width: 1, height: 1, bits: 24, rows: [[1, 2, 3]]).prefix(40))) }
    }
}
