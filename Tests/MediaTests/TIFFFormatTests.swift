import Imaging
import Media
import Testing

@Suite("Kinds of TIFF")
struct TIFFFormatTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func read(_ tiff: TIFFBytes, channel: Channel = .luma) throws -> PixelBuffer {
        let path = try folder.write(tiff.bytes, to: "a.tif")
        return try TIFFStackReader(path: path, channel: channel).readAll()[0].pixels
    }

    @Test("Sixteen bits are read in either byte order", arguments: [false, true])
    func byteOrder(bigEndian: Bool) throws {
        var tiff = TIFFBytes(bigEndian: bigEndian)
        let values: [UInt16] = [0, 1, 256, 4095, 65535, 12345]
        tiff.add(TIFFBytes.grey(3, 2, bits: 16), strips: [values.flatMap { tiff.number(UInt32($0), 2) }])
        #expect(try read(tiff) == PixelBuffer(width: 3, height: 2, bitDepth: 16, samples: .uint16(values)))
    }

    @Test("Where zero means white, numbers are inverted")
    func minIsWhite() throws {
        var tiff = TIFFBytes()
        tiff.add(TIFFBytes.grey(2, 2, photometric: 0), strips: [[0, 55, 200, 255]])
        #expect(try read(tiff).bytes == [255, 200, 55, 0])
    }

    @Test("One, four and twelve bits are unpacked, each row from a whole byte")
    func packedBits() throws {
        var one = TIFFBytes()
        one.add(TIFFBytes.grey(10, 2, bits: 1), strips: [[0b1010_0000, 0b0100_0000, 0b0000_0001, 0b1000_0000]])
        #expect(try read(one).bytes == [255, 0, 255, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 255, 255, 0])
        var four = TIFFBytes()
        four.add(TIFFBytes.grey(3, 1, bits: 4), strips: [[0x0F, 0x80]])
        #expect(try read(four).bytes == [0, 255, 136])
        var twelve = TIFFBytes()
        twelve.add(TIFFBytes.grey(3, 1, bits: 12), strips: [[0xFF, 0xF0, 0x01, 0x80, 0x00]])
        #expect(
            try read(twelve) == PixelBuffer(width: 3, height: 1, bitDepth: 12, samples: .uint16([4095, 1, 2048])))
    }

    @Test("A palette gives its colours in a plain file and its indices in one of ImageJ")
    func palette() throws {
        var map = [UInt32](repeating: 0, count: 768)
        map[5] = 0xFF00
        map[256 + 5] = 0x8000
        map[512 + 5] = 0x1000
        var plain = TIFFBytes()
        plain.add(TIFFBytes.grey(2, 1, photometric: 3) + [.shorts(320, map)], strips: [[0, 5]])
        #expect(try read(plain, channel: .rgb).bytes == [0, 0, 0, 255, 128, 16])
        var imageJ = TIFFBytes()
        imageJ.add(
            TIFFBytes.grey(2, 1, photometric: 3) + [.shorts(320, map), .text(270, "ImageJ=1.54f\n")], strips: [[0, 5]])
        #expect(try read(imageJ).bytes == [0, 5])
    }

    private func rgb(_ width: UInt32, _ height: UInt32, planar: UInt32, extra: [TIFFBytes.Entry] = [], samples: UInt32 = 3)
        -> [TIFFBytes.Entry]
    {
        [
            .long(256, width), .long(257, height),
            .shorts(258, [UInt32](repeating: 8, count: Int(samples))), .short(259, 1), .short(262, 2),
            .short(277, samples), .long(278, height), .short(284, planar),
        ] + extra
    }

    @Test("RGB is read interleaved, in planes, and without its transparency")
    func colour() throws {
        var interleaved = TIFFBytes()
        interleaved.add(rgb(2, 1, planar: 1), strips: [[1, 2, 3, 4, 5, 6]])
        #expect(try read(interleaved, channel: .rgb).bytes == [1, 2, 3, 4, 5, 6])
        var planes = TIFFBytes()
        planes.add(rgb(2, 1, planar: 2), strips: [[1, 4], [2, 5], [3, 6]])
        #expect(try read(planes, channel: .rgb).bytes == [1, 2, 3, 4, 5, 6])
        #expect(try read(planes, channel: .blue).bytes == [3, 6])
        var transparent = TIFFBytes()
        transparent.add(rgb(2, 1, planar: 1, extra: [.short(338, 2)], samples: 4), strips: [[1, 2, 3, 9, 4, 5, 6, 9]])
        #expect(try read(transparent, channel: .rgb).bytes == [1, 2, 3, 4, 5, 6])
    }

    @Test("Tiles that reach over the edge are cut to the picture")
    func tiles() throws {
        let width = 20, height = 18
        func value(_ x: Int, _ y: Int) -> UInt8 { UInt8((x * 11 + y * 3) % 256) }
        let tiles: [[UInt8]] = [(0, 0), (16, 0), (0, 16), (16, 16)].map { left, top in
            (0..<256).map { value(left + $0 % 16, top + $0 / 16) }
        }
        var tiff = TIFFBytes()
        tiff.add(
            [
                .long(256, 20), .long(257, 18), .short(258, 8), .short(259, 1), .short(262, 1), .short(277, 1),
                .short(322, 16), .short(323, 16),
            ], strips: tiles, offsetTag: 324, countTag: 325)
        #expect(try read(tiff).bytes == (0..<width * height).map { value($0 % width, $0 / width) })
    }

    @Test("What the writer stores comes back: 8 and 16 bits, floating point, RGB, compressed, BigTIFF", arguments: [
        TestPictures.grey8(33, 21), TestPictures.grey16(33, 21), TestPictures.float(33, 21), TestPictures.rgb8(33, 21),
    ], [(false, 0), (true, 0), (true, 5_000_000_000)])
    func roundTrip(picture: PixelBuffer, options: (compresses: Bool, expectedBytes: Int)) throws {
        let path = folder.path("a.tif")
        let writer = try TIFFStackWriter(
            path: path, micrometersPerPixel: 0.62, frameIntervalSeconds: 12.5, compresses: options.compresses,
            expectedBytes: options.expectedBytes)
        for _ in 0..<3 { try writer.append(picture) }
        try writer.finish()
        let stack = try TIFFStackReader(path: path, channel: picture.channels == 3 ? .rgb : .luma)
        let frames = try stack.readAll()
        #expect(frames.map(\.pixels) == [picture, picture, picture])
        #expect(frames.map(\.timeSeconds) == [0, 12.5, 25])
        #expect(stack.properties.timeOrigin == .imageJFrameInterval(seconds: 12.5))
        #expect(stack.properties.statedScale?.micrometersPerPixelX == 0.62)
        #expect(try folder.bytes(of: "a.tif")[2] == (options.expectedBytes > 0 ? 43 : 42))
        #expect(stack.warnings == [])
    }

    @Test("A large ImageJ stack has one directory and raw pages behind it", arguments: [false, true])
    func rawPages(bigEndian: Bool) throws {
        let pages: [[UInt16]] = (0..<4).map { page in (0..<6).map { UInt16(page * 1000 + $0 * 257) } }
        var tiff = TIFFBytes(bigEndian: bigEndian)
        let notes = "ImageJ=1.54f\nimages=4\nframes=4\nfinterval=2\n"
        let first = pages[0].flatMap { tiff.number(UInt32($0), 2) }
        let rest = pages[1...].joined().flatMap { tiff.number(UInt32($0), 2) }
        // The directory names the first page only, and stands before the data.
        let placed = TIFFBytes.grey(3, 2, bits: 16) + [.text(270, notes), .long(279, UInt32(first.count))]
        var probe = tiff
        probe.addDirectory(placed + [.long(273, 0)])
        tiff.addDirectory(placed + [.long(273, UInt32(probe.bytes.count))])
        let whole = tiff.bytes + first + rest
        let stack = try TIFFStackReader(path: folder.write(whole, to: "a.tif"))
        let frames = try stack.readAll()
        #expect(frames.map(\.pixels.samples) == pages.map { .uint16($0) })
        #expect(frames.map(\.timeSeconds) == [0, 2, 4, 6])
        let cut = try TIFFStackReader(path: folder.write(whole.dropLast(13), to: "cut.tif"))
        #expect(try cut.readAll().count == 2)
        #expect(cut.warnings.count == 1)
    }
}
