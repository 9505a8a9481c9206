import Foundation
import Imaging
import Media
import RecordsTestSupport
import Testing

@Suite("analyze on files that are no movies, or broken ones")
struct HostileMovieTests {
    let hostile: HostileInput

    init() throws { hostile = try HostileInput() }

    @Test("No such file is status 66")
    func missing() throws {
        hostile.expectRefusal(
            try hostile.analyze(hostile.folder.file("none.mp4")), status: 66, "there is no such file")
    }

    @Test("An empty file says so", arguments: ["a.mp4", "a.mkv", "a.tif", "a.png", "a"])
    func empty(name: String) throws {
        hostile.expectRefusal(
            try hostile.analyze(try hostile.write([], to: name)), status: 65, "the file is empty")
    }

    @Test(
        "A text file is no recording, whatever it is called",
        arguments: ["a.mp4", "a.mkv", "a.txt", "a.tif", "a.png"])
    func text(name: String) throws {
        let text = String(repeating: "Dear colleague, the crystals grew well today.\n", count: 60)
        let result = try hostile.analyze(try hostile.write(text.utf8, to: name))
        hostile.expectRefusal(result, status: 65, "\(name): ")
    }

    @Test("A device or a pipe is not read")
    func device() throws {
        hostile.expectRefusal(try hostile.analyze("/dev/zero"), status: 65, "not a regular file")
    }

    @Test("An MP4 without its moov atom asks whether the recording was cut off")
    func withoutIndex() throws {
        _ = try hostile.movie("whole.mp4", GrowingSquare.frames(6))
        let whole = try hostile.bytes(of: "whole.mp4")
        let index = try #require(Data(whole).range(of: Data("moov".utf8))).lowerBound
        let media = try #require(Data(whole).range(of: Data("mdat".utf8))).lowerBound
        // The index may stand in front (fast start): then it is cut out, not off.
        let length = whole[index - 4..<index].reduce(0) { $0 << 8 | Int($1) }
        let start = index - 4
        let cut = media < index ? Array(whole[..<start]) : Array(whole[..<start] + whole[(start + length)...])
        let result = try hostile.analyze(try hostile.write(cut, to: "cut.mp4"))
        hostile.expectRefusal(result, status: 65, "moov atom not found", "cut off")
    }

    @Test("A Matroska movie that breaks off is measured up to there, with a warning")
    func cutMatroska() throws {
        _ = try hostile.movie("whole.mkv", GrowingSquare.frames(24), codec: .ffv1)
        let whole = try hostile.bytes(of: "whole.mkv")
        let result = try hostile.analyze(try hostile.write(whole.prefix(whole.count * 3 / 4), to: "cut.mkv"))
        hostile.expectRun(result, "1 crystal in 1")
        #expect(result.errors.contains("cut.mkv: the recording is cut off after frame 1"))
        #expect(abs(try hostile.side(of: result) - GrowingSquare.velocity) < 1)
    }

    @Test("A Matroska movie of which only the header is left is no recording", arguments: [20, 150, 300, 500])
    func headerOnly(length: Int) throws {
        _ = try hostile.movie("whole.mkv", GrowingSquare.frames(3), codec: .ffv1)
        let head = try hostile.bytes(of: "whole.mkv").prefix(length)
        let result = try hostile.analyze(try hostile.write(head, to: "a.mkv"))
        hostile.expectRefusal(result, status: 65, "a.mkv: ")
    }

    @Test("Sound without pictures is told apart")
    func sound() throws {
        func little(_ value: Int, _ width: Int) -> [UInt8] { (0..<width).map { UInt8(value >> (8 * $0) & 255) } }
        let samples = (0..<8000).map { UInt8(128 + 100 * sin(Double($0) * 0.3)) }
        let format = little(16, 4) + little(1, 2) + little(1, 2) + little(8000, 4) + little(8000, 4)
            + little(1, 2) + little(8, 2)
        let wave = Array("RIFF".utf8) + little(36 + samples.count, 4) + Array("WAVEfmt ".utf8) + format
            + Array("data".utf8) + little(samples.count, 4) + samples
        let result = try hostile.analyze(try hostile.write(wave, to: "a.wav"))
        hostile.expectRefusal(result, status: 65, "none of them video", "the file that holds the film")
    }

    @Test("A movie of zero frames holds none")
    func zeroFrames() throws {
        let header = "YUV4MPEG2 W64 H48 F10:1 Ip A1:1 Cmono\n"
        let result = try hostile.analyze(try hostile.write(header.utf8, to: "a.y4m"))
        hostile.expectRefusal(result, status: 65, "no frame that can be decoded")
    }

