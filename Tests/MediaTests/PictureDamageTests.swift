import Foundation
import Imaging
import Testing

@testable import Media

@Suite("Damage inside picture files")
struct PictureDamageTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    @Test("The checksum is the one of the standard")
    func checksum() {
        // The check value that every description of CRC-32 gives.
        #expect(CyclicRedundancyCheck.value(of: Data("123456789".utf8)) == 0xCBF4_3926)
        #expect(CyclicRedundancyCheck.value(of: Data()) == 0)
        // The chunk that ends every PNG file.
        #expect(CyclicRedundancyCheck.value(of: Data("IEND".utf8)) == 0xAE42_6082)
    }

    @Test("A PNG with any single byte changed is refused or the same picture")
    func changedByte() throws {
        let pixels = TestPictures.grey8(24, 18)
        try PictureFile.writePNG(pixels, to: folder.path("a.png"))
        let whole = try folder.bytes(of: "a.png")
        var refused = 0
        for position in whole.indices {
            var bytes = whole
            bytes[position] ^= 0x11
            do {
                let path = try folder.write(bytes, to: "b.png")
                let same = try PictureFile.read(path) == pixels
                #expect(same, "byte \(position)")
            } catch is MediaError {
                refused += 1
            }
        }
        #expect(refused == whole.count)
    }

    @Test("Sizes that a file cannot hold are refused by its header, possible ones are not", arguments: [
        (100, 100, 100, true), (4000, 4000, 100, true), (20_000, 20_000, 1_000_000, true),
        (20_000, 20_000, 1000, false), (60_000, 60_000, 1_000_000_000, false), (4_294_967_295, 4_294_967_295, 100, false),
    ])
    func announced(width: Int, height: Int, fileBytes: Int, isPossible: Bool) throws {
        func big(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
        let head = [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13] + Array("IHDR".utf8)
            + big(width) + big(height) + [8, 0, 0, 0, 0]
        let size = try #require(AnnouncedSize(of: Data(head), format: .png))
        #expect(size.width == width)
        #expect((size.defect(fileBytes: fileBytes) == nil) == isPossible)
    }
}
