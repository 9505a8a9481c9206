import Foundation
import Imaging
import Media
import Testing

@Suite("Sequences of pictures")
struct ImageSequenceTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private let interval = TimeBase(.frameInterval(seconds: 10))

    private func write(_ names: [String], width: Int = 8) throws {
        for (index, name) in names.enumerated() {
            try PictureFile.writePNG(TestPictures.grey8(width, 6, frame: index), to: folder.path(name))
        }
    }

    private func describe(_ source: any FrameSource) throws -> [String] {
        var seen: [String] = []
        while let read = try source.read() {
            switch read {
            case .frame(let frame): seen.append("frame \(frame.index) \(frame.timeSeconds)")
            case .missing(let index, let seconds, _): seen.append("missing \(index) \(seconds ?? -1)")
            }
        }
        return seen
    }

    @Test("PNG keeps 8 and 16 bits, grey and colour")
    func pngRoundTrip() throws {
        for picture in [TestPictures.grey8(9, 7), TestPictures.grey16(9, 7), TestPictures.rgb8(9, 7)] {
            try PictureFile.writePNG(picture, to: folder.path("a.png"))
            #expect(try PictureFile.read(folder.path("a.png"), channel: picture.channels == 3 ? .rgb : .luma) == picture)
        }
    }

    @Test("Counters take the user's interval; a number that is skipped is a missing frame")
    func countersWithGap() throws {
        try write(["img1.png", "img2.png", "img4.png", "img10.png"].filter { $0 != "img10.png" })
        let source = try Recording.open(folder.path, timeBase: interval, channel: .luma)
        #expect(source.properties.timeOrigin == .counterInNames(intervalSeconds: 10))
        #expect(source.properties.frameCount == 4)
        #expect(try describe(source) == ["frame 0 0.0", "frame 1 10.0", "missing 2 20.0", "frame 3 30.0"])
        #expect(throws: MediaError.self) { try Recording.open(folder.path, timeBase: TimeBase(), channel: .luma) }
    }

    @Test("A file that cannot be decoded is a missing frame, and the run goes on")
    func corruptInTheMiddle() throws {
        try write(["t0s.png", "t5s.png", "t12s.png", "t20s.png"])
        let whole = try folder.bytes(of: "t12s.png")
        try folder.write(whole.prefix(whole.count - 20), to: "t12s.png")
        try folder.write(Array("no picture".utf8), to: "t5s.png")
        let source = try Recording.open(folder.path, timeBase: TimeBase(), channel: .luma)
        #expect(try describe(source) == ["frame 0 0.0", "missing 1 5.0", "missing 2 12.0", "frame 3 20.0"])
    }

    @Test("A picture of another size is an error that names the file")
    func otherSize() throws {
        try write(["a1.png", "a2.png"])
        try PictureFile.writePNG(TestPictures.grey8(9, 6), to: folder.path("a3.png"))
        let source = try Recording.open(folder.path, timeBase: interval, channel: .luma)
        let error = #expect(throws: MediaError.self) { try source.readAll() }
        #expect(error?.description.contains("a3.png: frame 2 is 9 x 6") == true)
    }

    @Test("A pattern selects among the files of a folder, a folder without pictures is refused")
    func patterns() throws {
        try write(["a1.png", "a2.png", "b1.png"])
        let source = try Recording.open(folder.path("a*.png"), timeBase: interval, channel: .luma)
        #expect(try source.readAll().count == 2)
        #expect(throws: MediaError.noSuchInput(path: folder.path("c*.png"))) {
            try Recording.open(folder.path("c*.png"), timeBase: interval, channel: .luma)
        }
        let empty = try TestFolder()
        let error = #expect(throws: MediaError.self) { try Recording.open(empty.path, timeBase: interval, channel: .luma) }
        #expect(error?.category == .unusableInput)
    }

    @Test("TIFF pages in a folder are a sequence, with the scale of the first")
    func tiffPages() throws {
        for index in 0..<3 {
            let writer = try TIFFStackWriter(path: folder.path("s\(index).tif"), micrometersPerPixel: 0.5)
            try writer.append(TestPictures.grey16(5, 4, frame: index))
            try writer.finish()
        }
        let source = try Recording.open(folder.path, timeBase: interval, channel: .luma)
        #expect(source.properties.statedScale?.micrometersPerPixelX == 0.5)
        #expect(source.properties.bitDepth == 16)
        #expect(try source.readAll().map(\.pixels) == (0..<3).map { TestPictures.grey16(5, 4, frame: $0) })
    }

    @Test("One picture is a recording of one frame at time 0")
    func single() throws {
        try write(["only.png"])
        let source = try Recording.open(folder.path("only.png"), timeBase: TimeBase(), channel: .luma)
        #expect(source.properties.timeOrigin == .singlePicture)
        #expect(try describe(source) == ["frame 0 0.0"])
    }

    @Test("A times file gives one time per frame; too few are an error, too many a warning")
    func timesFile() throws {
        try write(["a1.png", "a2.png", "a5.png"])
        func open(_ text: String) throws -> any FrameSource {
            let path = try folder.write(Array(text.utf8), to: "times.csv")
            return try Recording.open(
                folder.path, timeBase: TimeBase(.timesFile(path: path)), channel: .luma)
        }
        #expect(try open("frame,time_s,note\n0,1.5,x\n1,4,y\n2,9.25,z\n").readAll().map(\.timeSeconds) == [1.5, 4, 9.25])
        #expect(try open("\u{FEFF}0\r\n2\r\n\r\n3\r\n").readAll().map(\.timeSeconds) == [0, 2, 3])
        #expect(throws: MediaError.self) { try open("0\n1\n") }
        let tooMany = try open("0\n1\n2\n3\n")
        #expect(try tooMany.readAll().count == 3)
        #expect(tooMany.warnings.first?.contains("holds 4 times") == true)
        for text in ["0\n1\n1\n", "0\n2\n1\n", "0\nnan\n2\n", "0\n1,5x\n2\n", "time_s\n", "0\ninf\n3\n"] {
            #expect(throws: MediaError.self) { try open(text) }
        }
    }

    @Test("Intervals and factors that make no sense are refused", arguments: [0, -1, Double.nan, .infinity])
    func senselessInterval(value: Double) throws {
        try write(["a1.png", "a2.png"])
        for statement in [TimeBase.Statement.frameInterval(seconds: value), .containerFactor(value)] {
            let error = #expect(throws: MediaError.self) {
                try Recording.open(folder.path, timeBase: TimeBase(statement), channel: .luma)
            }
            #expect(error?.category == .unusableInput)
        }
    }

    @Test("Whether a picture has colours does not hang on which channel is read")
    func colours() throws {
        try PictureFile.writePNG(TestPictures.rgb8(16, 16), to: folder.path("a.png"))
        try PictureFile.writePNG(TestPictures.grey8(16, 16), to: folder.path("b.png"))
        let red = try #require(Data(base64Encoded: Self.redJPEG))
        let grey = try #require(Data(base64Encoded: Self.smallJPEG))
        let files = [
            (folder.path("a.png"), true), (folder.path("b.png"), false), (try folder.write(red, to: "c.jpg"), true),
            (try folder.write(grey, to: "d.jpg"), false),
        ]
        for (file, isColour) in files {
            for channel in [Channel.luma, .green, .rgb] {
                let reader = try ImageSequenceReader(path: file, channel: channel)
                #expect(reader.properties.isColour == isColour, "\(file)")
            }
        }
    }

    /// 8 x 8 px of one red.
    private static let redJPEG =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////"
            + "////////////////2wBDAVVaWnhpeOuCguv/////////////////////////////////////////////////////////////////////"
            + "////wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAA"
            + "AAAAAAAAAAAAAgT/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCAAKX/2Q=="

    @Test("A JPEG that ends early is no picture, even where the decoder would fill it up")
    func cutJPEG() throws {
        let jpeg = try #require(Data(base64Encoded: Self.smallJPEG))
        let path = try folder.write(jpeg, to: "a.jpg")
        #expect(try PictureFile.read(path).width == 16)
        try folder.write(jpeg.dropLast(2), to: "a.jpg")
        let error = #expect(throws: MediaError.self) { try PictureFile.read(path) }
        #expect(error?.description.contains("end marker") == true)
    }

    /// 16 x 16 grey gradient.
    private static let smallJPEG = 
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoK"
        + "CgoKBggLDAsKDAkKCgr/wAALCAAQABABAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUF"
        + "BAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVW"
        + "V1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi"
        + "4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APzD+CX7Nv8Aqf8AQPT+GvsD4Jfs2/6n/QPT+GvQPgl+zb/qf9A9P4a+wPgl+zb/"
        + "AKn/AED0/hr/2Q=="
}
