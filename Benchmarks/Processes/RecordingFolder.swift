import Foundation
import Simulation

/// A simulated recording on disk, with what a user knows of it (given.json) and the truth about it (truth.json).
struct RecordingFolder: Sendable {
    let path: String

    /// What `growthscope simulate movie` leaves for the user.
    struct Given: Decodable {
        let micrometersPerPixel: Double
        let file: String
        let secondsPerMovieSecond: Double?

        enum CodingKeys: String, CodingKey {
            case file
            case micrometersPerPixel = "um_per_px"
            case secondsPerMovieSecond = "pts_to_seconds"
        }

        var analyzeArguments: [String] {
            var arguments = ["--scale", "\(micrometersPerPixel)um"]
            if let factor = secondsPerMovieSecond, factor != 1 { arguments += ["--time-factor", "\(factor)"] }
            return arguments
        }
    }

    /// Renders a scene unless the folder holds it already, so that a study of one's own can be repeated quickly.
    init(rendering scene: GrowthScene, in folder: String, with toolbox: Toolbox) throws {
        path = "\(folder)/\(scene.name)"
        let written = URL(fileURLWithPath: "\(path)/scene.json")
        let wanted = try scene.json()
        if let existing = try? Data(contentsOf: written), (try? GrowthScene(json: existing)) == scene { return }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let draft = "\(folder)/\(scene.name).scene.json"
        try wanted.write(to: URL(fileURLWithPath: draft))
        try toolbox.simulate(scene: draft, into: path)
        try FileManager.default.removeItem(atPath: draft)
    }

    func given() throws -> Given { try decoded(Given.self, "given.json") }

    func truth() throws -> Truth { try decoded(Truth.self, "truth.json") }

    var moviePath: String {
        ["movie.mp4", "movie.tif"].map { "\(path)/\($0)" }.first(where: FileManager.default.fileExists(atPath:))
            ?? "\(path)/movie.mp4"
    }

    private func decoded<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
        let file = "\(path)/\(name)"
        do {
            return try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: file)))
        } catch {
            throw BenchmarkError.unreadable(path: file, reason: "\(error)")
        }
    }
}
