import Imaging
import Media
import Testing

@Suite("Movies, written and read again")
struct MovieRoundTripTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func write(_ frames: [PixelBuffer], times: [Double]? = nil, name: String, codec: MovieWriter.Codec) throws {
        let first = frames[0]
        let writer = try MovieWriter(
            path: folder.path(name), width: first.width, height: first.height, isColour: first.channels == 3,
            bitDepth: first.bitDepth, framesPerSecond: 10, codec: codec)
        for (index, frame) in frames.enumerated() { try writer.append(frame, timeSeconds: times?[index]) }
        try writer.finish()
    }

    @Test("Lossless grey movies give every sample back", arguments: [8, 10, 12, 16])
    func losslessGrey(bits: Int) throws {
        let frames = (0..<5).map {
            bits == 8 ? TestPictures.grey8(37, 23, frame: $0) : TestPictures.grey16(37, 23, bits: bits, frame: $0)
        }
        try write(frames, name: "a.mkv", codec: .ffv1)
        let movie = try MovieReader(path: folder.path("a.mkv"))
        #expect(try movie.readAll().map(\.pixels) == frames)
        #expect(movie.properties.bitDepth == bits)
        #expect(movie.properties.isColour == false)
        #expect(movie.properties.encoding == "ffv1")
        #expect(movie.warnings == [])
    }

    @Test("Pictures that are given back change neither those that are kept nor those to come", arguments: [8, 16])
    func reuse(bits: Int) throws {
        let frames = (0..<6).map {
            bits == 8 ? TestPictures.grey8(37, 23, frame: $0) : TestPictures.grey16(37, 23, bits: bits, frame: $0)
        }
        try write(frames, name: "a.mkv", codec: .ffv1)
        let movie = try MovieReader(path: folder.path("a.mkv"))
        var kept: [PixelBuffer] = []
        // Of other sizes and depths, too.
        movie.reuse(TestPictures.grey8(8, 6))
        while case .frame(let frame)? = try movie.read() {
            #expect(frame.pixels == frames[frame.index])
            kept.append(frame.pixels)
            movie.reuse(frame.index == 3 ? TestPictures.rgb8(37, 23) : frame.pixels)
        }
        #expect(kept == frames)
    }

    @Test("A lossless RGB movie gives its colours, a channel of them, or Rec. 601 luma")
    func losslessColour() throws {
        let frame = TestPictures.rgb8(31, 17)
        try write([frame], name: "a.mkv", codec: .ffv1)
        func read(_ channel: Channel) throws -> [UInt8] {
            try MovieReader(path: folder.path("a.mkv"), channel: channel).readAll()[0].pixels.bytes
        }
        let rgb = frame.bytes
        #expect(try read(.rgb) == rgb)
        #expect(try read(.green) == stride(from: 1, to: rgb.count, by: 3).map { rgb[$0] })
        let luma = try read(.luma)
        for (pixel, value) in luma.enumerated() {
            let red = Double(rgb[3 * pixel]), green = Double(rgb[3 * pixel + 1]), blue = Double(rgb[3 * pixel + 2])
            let expected: Double = 0.299 * red + 0.587 * green + 0.114 * blue
            #expect(abs(Double(value) - expected) <= 0.501)
        }
    }

    @Test("A grey movie answers a request for RGB with its values thrice")
    func greyAsRGB() throws {
        let frame = TestPictures.grey8(8, 6)
        try write([frame], name: "a.mkv", codec: .ffv1)
        let read = try MovieReader(path: folder.path("a.mkv"), channel: .rgb).readAll()[0].pixels
        #expect(read.channels == 3)
        #expect(read.bytes == frame.bytes.flatMap { [$0, $0, $0] })
    }

    @Test("Times of a variable frame rate come back exactly, whatever the encoder's frame order")
    func variableFrameRate() throws {
        let times = [0, 0.2, 0.9, 1.0, 4.25, 4.3, 10, 10.125, 11, 30.5]
        try write((0..<10).map { TestPictures.grey8(64, 48, frame: $0) }, times: times, name: "a.mp4", codec: .h264())
        let movie = try MovieReader(path: folder.path("a.mp4"))
        #expect(try movie.readAll().map(\.timeSeconds) == times)
        #expect(movie.properties.timeOrigin == .container(factor: 1))
        #expect(movie.properties.frameCount == 10)
    }

    @Test("Grey H.264 keeps the whole range 0...255 in its luma plane")
    func fullRange() throws {
        for value: UInt8 in [0, 3, 128, 250, 255] {
            try write([TestPictures.flat(32, 32, value)], name: "a.mp4", codec: .h264(constantRateFactor: 4))
            let luma = try MovieReader(path: folder.path("a.mp4")).readAll()[0].pixels.bytes
            #expect(luma.allSatisfy { abs(Int($0) - Int(value)) <= 1 })
            let rgb = try MovieReader(path: folder.path("a.mp4"), channel: .rgb).readAll()[0].pixels.bytes
            #expect(rgb.allSatisfy { abs(Int($0) - Int(value)) <= 2 })
        }
    }

    @Test("Colour H.264 gives its colours back by the matrix it is tagged with", arguments: [
        [200, 40, 40], [30, 180, 60], [20, 60, 220], [255, 255, 255], [0, 0, 0],
    ] as [[UInt8]])
    func colourMatrix(colour: [UInt8]) throws {
        try write(
            [TestPictures.flatRGB(64, 48, colour[0], colour[1], colour[2])], name: "a.mp4",
            codec: .h264(constantRateFactor: 4))
        let rgb = try MovieReader(path: folder.path("a.mp4"), channel: .rgb).readAll()[0].pixels.bytes
        #expect(rgb.indices.allSatisfy { abs(Int(rgb[$0]) - Int(colour[$0 % 3])) <= 3 })
        // Rec. 709 luma in limited range, as stored.
        let red = Double(colour[0]), green = Double(colour[1]), blue = Double(colour[2])
        let linear: Double = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        let luma = try MovieReader(path: folder.path("a.mp4")).readAll()[0].pixels.bytes
        #expect(luma.allSatisfy { abs(Double($0) - (16 + linear * 219 / 255)) <= 2 })
    }

    @Test("An odd H.264 frame is padded with its own last column and row")
    func oddSides() throws {
        try write([TestPictures.flat(33, 47, 90)], name: "a.mp4", codec: .h264())
        let read = try MovieReader(path: folder.path("a.mp4")).readAll()[0].pixels
        #expect(read.width == 34)
        #expect(read.height == 48)
        #expect(read.bytes.allSatisfy { abs(Int($0) - 90) <= 2 })
    }

    @Test("A frame that does not fit what was announced is refused, and so is a time that goes back")
    func refusedFrames() throws {
        let writer = try MovieWriter(path: folder.path("a.mp4"), width: 16, height: 16, isColour: false)
        try writer.append(TestPictures.grey8(16, 16), timeSeconds: 1)
        #expect(throws: MediaError.self) { try writer.append(TestPictures.grey8(18, 16), timeSeconds: 2) }
        #expect(throws: MediaError.self) { try writer.append(TestPictures.grey8(16, 16), timeSeconds: 1) }
        #expect(throws: MediaError.self) { try writer.append(TestPictures.grey8(16, 16), timeSeconds: .nan) }
    }

    @Test(
        "Samples of a movie come from about where they were asked for, in RGB", arguments: [(12, 0.0), (60, 1.0 / 24), (400, 1.0 / 24)])
    func samples(frameCount: Int, nearness: Double) throws {
        let frames = (0..<frameCount).map { TestPictures.flat(32, 32, UInt8($0 * 250 / frameCount)) }
        try write(frames, name: "a.mp4", codec: .h264(constantRateFactor: 10))
        let fractions = [0, 0.25, 0.5, 1]
        let samples = try Recording.sample(folder.path("a.mp4"), fractions: fractions)
        #expect(samples.count == 4)
        for (sample, fraction) in zip(samples, fractions) {
            #expect(sample.pixels.channels == 3)
            let shown = Double(sample.pixels.bytes[500])
            let expected = Double(frames[Int((fraction * Double(frameCount - 1)).rounded())].bytes[0])
            #expect(shown >= expected - 250 * nearness - 4 && shown <= expected + 4, "\(shown) for \(expected)")
        }
        let shown = samples.map { $0.pixels.bytes[500] }
        #expect(Set(shown).count == 4 && shown == shown.sorted())
    }
}
