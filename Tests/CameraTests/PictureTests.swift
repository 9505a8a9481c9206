import Imaging
import Testing

@testable import Camera

@Suite("The luma of every pixel format")
struct PictureTests {
    private static let width = 6
    private static let height = 4
    /// A ramp that fits every depth from 8 bits on.
    private static let grey: [Int] = (0..<width * height).map { 10 * $0 }

    private func luma(_ name: String, _ bytes: [UInt8], bytesPerRow: Int) throws -> PixelBuffer {
        let layout = try #require(PixelFormat(name: name)?.layout)
        let decoder = PictureDecoder(layout: layout, width: Self.width, height: Self.height, bytesPerRow: bytesPerRow)
        return try decoder.luma(bytes)
    }

    private func values(_ picture: PixelBuffer) -> [Int] {
        switch picture.samples {
        case .uint8(let values): values.map(Int.init)
        case .uint16(let values): values.map(Int.init)
        case .float32(let values): values.map { Int($0) }
        }
    }

    /// Rows of `bytesPerRow` bytes, in which pixel x lies where `place` says; the rest is filled with a trap.
    private func picture(bytesPerRow: Int, rest: Int = 0, _ put: (Int, Int) -> [(Int, UInt8)]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0xA5, count: bytesPerRow * Self.height + rest)
        for y in 0..<Self.height {
            for x in 0..<Self.width {
                for (place, value) in put(x, Self.grey[y * Self.width + x]) { bytes[y * bytesPerRow + place] = value }
            }
        }
        return bytes
    }

    @Test(
        "Formats of 8-bit luma give it as it lies there",
        arguments: [
            ("GREY", 1, 0), ("NV12", 1, 0), ("YU12", 1, 0), ("YUYV", 2, 0), ("YVYU", 2, 0), ("UYVY", 2, 1), ("VYUY", 2, 1),
        ])
    func eightBits(name: String, step: Int, offset: Int) throws {
        let bytes = picture(bytesPerRow: 16, rest: 64) { x, grey in [(step * x + offset, UInt8(grey))] }
        let picture = try luma(name, bytes, bytesPerRow: 16)
        #expect(picture.bitDepth == 8)
        #expect(values(picture) == Self.grey)
    }

    @Test("Deep grey keeps all its bits", arguments: [("Y10", 10), ("Y12", 12), ("Y16", 16)])
    func deep(name: String, bits: Int) throws {
        let scale = (1 << bits) / 256
        let bytes = picture(bytesPerRow: 20) { x, grey in
            let value = grey * scale
            return [(2 * x, UInt8(value & 0xFF)), (2 * x + 1, UInt8(value >> 8))]
        }
        let picture = try luma(name, bytes, bytesPerRow: 20)
        #expect(picture.bitDepth == bits)
        #expect(values(picture) == Self.grey.map { $0 * scale })
    }

    @Test("Numbers that lie in other bits than the format says are refused", arguments: [("Y10", 10), ("Y12", 12), ("BG10", 10)])
    func shifted(name: String, bits: Int) throws {
        // Aligned to the upper bits, as some cameras do against the format's definition.
        let bytes = picture(bytesPerRow: 20) { x, grey in [(2 * x, 0), (2 * x + 1, UInt8(grey))] }
        let error = #expect(throws: DamagedPicture.self) { try luma(name, bytes, bytesPerRow: 20) }
        #expect(error?.reason.contains("\(bits) bits") == true)
    }

    @Test("Big-endian words are turned round")
    func bigEndian() throws {
        let bytes = picture(bytesPerRow: 12) { x, grey in [(2 * x, UInt8(grey)), (2 * x + 1, 0x34)] }
        #expect(values(try luma("Y16-BE", bytes, bytesPerRow: 12)) == Self.grey.map { $0 << 8 | 0x34 })
    }

    @Test("Red, green and blue are weighed as Rec. 601 does", arguments: [("RGB3", 0, 2), ("BGR3", 2, 0)])
    func colours(name: String, red: Int, blue: Int) throws {
        let bytes = picture(bytesPerRow: 18) { x, _ in [(3 * x + red, 200), (3 * x + 1, 100), (3 * x + blue, 50)] }
        // 0.299 * 200 + 0.587 * 100 + 0.114 * 50 = 124.2
        #expect(values(try luma(name, bytes, bytesPerRow: 18)).allSatisfy { $0 == 124 })
        let white = picture(bytesPerRow: 18) { x, _ in (0..<3).map { (3 * x + $0, 255) } }
        #expect(values(try luma(name, white, bytesPerRow: 18)).allSatisfy { $0 == 255 })
    }

    @Test("A colour mosaic of an even colour is even, whatever its colours", arguments: ["BA81", "GBRG", "GRBG", "RGGB"])
    func evenMosaic(name: String) throws {
        var bytes = [UInt8](repeating: 0, count: Self.width * Self.height)
        for y in 0..<Self.height {
            for x in 0..<Self.width { bytes[y * Self.width + x] = [[200, 100], [100, 40]][y % 2][x % 2] }
        }
        // (200 + 2 * 100 + 40) / 4
        #expect(values(try luma(name, bytes, bytesPerRow: Self.width)).allSatisfy { $0 == 110 })
    }

    @Test("A mosaic's edge stays where it is: a ramp comes out as the same ramp")
    func mosaicRamp() throws {
        let bytes = picture(bytesPerRow: 12) { x, _ in [(2 * x, UInt8(20 * x)), (2 * x + 1, 1)] }
        let found = values(try luma("BYR2", bytes, bytesPerRow: 12))
        for y in 0..<Self.height {
            for x in 1..<Self.width - 1 { #expect(found[y * Self.width + x] == 256 + 20 * x) }
        }
    }

    @Test("Too few bytes are a damaged picture and no crash", arguments: ["GREY", "Y16", "YUYV", "RGB3", "MJPG"])
    func tooShort(name: String) throws {
        #expect(throws: DamagedPicture.self) { try luma(name, [1], bytesPerRow: 18) }
    }

    @Test("Bytes that are no JPEG are a damaged picture with libjpeg's reason")
    func noJPEG() throws {
        let error = #expect(throws: DamagedPicture.self) {
            try luma("MJPG", [UInt8](repeating: 3, count: 500), bytesPerRow: 6)
        }
        #expect(error?.reason.contains("JPEG") == true)
    }

    @Test("Names and codes of formats are each other's inverse", arguments: ["GREY", "Y10", "YUYV", "Y16-BE", "RGB3"])
    func names(name: String) { #expect(PixelFormat(name: name)?.name == name) }

    @Test("What is deepest and least processed is preferred")
    func preference() throws {
        let order = ["Y16", "Y12", "Y10", "GREY", "NV12", "YUYV", "RGB3", "BYR2", "BA81", "MJPG"]
        let ranks = try order.map { try #require(PixelFormat(name: $0)?.layout).rank }
        #expect(ranks == ranks.sorted() && Set(ranks).count == ranks.count)
    }
}
