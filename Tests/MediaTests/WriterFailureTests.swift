import Foundation
import Imaging
import Media
import Testing

@Suite("Writers that cannot write")
struct WriterFailureTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private var entries: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] }

    /// A name whose partial file is a device that is always full.
    private func fullDisk(_ name: String) throws -> String {
        try FileManager.default.createSymbolicLink(
            atPath: folder.path(name + ".partial"), withDestinationPath: "/dev/full")
        return folder.path(name)
    }

    @Test("A full disk is an I/O error, and leaves nothing behind", arguments: ["a.mp4", "a.mkv"])
    func movieOnFullDisk(name: String) throws {
        let path = try fullDisk(name)
        let error = #expect(throws: MediaError.self) {
            let writer = try MovieWriter(path: path, width: 64, height: 48, isColour: false)
            for index in 0..<60 { try writer.append(TestPictures.grey8(64, 48, frame: index)) }
            try writer.finish()
        }
        #expect(error?.category == .inputOutput)
        #expect(error?.description.contains("No space left") == true)
        #expect(entries == [])
    }

    @Test("A stack on a full disk is an I/O error, and leaves nothing behind")
    func stackOnFullDisk() throws {
        let path = try fullDisk("a.tif")
        let error = #expect(throws: MediaError.self) {
            let writer = try TIFFStackWriter(path: path)
            for _ in 0..<4 { try writer.append(TestPictures.grey8(640, 480)) }
            try writer.finish()
        }
        #expect(error?.category == .inputOutput)
        #expect(entries == [])
    }

    @Test("A folder that is not there is an I/O error for every writer")
    func noFolder() throws {
        let path = folder.path("absent/a")
        #expect(throws: MediaError.self) { try MovieWriter(path: path + ".mp4", width: 8, height: 8, isColour: false) }
        #expect(throws: MediaError.self) { try TIFFStackWriter(path: path + ".tif") }
        let error = #expect(throws: MediaError.self) {
            try PictureFile.writePNG(TestPictures.grey8(4, 4), to: path + ".png")
        }
        #expect(error?.category == .inputOutput)
    }

    @Test("A writer that is given up leaves the file that was there")
    func abandoned() throws {
        try folder.write([1, 2, 3], to: "a.mp4")
        do {
            let writer = try MovieWriter(path: folder.path("a.mp4"), width: 16, height: 16, isColour: false)
            try writer.append(TestPictures.grey8(16, 16))
        }
        #expect(try folder.bytes(of: "a.mp4") == [1, 2, 3])
        #expect(entries == ["a.mp4"])
    }

    @Test("Containers that keep no times, and depths that a codec does not have, are refused")
    func unsuitable() throws {
        #expect(throws: MediaError.self) {
            try MovieWriter(path: folder.path("a.avi"), width: 16, height: 16, isColour: false)
        }
        #expect(throws: MediaError.self) {
            try MovieWriter(path: folder.path("a.mp4"), width: 16, height: 16, isColour: false, bitDepth: 16)
        }
        #expect(throws: MediaError.self) {
            try MovieWriter(path: folder.path("a.mp4"), width: 0, height: 16, isColour: false)
        }
        #expect(throws: MediaError.self) { try TIFFStackWriter(path: folder.path("a.tif"), micrometersPerPixel: 0) }
        #expect(entries == [])
    }
}
