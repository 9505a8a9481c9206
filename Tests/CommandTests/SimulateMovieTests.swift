import ArgumentParser
import Foundation
import Imaging
import Media
import RecordsTestSupport
import Simulation
import Testing

@testable import growthscope

@Suite("simulate movie")
struct SimulateMovieTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Three small frames; `more` is put into the scene's JSON.
    private func simulate(_ more: String = "", _ arguments: [String] = []) throws -> BuiltCommand.Result {
        let scene = folder.file("in.json")
        try """
            {"name": "small", "width": 96, "height": 64, "um_per_px": 0.5, "frame_count": 3, "frame_interval_s": 15,
             "crystals": [{"x_um": 24, "y_um": 16, "side_um": 12}]\(more)}
            """.write(toFile: scene, atomically: true, encoding: .utf8)
        return try BuiltCommand.run(["simulate", "movie", "--scene", scene, "--output", folder.file("out")] + arguments)
    }

    private func json(_ name: String) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func times(of source: any FrameSource) throws -> [Double] {
        var times: [Double] = []
        while case .frame(let frame)? = try source.read() { times.append(frame.timeSeconds) }
        return times
    }

    @Test("A movie reads back with the times that given.json promises")
    func movie() throws {
        let result = try simulate()
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.isEmpty)
        #expect(result.output.contains("movie.mp4 --output RUN --scale 0.5um --time-factor 60.0\n"))
        let given = try json("out/given.json")
        #expect(given["um_per_px"] as? Double == 0.5)
        #expect(given["n_frames"] as? Int == 3)
        #expect(given["file"] as? String == "movie.mp4")
        let factor = try #require(given["pts_to_seconds"] as? Double)
        let reader = try MovieReader(
            path: folder.file("out/movie.mp4"), timeBase: TimeBase(.containerFactor(factor)))
        #expect(reader.properties.width == 96)
        #expect(try times(of: reader) == [0, 15, 30])
        let truth = try json("out/truth.json")
        #expect(truth["schema"] as? String == "crystal-growth-truth/1")
        #expect((truth["frames"] as? [Any])?.count == 3)
    }

    @Test("Lossless compression keeps every pixel")
    func lossless() throws {
        #expect(try simulate("", ["--compression", "0"]).status == 0)
        let reader = try MovieReader(path: folder.file("out/movie.mp4"))
        let scene = try GrowthScene(json: Data(contentsOf: URL(fileURLWithPath: folder.file("out/scene.json"))))
        let recording = try SimulatedRecording(scene: scene)
        while case .frame(let expected)? = try recording.read() {
            guard case .frame(let stored)? = try reader.read() else {
                Issue.record("the movie is shorter than the scene")
                return
            }
            #expect(stored.pixels == expected.pixels)
        }
    }

    @Test("Deeper pictures become a stack with scale and interval, or with a file of times")
    func stack() throws {
        #expect(try simulate(#", "bit_depth": 12"#).status == 0)
        let even = try Recording.open(folder.file("out/movie.tif"), timeBase: TimeBase(), channel: .luma)
        #expect(abs(try #require(even.properties.statedScale).micrometersPerPixelX - 0.5) < 1e-6)
        #expect(try times(of: even) == [0, 15, 30])

        let unevenly = try simulate(#", "bit_depth": 16, "frame_times_s": [0, 7, 31]"#, ["--force"])
        #expect(unevenly.status == 0)
        #expect(unevenly.output.contains("--scale 0.5um --times \(folder.file("out/times.txt"))\n"))
        let statement = TimeBase(.timesFile(path: folder.file("out/times.txt")))
        let uneven = try Recording.open(folder.file("out/movie.tif"), timeBase: statement, channel: .luma)
        #expect(try times(of: uneven) == [0, 7, 31])
    }

    @Test("A recording that is there is replaced only with --force, and other files stay")
    func replacing() throws {
        #expect(try simulate().status == 0)
        try "mine".write(toFile: folder.file("out/notes.txt"), atomically: true, encoding: .utf8)
        let refused = try simulate()
        #expect(refused.status == 64)
        #expect(refused.errors.contains("--force"))
        #expect(try simulate("", ["--force"]).status == 0)
        #expect(try folder.text("out/notes.txt") == "mine")
    }

    @Test("A user's recording of the same name is not replaced, not even with --force")
    func usersRecording() throws {
        try FileManager.default.createDirectory(atPath: folder.file("out"), withIntermediateDirectories: true)
        try "mine".write(toFile: folder.file("out/movie.mp4"), atomically: true, encoding: .utf8)
        let refused = try simulate("", ["--force"])
        #expect(refused.status == 64)
        #expect(refused.errors.contains("of no simulation"))
        #expect(try folder.text("out/movie.mp4") == "mine")
    }

    @Test("The same seed gives the same recording, another seed another one")
    func seeds() throws {
        func movie(_ arguments: String...) throws -> Data {
            #expect(try simulate("", ["--force", "--compression", "0"] + arguments).status == 0)
            return try Data(contentsOf: URL(fileURLWithPath: folder.file("out/movie.mp4")))
        }
        let first = try movie("--seed", "5")
        #expect(try movie("--seed", "5") == first)
        #expect(try movie("--seed", "6") != first)
    }

    @Test("A scene that cannot be is status 65 with the key, a missing one 66")
    func badScenes() throws {
        let unknown = try simulate(#", "widht": 3"#)
        #expect(unknown.status == 65)
        #expect(unknown.errors.contains("widht"))
        #expect(try simulate(#", "gamma": -1"#).status == 65)
        let missing = try BuiltCommand.run(
            "simulate", "movie", "--scene", folder.file("none.json"), "--output", folder.file("out"))
        #expect(missing.status == 66)
    }

    @Test("Neither, both, or an unknown preset is wrong usage")
    func usage() throws {
        let output = folder.file("out")
        for arguments in [[], ["--preset", "paper", "--scene", "s.json"], ["--preset", "papr"]] {
            #expect(try BuiltCommand.run(["simulate", "movie", "--output", output] + arguments).status == 64)
        }
    }
}
