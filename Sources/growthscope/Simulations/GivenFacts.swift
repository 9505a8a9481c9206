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

    /// Where the times of the frames stand.
    enum Timing: Equatable {
        case container(factor: Double)
        case imageJInterval
        case timesFile(String)
    }

    init(scene: GrowthScene, file: String, times: Timing) {
        name = scene.name
        micrometersPerPixel = scene.micrometersPerPixel
        frameCount = scene.times.count
        isColour = scene.isColour
        self.file = file
        intervalSeconds = scene.frameTimesSeconds == nil ? scene.frameIntervalSeconds : nil
        switch times {
        case .container(let factor):
            secondsPerMovieSecond = factor
            time = "presentation time of each frame * pts_to_seconds"
        case .imageJInterval: time = "ImageJ finterval in the file"
        case .timesFile(let name): time = "\(name), seconds of each frame"
        }
    }

    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }
}
