import Foundation
import Simulation

/// What a user knows of a recording (given.json): its scale, and how its times are to be read.
struct GivenFacts: Encodable, Equatable {
    var name: String
    var micrometersPerPixel: Double
    var frameCount: Int
    var isColour: Bool
    var file: String
    var time: String
    /// Factor from the movie's own time stamps to seconds; nil where they do not count.
    var secondsPerMovieSecond: Double?
    /// nil where frames are unevenly spaced.
    var intervalSeconds: Double?

    enum CodingKeys: String, CodingKey {
        case name, file, time
        case micrometersPerPixel = "um_per_px"
        case frameCount = "n_frames"
        case isColour = "colour"
        case secondsPerMovieSecond = "pts_to_seconds"
        case intervalSeconds = "interval_s"
    }

    init(scene: GrowthScene, file: String, playbackFactor: Double?) {
        name = scene.name
        micrometersPerPixel = scene.micrometersPerPixel
        frameCount = scene.times.count
        isColour = scene.isColour
        self.file = file
        secondsPerMovieSecond = playbackFactor
        intervalSeconds = scene.frameTimesSeconds == nil ? scene.frameIntervalSeconds : nil
        time = switch (playbackFactor, intervalSeconds) {
        case (let factor?, _): "presentation time of each frame * \(factor)"
        case (nil, let interval?): "frame_index * interval_s (\(interval) s)"
        case (nil, nil): "OME DeltaT of each plane"
        }
    }

    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }
}
