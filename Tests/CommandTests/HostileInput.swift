import Foundation
import Imaging
import Media
import RecordsTestSupport
import Testing

/// `analyze` on recordings that nobody should have to measure, in a folder of their own.
struct HostileInput {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @discardableResult
    func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file(name)))
        return folder.file(name)
    }

    func bytes(of name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file(name))))
    }

    func movie(_ name: String, _ frames: [PixelBuffer], codec: MovieWriter.Codec = .h264()) throws -> String {
        let writer = try MovieWriter(
            path: folder.file(name), width: frames[0].width, height: frames[0].height, isColour: false,
            bitDepth: frames[0].bitDepth, framesPerSecond: 1, codec: codec)
        for frame in frames { try writer.append(frame) }
        try writer.finish()
        return folder.file(name)
    }

    func stack(_ name: String, _ frames: [PixelBuffer]) throws -> String {
        let writer = try TIFFStackWriter(path: folder.file(name), micrometersPerPixel: 1, frameIntervalSeconds: 1)
        for frame in frames { try writer.append(frame) }
        try writer.finish()
        return folder.file(name)
    }

    func analyze(_ input: String, _ more: String...) throws -> BuiltCommand.Result {
        try BuiltCommand.run(["analyze", input, "--output", folder.file("run"), "--scale", "1um"] + more)
    }

    /// One sentence on standard error, the status, memory within bounds, and nothing that looks like a result.
    func expectRefusal(
        _ result: BuiltCommand.Result, status: Int32, _ phrases: String..., location: SourceLocation = #_sourceLocation
    ) {
        #expect(result.status == status, "\(result.errors)", sourceLocation: location)
        #expect(result.output.isEmpty, sourceLocation: location)
        #expect(result.errors.hasPrefix("growthscope: "), "\(result.errors)", sourceLocation: location)
        #expect(result.errors.filter { $0 == "\n" }.count == 1, "\(result.errors)", sourceLocation: location)
        for phrase in phrases {
            #expect(result.errors.contains(phrase), "\(result.errors)", sourceLocation: location)
        }
        #expect(!folder.exists("run"), sourceLocation: location)
        #expect(result.peakMemory < 400 << 20, sourceLocation: location)
    }

    /// Success, a complete run, memory within bounds, and `lines` on standard output.
    func expectRun(
        _ result: BuiltCommand.Result, _ lines: String..., location: SourceLocation = #_sourceLocation
    ) {
        #expect(result.status == 0, "\(result.errors)", sourceLocation: location)
        for line in lines { #expect(result.output.contains(line), "\(result.output)", sourceLocation: location) }
        for file in ["report.html", "summary.json", "measurements.csv", "run.sqlite"] {
            #expect(folder.exists("run/\(file)"), sourceLocation: location)
        }
        #expect(result.peakMemory < 400 << 20, sourceLocation: location)
    }

    func side(of result: BuiltCommand.Result) throws -> Double {
        let velocity = try #require(result.output.firstMatch(of: /side velocity ([0-9.]+)\s/), "\(result.output)")
        return try #require(Double(velocity.1))
    }
}

/// A dark square on a bright ground that grows by 2 px per frame: 120 um/min at 1 um/px and one frame per second.
enum GrowingSquare {
    static let width = 200
    static let height = 160
    static let velocity = 120.0

    static func values(_ index: Int) -> [Double] {
        var noise = RepeatableNoise(seed: UInt32(index) + 7)
        let edges = (left: 59.3, top: 49.6, side: 40 + 2 * Double(index))
        func coverage(_ position: Int, from start: Double) -> Double {
            let inside = min(Double(position) - start, start + edges.side - Double(position))
            // An edge of 3 px width, as a lens makes it.
            let t = min(max(inside / 3 + 0.5, 0), 1)
            return t * t * (3 - 2 * t)
        }
        let columns = (0..<width).map { coverage($0, from: edges.left) }
        let rows = (0..<height).map { coverage($0, from: edges.top) }
        return rows.flatMap { row in columns.map { 180 - 120 * row * $0 + 2 * noise.normal() } }
    }

    static func frame(_ index: Int, brightness: Double = 1) -> PixelBuffer {
        picture(values(index).map { $0 * brightness })
    }

    static func frames(_ count: Int) -> [PixelBuffer] { (0..<count).map { frame($0) } }

    static func picture(_ values: [Double]) -> PixelBuffer {
        PixelBuffer(
            width: width, height: height, bitDepth: 8,
            samples: .uint8(values.map { UInt8(min(max($0.rounded(), 0), 255)) }))
    }
}

/// Flat pictures of any size.
enum FlatPicture {
    static func of(_ width: Int, _ height: Int, _ value: UInt8 = 128) -> PixelBuffer {
        PixelBuffer(
            width: width, height: height, bitDepth: 8,
            samples: .uint8([UInt8](repeating: value, count: width * height)))
    }
}
