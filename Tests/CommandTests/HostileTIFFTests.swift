import Foundation
import Imaging
import Media
import RecordsTestSupport
import Testing

/// A TIFF file of one or more pages, each entry as it is given, sensible or not.
struct RawTIFF {
    struct Entry {
        var tag: UInt16
        /// 2 text, 3 of 16 bits, 4 of 32 bits.
        var type: UInt16 = 4
        var count: UInt32 = 1
        var value: UInt32
    }

    private(set) var bytes: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0]

    /// Appends directories one after the other; what follows them stands at `bytes.count`.
    init(pages: [[Entry]], followedBy data: [UInt8] = []) {
        for (index, entries) in pages.enumerated() {
            let next = index + 1 < pages.count ? bytes.count + 2 + 12 * entries.count + 4 : 0
            bytes += Self.little(entries.count, 2)
            for entry in entries.sorted(by: { $0.tag < $1.tag }) {
                bytes += Self.little(Int(entry.tag), 2) + Self.little(Int(entry.type), 2)
                bytes += Self.little(Int(entry.count), 4) + Self.little(Int(entry.value), 4)
            }
            bytes += Self.little(next, 4)
        }
        bytes += data
    }

    private static func little(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    static func page(
        _ width: UInt32, _ height: UInt32, offset: UInt32, bytes: UInt32, strips: UInt32 = 1, compression: UInt32 = 1
    ) -> [Entry] {
        [
            Entry(tag: 256, value: width), Entry(tag: 257, value: height), Entry(tag: 258, type: 3, value: 8),
            Entry(tag: 259, type: 3, value: compression), Entry(tag: 262, type: 3, value: 1),
            Entry(tag: 273, count: strips, value: offset), Entry(tag: 277, type: 3, value: 1),
            Entry(tag: 278, value: height), Entry(tag: 279, count: strips, value: bytes),
        ]
    }
}

@Suite("analyze on TIFF files that contradict themselves")
struct HostileTIFFTests {
    let hostile: HostileInput

    init() throws { hostile = try HostileInput() }

    private func analyze(_ tiff: RawTIFF) throws -> BuiltCommand.Result {
        try hostile.analyze(try hostile.write(tiff.bytes, to: "a.tif"), "--frame-interval", "1s")
    }

    private static let grey = [UInt8](repeating: 120, count: 5000)

    @Test("Pages whose data lies beyond the file are no recording, and leave no run behind")
    func brokenOffsets() throws {
        let page = RawTIFF.page(64, 64, offset: 4_000_000, bytes: 4096)
        let result = try analyze(RawTIFF(pages: [page, page, page], followedBy: Self.grey))
        hostile.expectRefusal(result, status: 65, "a.tif: the TIFF file is damaged", "beyond the end of the file")
    }

    @Test("One page whose data lies beyond the file is a missing frame")
    func oneBrokenOffset() throws {
        let good = RawTIFF.page(64, 64, offset: 400, bytes: 4096)
        let bad = RawTIFF.page(64, 64, offset: 4_000_000, bytes: 4096)
        let result = try analyze(RawTIFF(pages: [good, bad, good], followedBy: Self.grey))
        hostile.expectRun(result, "0 crystals in 2 frames")
        #expect(result.errors.contains("frame 1 is missing"))
    }

    @Test("Strips by the thousand million, pages of gigabytes, tiles of gigabytes are refused at once", arguments: [
        RawTIFF.page(64, 64, offset: 0xFFFF_FFFF, bytes: 0xFFFF_FFFF, strips: 0xFFFF_FFFF),
        RawTIFF.page(64, 64, offset: 200, bytes: 200, strips: 0x4000_0000),
        RawTIFF.page(100_000, 100_000, offset: 200, bytes: 4096),
        RawTIFF.page(4_000_000_000, 4_000_000_000, offset: 200, bytes: 4096, compression: 8),
        RawTIFF.page(40_000, 40_000, offset: 200, bytes: 4096, compression: 8),
        RawTIFF.page(64, 64, offset: 200, bytes: 4096, compression: 8)
            + [.init(tag: 322, value: 40_000), .init(tag: 323, value: 40_000), .init(tag: 324, value: 200),
               .init(tag: 325, value: 4096)],
    ])
    func absurdCounts(page: [RawTIFF.Entry]) throws {
        hostile.expectRefusal(try analyze(RawTIFF(pages: [page], followedBy: Self.grey)), status: 65, "a.tif: ")
    }

    @Test("Directories in a circle end after the first round")
    func circle() throws {
        var bytes = RawTIFF(
            pages: [RawTIFF.page(64, 64, offset: 400, bytes: 4096), RawTIFF.page(64, 64, offset: 400, bytes: 4096)],
            followedBy: Self.grey
        ).bytes
        // Where the second directory (9 entries, as the first) says that the next stands.
        let link = 8 + 2 * (2 + 12 * 9 + 4) - 4
        bytes[link] = 8
        let result = try hostile.analyze(try hostile.write(bytes, to: "a.tif"), "--frame-interval", "1s")
        hostile.expectRun(result, "0 crystals in 2 frames")
        #expect(result.errors.contains("in a circle"))
    }