    @Test("A movie of 1 x 1 pixels is too small")
    func onePixel() throws {
        let movie = "YUV4MPEG2 W1 H1 F10:1 Ip A1:1 Cmono\nFRAME\nA\nFRAME\nB\n".replacing("A\n", with: "A")
            .replacing("B\n", with: "B")
        let result = try hostile.analyze(try hostile.write(movie.utf8, to: "a.y4m"))
        hostile.expectRefusal(result, status: 65, "1x1 pixels", "too small")
    }

    @Test("Time stamps that run backwards end the run with the frame's number; --frame-interval takes their place")
    func timesRunBackwards() throws {
        _ = try hostile.movie("a.ts", GrowingSquare.frames(6))
        let once = try hostile.bytes(of: "a.ts")
        let twice = try hostile.write(once + once, to: "twice.ts")
        let result = try hostile.analyze(twice)
        #expect(result.status == 65)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("frame 6 is timed 0.0 s, not later than the frame before it"))
        let sentences = result.errors.split(separator: "\n").filter { !$0.contains("warning: frame ") }
        #expect(sentences.count == 1, "\(result.errors)")
        let given = try hostile.analyze(twice, "--frame-interval", "1s", "--force")
        #expect(given.status == 0, "\(given.errors)")
        // Where the packets' counter jumps at the seam, FFmpeg takes the frames beside it for damaged.
        let measured = try #require(given.output.firstMatch(of: /in ([0-9]+) frames/)).1
        let missing = given.errors.matches(of: /warning: frame [0-9]+ is missing/).count
        #expect(try #require(Int(measured)) + missing == 12, "\(given.output) \(given.errors)")
    }

    @Test("A file of times that stand still or run backwards is refused by its line", arguments: [
        ("0\n1\n1\n3\n", "line 3"), ("0\n1\n2\n1.5\n", "line 4"), ("0\n1e-320\n2\n3\n", "frame 1"),
        ("0\n1\nnan\n3\n", "line 3"), ("0\n1\n", "holds 2 times"), ("", "empty"),
    ] as [(String, String)])
    func unusableTimes(times: String, phrase: String) throws {
        let stack = try hostile.stack("a.tif", GrowingSquare.frames(4))
        let result = try hostile.analyze(stack, "--times", try hostile.write(times.utf8, to: "times.txt"))
        #expect(result.status == 65)
        #expect(result.errors.contains(phrase), "\(result.errors)")
        #expect(result.errors.filter { $0 == "\n" }.count == 1, "\(result.errors)")
    }

    @Test("A region outside of the picture is wrong usage", arguments: ["--roi", "--ignore"])
    func regionOutside(option: String) throws {
        let stack = try hostile.stack("a.tif", GrowingSquare.frames(2))
        hostile.expectRefusal(
            try hostile.analyze(stack, option, "500,500,10,10"), status: 64, "500,500,10,10", "200x160 pixels")
    }

    @Test("A Matroska recording whose clock does not begin at 0 is whole")
    func laterBegin() throws {
        let writer = try MovieWriter(
            path: hostile.folder.file("a.mkv"), width: GrowingSquare.width, height: GrowingSquare.height, isColour: false,
            framesPerSecond: 1, codec: .ffv1)
        for index in 0..<12 { try writer.append(GrowingSquare.frame(index), timeSeconds: 1e6 + Double(index)) }
        try writer.finish()
        let result = try hostile.analyze(hostile.folder.file("a.mkv"))
        hostile.expectRun(result, "1 crystal in 12 frames")
        #expect(!result.errors.contains("cut off"), "\(result.errors)")
    }

    @Test("An interval that no recording has is wrong usage", arguments: ["1e-300s", "1e300d"])
    func senselessInterval(interval: String) throws {
        let stack = try hostile.stack("a.tif", GrowingSquare.frames(2))
        hostile.expectRefusal(try hostile.analyze(stack, "--frame-interval", interval), status: 64, "no sense")
    }

    @Test("A scale that no microscope has is wrong usage", arguments: ["1e-300um", "1e200m", "0um", "-1um"])
    func senselessScale(scale: String) throws {
        let stack = try hostile.stack("a.tif", GrowingSquare.frames(2))
        let result = try BuiltCommand.run(
            "analyze", stack, "--output", hostile.folder.file("run"), "--scale=\(scale)")
        hostile.expectRefusal(result, status: 64, "--scale")
    }
}
