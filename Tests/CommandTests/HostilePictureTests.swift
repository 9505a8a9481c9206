import Foundation
import Imaging
import Media
import RecordsTestSupport
import Testing

@Suite("analyze on folders of pictures that are damaged or do not belong together")
struct HostilePictureTests {
    let hostile: HostileInput

    init() throws { hostile = try HostileInput() }

    private func fill(_ count: Int) throws {
        try FileManager.default.createDirectory(
            atPath: hostile.folder.file("frames"), withIntermediateDirectories: true)
        for index in 0..<count {
            try PictureFile.writePNG(
                GrowingSquare.frame(index), to: hostile.folder.file(String(format: "frames/f%03d.png", index)))
        }
    }

    private func analyze() throws -> BuiltCommand.Result {
        try hostile.analyze(hostile.folder.file("frames"), "--frame-interval", "1s")
    }

    private enum Damage: CaseIterable {
        case text, empty, cutOff, overwritten

        func apply(_ bytes: [UInt8]) -> [UInt8] {
            switch self {
            case .text: Array("this was a picture once".utf8)
            case .empty: []
            case .cutOff: Array(bytes.prefix(bytes.count / 2))
            case .overwritten: Array(bytes[..<300]) + [UInt8](repeating: 0x55, count: 50) + Array(bytes[350...])
            }
        }
    }

    @Test("A corrupt picture in the middle is a missing frame, and the run goes on", arguments: Damage.allCases)
    private func corruptMiddle(damage: Damage) throws {
        try fill(12)
        let name = "frames/f005.png"
        try hostile.write(damage.apply(try hostile.bytes(of: name)), to: name)
        let result = try analyze()
        hostile.expectRun(result, "1 crystal in 11 frames")
        #expect(result.errors.contains("frame 5 is missing"))
        #expect(abs(try hostile.side(of: result) - GrowingSquare.velocity) < 1)
        #expect(try hostile.folder.text("run/events.csv").contains("frames_missing"))
        let lines = result.errors.split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix("growthscope: ") }, "\(result.errors)")
    }

    @Test("A folder in which no picture can be decoded is refused with the first one's reason")
    func allCorrupt() throws {
        try fill(3)
        for index in 0..<3 { try hostile.write([1, 2, 3], to: "frames/f00\(index).png") }
        hostile.expectRefusal(try analyze(), status: 65, "f000.png", "neither PNG")
    }

    @Test("A picture of another size in the middle is an error that names it")
    func otherSize() throws {
        try fill(4)
        try PictureFile.writePNG(FlatPicture.of(90, 70), to: hostile.folder.file("frames/f002.png"))
        let result = try analyze()
        #expect(result.status == 65)
        #expect(result.errors.contains("f002.png") && result.errors.contains("90 x 70"), "\(result.errors)")
        #expect(result.errors.filter { $0 == "\n" }.count == 1, "\(result.errors)")
    }

    @Test("A folder without pictures, and an empty one, say what they hold")
    func noPictures() throws {
        try FileManager.default.createDirectory(
            atPath: hostile.folder.file("frames"), withIntermediateDirectories: true)
        hostile.expectRefusal(try analyze(), status: 65, "it is empty")
        try hostile.write([1, 2, 3], to: "frames/notes.doc")
        hostile.expectRefusal(try analyze(), status: 65, "notes.doc")
    }

    @Test("A picture of one pixel, one row, one column, or just too few is too small", arguments: [
        (1, 1), (1, 200), (200, 1), (15, 15), (15, 200),
    ])
    func tooSmall(width: Int, height: Int) throws {
        let path = hostile.folder.file("a.png")
        try PictureFile.writePNG(FlatPicture.of(width, height), to: path)
        hostile.expectRefusal(try hostile.analyze(path), status: 65, "\(width)x\(height) pixels", "too small")
    }

    @Test("A PNG or a bitmap that announces gigapixels is refused before anything is reserved for them")
    func announcedSize() throws {
        try PictureFile.writePNG(FlatPicture.of(64, 64), to: hostile.folder.file("small.png"))
        var png = try hostile.bytes(of: "small.png")
        // Width and height stand behind the signature and the head of the first chunk.
        for offset in [16, 20] { png.replaceSubrange(offset..<offset + 4, with: [0, 0, 0x60, 0]) }
        let bitmap: [UInt8] = Array("BM".utf8) + [80, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0]
            + [0, 0x60, 0, 0, 0, 0x60, 0, 0, 1, 0, 8, 0, 1, 0, 0, 0] + [UInt8](repeating: 0, count: 64)
        for (name, bytes) in [("a.png", png), ("a.bmp", bitmap)] {
            let result = try hostile.analyze(try hostile.write(bytes, to: name))
            hostile.expectRefusal(result, status: 65, "24576 x 24576 pixels")
        }
    }

    @Test("A JPEG whose data is damaged inside is a missing frame: what the decoder makes up is not measured")
    func damagedJPEG() throws {
        let names = (0..<3).map { "frames/f\($0).jpg" }
        try FileManager.default.createDirectory(
            atPath: hostile.folder.file("frames"), withIntermediateDirectories: true)
        for name in names { try hostile.write(SmallJPEG.bytes, to: name) }
        // Behind the header of 20 tables and more: the coded pixels.
        var damaged = SmallJPEG.bytes
        damaged.removeSubrange(damaged.count - 12..<damaged.count - 4)
        try hostile.write(damaged, to: names[1])
        let result = try analyze()
        hostile.expectRun(result, "0 crystals in 2 frames")
        #expect(result.errors.contains("frame 1 is missing"), "\(result.errors)")
        #expect(result.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("growthscope: ") }, "\(result.errors)")
    }
}