    @Test("A first directory beyond the file, or none, is damage", arguments: [
        [0x49, 0x49, 42, 0], [0x49, 0x49, 42, 0, 8, 0, 0, 0], [0x49, 0x49, 42, 0, 0, 0, 0, 0, 1, 1],
        [0x4D, 0x4D, 0, 42, 255, 255, 255, 255, 0, 0],
        [0x49, 0x49, 43, 0, 8, 0, 0, 0] + [UInt8](repeating: 255, count: 16),
    ])
    func noDirectory(bytes: [UInt8]) throws {
        let result = try hostile.analyze(try hostile.write(bytes, to: "a.tif"), "--frame-interval", "1s")
        hostile.expectRefusal(result, status: 65, "the TIFF file is damaged")
    }

    /// Three grey pages, the first of which carries the text.
    private func described(_ text: String) throws -> BuiltCommand.Result {
        let head = RawTIFF.page(32, 32, offset: 512, bytes: 1024)
            + [.init(tag: 270, type: 2, count: UInt32(text.utf8.count + 1), value: 2000)]
        let page = RawTIFF.page(32, 32, offset: 512, bytes: 1024)
        var bytes = RawTIFF(pages: [head, page, page]).bytes
        bytes += [UInt8](repeating: 120, count: 2000 - bytes.count) + Array(text.utf8) + [0]
        return try hostile.analyze(try hostile.write(bytes, to: "a.tif"), "--frame-interval", "1s")
    }

    @Test("OME-XML that is no XML, or declares entities, is damage", arguments: [
        "<OME this is not XML", "<OME><Image><Pixels SizeT=\"3\"", "<?xml encoding=\"UTF-16\"?><OME></OME>",
        "<?xml version=\"1.0\"?><!DOCTYPE b [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><OME>&b;</OME>",
        "<?xml version=\"1.0\"?><!DOCTYPE b [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><OME>&a;</OME>",
        "<OME>" + String(repeating: "<a>", count: 100_000),
        "<OME><Image><Pixels SizeT=\"-3\" SizeC=\"1\" SizeZ=\"1\"/></Image></OME>",
        "<OME><Image><Pixels SizeT=\"99999999999999999999\" SizeC=\"1\" SizeZ=\"1\"/></Image></OME>",
        "<OME><Image><Pixels SizeT=\"90000000\"><TiffData FirstT=\"89999999\" IFD=\"1\"/></Pixels></Image></OME>",
    ])
    func unusableOME(text: String) throws {
        hostile.expectRefusal(try described(text), status: 65, "OME-XML")
    }

    @Test("Millions of announced frames cost neither time nor memory", arguments: [
        "<OME><Image><Pixels SizeT=\"99999999\" SizeC=\"1\" SizeZ=\"1\"/></Image></OME>",
        "ImageJ=1.53\nimages=100000000\nframes=100000000\n",
    ])
    func announcedFrames(text: String) throws {
        let result = try described(text)
        hostile.expectRun(result, "0 crystals in 3 frames")
        #expect(result.errors.contains("cut off"))
    }

    @Test("Numbers at the ends of their range are not used as times or pages")
    func extremeNumbers() throws {
        let result = try described("""
            <OME><Image><Pixels SizeT="3" SizeC="1" SizeZ="1" DimensionOrder="XYZCT">
            <TiffData IFD="-5" FirstT="-9223372036854775808" PlaneCount="9223372036854775807"/>
            <Plane TheT="-9223372036854775808" TheC="0" TheZ="0" DeltaT="1e308"/>
            <Plane TheT="9223372036854775807" TheC="0" TheZ="0" DeltaT="nan"/></Pixels></Image></OME>
            """)
        hostile.expectRun(result, "in 3 frames")
    }

    @Test("A still of 20000 x 20000 pixels is refused, with the size that can be analysed")
    func largeStill() throws {
        let side: UInt32 = 20_000
        let tiff = RawTIFF(pages: [RawTIFF.page(side, side, offset: 512, bytes: side * side)])
        let path = try hostile.write(tiff.bytes, to: "a.tif")
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        // Black, and a hole in the file: nothing of it is written.
        try handle.truncate(atOffset: UInt64(512 + side * side))
        try handle.close()
        let result = try hostile.analyze(path)
        #expect(result.status == 65, "\(result.errors)")
        #expect(result.errors.contains("20000x20000 pixels") && result.errors.contains("100 megapixels"))
        #expect(result.errors.filter { $0 == "\n" }.count == 1, "\(result.errors)")
        #expect(!hostile.folder.exists("run"))
        // Opening a stack decodes its first page, 400 MB; there is no second copy.
        #expect(result.peakMemory < MemoryBound.bytes(megabytes: 600))
    }
}
