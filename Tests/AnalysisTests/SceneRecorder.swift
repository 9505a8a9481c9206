import Foundation
import Imaging
import Media
import SceneTestSupport
import Simulation

/// Writes simulated recordings as cameras do.
enum SceneRecorder {
    /// Frames at the scene's times; `.mp4` and `.mkv` hold H.264 of good quality.
    static func movie(_ scene: GrowthScene, at path: String) throws {
        let writer = try MovieWriter(
            path: path, width: scene.width, height: scene.height, isColour: scene.isColour,
            framesPerSecond: 1 / scene.frameIntervalSeconds, codec: .h264(constantRateFactor: 12))
        try forEachFrame(of: scene) { try writer.append($0.pixels, timeSeconds: $0.timeSeconds) }
        try writer.finish()
    }

    /// An ImageJ stack with scale and interval.
    static func stack(_ scene: GrowthScene, at path: String) throws {
        let writer = try TIFFStackWriter(
            path: path, micrometersPerPixel: scene.micrometersPerPixel,
            frameIntervalSeconds: scene.frameIntervalSeconds)
        try forEachFrame(of: scene) { try writer.append($0.pixels) }
        try writer.finish()
    }

    /// A folder of PNG pictures with the elapsed time in their names; returns their paths.
    @discardableResult
    static func pictures(_ scene: GrowthScene, in folder: String) throws -> [String] {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var paths: [String] = []
        try forEachFrame(of: scene) { frame in
            let path = folder + "/growth_t" + String(format: "%07.2fs.png", frame.timeSeconds)
            try PictureFile.writePNG(frame.pixels, to: path)
            paths.append(path)
        }
        return paths
    }

    private static func forEachFrame(of scene: GrowthScene, _ body: (Frame) throws -> Void) throws {
        let recording = try SimulatedRecording(scene: scene)
        while case .frame(let frame)? = try recording.read() { try body(frame) }
    }
}

extension GrowthScene {
    /// A square and, where there is room, a hexagon, both growing evenly: 6 and 2 um/min.
    static func twoCrystals(frames: Int = 31, seed: UInt64 = 5) -> GrowthScene {
        .camera(
            [
                .at(85, 90, side: 36, orientation: 25, growth: 12),
                .at(225, 100, side: 20, .hexagon, orientation: 8, growth: 4),
            ], width: 300, height: 200, frames: frames, seed: seed)
    }
}
