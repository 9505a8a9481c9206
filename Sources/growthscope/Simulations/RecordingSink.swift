import Imaging
import Media
import Simulation

/// Where the frames of a recording go; without `finish` nothing remains.
protocol RecordingSink {
    func append(_ frame: Frame) throws
    func finish() throws
}

/// A movie that plays faster than it was taken.
struct MovieSink: RecordingSink {
    private let writer: MovieWriter
    private let playbackFactor: Double

    init(path: String, scene: GrowthScene, playbackFactor: Double, constantRateFactor: Int) throws {
        let times = scene.times
        let span = (times.last ?? 0) - (times.first ?? 0)
        let framesPerSecond = span > 0 ? playbackFactor * Double(times.count - 1) / span : 25
        writer = try MovieWriter(
            path: path, width: scene.width, height: scene.height, isColour: scene.isColour,
            framesPerSecond: min(max(framesPerSecond, 0.001), 90_000),
            codec: .h264(constantRateFactor: constantRateFactor))
        self.playbackFactor = playbackFactor
    }

    func append(_ frame: Frame) throws {
        try writer.append(frame.pixels, timeSeconds: frame.timeSeconds / playbackFactor)
    }

    func finish() throws { try writer.finish() }
}

/// A stack of pages as ImageJ writes it, with scale, and with its interval where frames are evenly spaced.
struct StackSink: RecordingSink {
    private let writer: TIFFStackWriter

    init(path: String, scene: GrowthScene) throws {
        let bytes = scene.times.count * scene.width * scene.height * (scene.isColour ? 6 : 2)
        writer = try TIFFStackWriter(
            path: path, micrometersPerPixel: scene.micrometersPerPixel,
            frameIntervalSeconds: scene.frameTimesSeconds == nil ? scene.frameIntervalSeconds : nil,
            expectedBytes: bytes)
    }

    func append(_ frame: Frame) throws { try writer.append(frame.pixels) }

    func finish() throws { try writer.finish() }
}
