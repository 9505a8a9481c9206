import Foundation
import Imaging
import Media
import Testing

@Suite("Movies that are damaged, turned or mistimed")
struct DamagedMovieTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func makeMovie(_ name: String, frames: Int = 40, width: Int = 64, height: Int = 48) throws {
        let writer = try MovieWriter(path: folder.path(name), width: width, height: height, isColour: false)
        for index in 0..<frames { try writer.append(TestPictures.grey8(width, height, frame: index)) }
        try writer.finish()
    }

    private func replaceFirst(_ text: String, with other: String, in bytes: inout [UInt8]) throws {
        let range = try #require(Data(bytes).range(of: Data(text.utf8)))
        bytes.replaceSubrange(range, with: other.utf8)
    }

    @Test("A movie that was cut off gives the frames before the cut and a warning", arguments: ["mp4", "mkv"])
    func cutOff(container: String) throws {
        let name = "a.\(container)"
        try makeMovie(name)
        let whole = try MovieReader(path: folder.path(name)).readAll()
        #expect(whole.count == 40)
        let bytes = try folder.bytes(of: name)
        try folder.write(bytes.prefix(bytes.count * 6 / 10), to: "cut.\(container)")
        let movie = try MovieReader(path: folder.path("cut.\(container)"))
        let frames = try movie.readAll()
        #expect(frames.count > 10 && frames.count < 40, "\(frames.count) \(movie.warnings)")
        #expect(zip(frames, whole).allSatisfy { $0.pixels == $1.pixels && $0.timeSeconds == $1.timeSeconds })
        #expect(movie.warnings.count == 1)
        #expect(movie.warnings.first?.contains("cut off after frame \(frames.count - 1)") == true)
    }

    @Test("A movie without its index says that it was cut off before it was finished")
    func noIndex() throws {
        try makeMovie("a.mp4")
        var bytes = try folder.bytes(of: "a.mp4")
        try replaceFirst("moov", with: "gone", in: &bytes)
        try folder.write(bytes, to: "b.mp4")
        let error = #expect(throws: MediaError.self) { try MovieReader(path: folder.path("b.mp4")) }
        #expect(error?.description.contains("moov atom not found") == true)
        #expect(error?.category == .unusableInput)
    }

    @Test("What is no movie is refused with a sentence", arguments: [
        ("text.mp4", Array("just a few lines of text\n".utf8)), ("notes.txt", Array("crystals grew well\n".utf8)),
        ("noise.avi", (0..<4096).map { UInt8(truncatingIfNeeded: $0 * $0 * 31 + 7) }),
    ])
    func noMovie(name: String, bytes: [UInt8]) throws {
        let path = try folder.write(bytes, to: name)
        let error = #expect(throws: MediaError.self) {
            try Recording.open(path, timeBase: TimeBase(), channel: .luma).readAll()
        }
        #expect(error?.category == .unusableInput)
    }

    @Test("Empty, absent and special files are told apart")
    func emptyAndAbsent() throws {
        let empty = try folder.write([], to: "empty.mp4")
        #expect(throws: MediaError.emptyFile(path: empty)) {
            try Recording.open(empty, timeBase: TimeBase(), channel: .luma)
        }
        let absent = folder.path("absent.mp4")
        #expect(throws: MediaError.noSuchInput(path: absent)) {
            try Recording.open(absent, timeBase: TimeBase(), channel: .luma)
        }
        #expect(MediaError.noSuchInput(path: absent).category == .noSuchInput)
        #expect(throws: MediaError.notARegularFile(path: "/dev/zero")) {
            try Recording.open("/dev/zero", timeBase: TimeBase(), channel: .luma)
        }
    }

    @Test("Sound alone is refused as having no video")
    func soundOnly() throws {
        let samples = [UInt8](repeating: 128, count: 8000)
        func little(_ value: UInt32, _ bytes: Int) -> [UInt8] { (0..<bytes).map { UInt8(value >> (8 * $0) & 255) } }
        let header = Array("RIFF".utf8) + little(8036, 4) + Array("WAVEfmt ".utf8) + little(16, 4) + little(1, 2)
            + little(1, 2) + little(8000, 4) + little(8000, 4) + little(1, 2) + little(8, 2) + Array("data".utf8)
            + little(8000, 4)
        let path = try folder.write(header + samples, to: "sound.wav")
        let error = #expect(throws: MediaError.self) { try MovieReader(path: path) }
        #expect(error?.description.contains("none of them video") == true)
    }

    @Test("A rotation tag turns the frames upright", arguments: [
        (90, [0, 1, 0, -1, 0, 0]), (180, [-1, 0, 0, 0, -1, 0]), (270, [0, -1, 0, 1, 0, 0]),
    ] as [(Int, [Int32])])
    func rotation(degrees: Int, matrix: [Int32]) throws {
        try makeMovie("a.mp4", frames: 2)
        let stored = try MovieReader(path: folder.path("a.mp4")).readAll()[0].pixels
        var bytes = try folder.bytes(of: "a.mp4")
        let header = try #require(Data(bytes).range(of: Data("tkhd".utf8)))
        // Version 0 of the track header: the matrix follows 40 bytes after the box's name.
        let start = header.upperBound + 40
        for (index, entry) in matrix.enumerated() {
            let fixed = UInt32(bitPattern: entry * 65536)
            for byte in 0..<4 { bytes[start + 4 * index + byte] = UInt8(fixed >> (24 - 8 * byte) & 255) }
        }
        try folder.write(bytes, to: "turned.mp4")
        let movie = try MovieReader(path: folder.path("turned.mp4"))
        let turned = try movie.readAll()[0].pixels
        let isSideways = degrees != 180
        #expect(turned.width == (isSideways ? 48 : 64))
        #expect(movie.properties.height == (isSideways ? 64 : 48))
        for (x, y) in [(0, 0), (63, 0), (0, 47), (63, 47), (20, 11), (5, 40)] {
            let (toX, toY) = degrees == 90 ? (47 - y, x) : degrees == 180 ? (63 - x, 47 - y) : (y, 63 - x)
            #expect(turned.bytes[toY * turned.width + toX] == stored.bytes[y * 64 + x])
        }
    }

    @Test("A frame of another size in the middle is an error that names it")
    func sizeChange() throws {
        try makeMovie("a.ts", frames: 6)
        try makeMovie("b.ts", frames: 6, width: 80, height: 48)
        try folder.write(try folder.bytes(of: "a.ts") + folder.bytes(of: "b.ts"), to: "both.ts")
        let movie = try MovieReader(path: folder.path("both.ts"), timeBase: TimeBase(.frameInterval(seconds: 1)))
        let error = #expect(throws: MediaError.self) { while try movie.read() != nil {} }
        #expect(error?.description.contains("80 x 48") == true)
    }

    @Test("Time stamps that go back are an error that names the frame")
    func timesGoBack() throws {
        try makeMovie("a.ts", frames: 6)
        try folder.write(try folder.bytes(of: "a.ts") + folder.bytes(of: "a.ts"), to: "twice.ts")
        let movie = try MovieReader(path: folder.path("twice.ts"))
        let error = #expect(throws: MediaError.self) { while try movie.read() != nil {} }
        #expect(error?.description.contains("frame 6 is timed 0.0 s, not later than the frame before") == true)
    }

    @Test("A bare stream has no times of its own, and takes the user's interval")
    func bareStream() throws {
        try makeMovie("a.h264", frames: 5)
        let error = #expect(throws: MediaError.self) { try MovieReader(path: folder.path("a.h264")) }
        #expect(error?.description.contains("--frame-interval") == true)
        let movie = try MovieReader(path: folder.path("a.h264"), timeBase: TimeBase(.frameInterval(seconds: 12)))
        #expect(try movie.readAll().map(\.timeSeconds) == [0, 12, 24, 36, 48])
    }

    @Test("A damaged stretch gives missing frames or none, and the run goes on behind it")
    func damagedMiddle() throws {
        let writer = try MovieWriter(
            path: folder.path("a.mkv"), width: 64, height: 48, isColour: false, codec: .ffv1)
        for index in 0..<9 { try writer.append(TestPictures.grey8(64, 48, frame: index)) }
        try writer.finish()
        var bytes = try folder.bytes(of: "a.mkv")
        let middle = bytes.count / 2
        for offset in 0..<40 { bytes[middle + offset] ^= 0x5A }
        try folder.write(bytes, to: "b.mkv")
        let movie = try MovieReader(path: folder.path("b.mkv"), timeBase: TimeBase(.frameInterval(seconds: 2)))
        var missing: [Int] = []
        var good: [Int] = []
        while let read = try movie.read() {
            switch read {
            case .missing(let index, let seconds, _):
                missing.append(index)
                #expect(seconds == Double(index) * 2)
            case .frame(let frame):
                good.append(frame.index)
                let isExact = frame.pixels == TestPictures.grey8(64, 48, frame: frame.index)
                #expect(isExact, "frame \(frame.index)")
            }
        }
        #expect(missing.count == 1)
        #expect((good + missing).sorted() == Array(0..<9))
    }
}
