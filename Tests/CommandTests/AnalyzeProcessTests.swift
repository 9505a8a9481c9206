import Foundation
import Records
import RecordsTestSupport
import Testing

@testable import growthscope

@Suite("analyze as a process")
struct AnalyzeProcessTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A square of 30 um that grows by 6 um/min, in the middle of the field.
    private func simulate(frames: Int) throws {
        let scene = folder.file("scene.json")
        try """
            {"width": 200, "height": 160, "um_per_px": 0.62, "frame_count": \(frames), "frame_interval_s": 12,
             "crystals": [{"x_um": 62, "y_um": 50, "side_um": 30, "side_velocity_um_per_min": 6, "orientation_deg": 20}]}
            """.write(toFile: scene, atomically: true, encoding: .utf8)
        let result = try BuiltCommand.run(
            "simulate", "movie", "--scene", scene, "--output", folder.file("movie"))
        try #require(result.status == 0, "\(result.errors)")
    }

    private func analyze(_ input: String? = nil, _ more: String...) throws -> BuiltCommand.Result {
        try BuiltCommand.run(
            ["analyze", input ?? folder.file("movie/movie.mp4"), "--output", folder.file("run"), "--scale", "0.62um"]
                + more)
    }

    @Test("A simulated crystal is found, with its velocity, and an existing run is replaced only with --force")
    func simulatedCrystal() throws {
        try simulate(frames: 31)
        let result = try analyze(nil, "--time-factor", "60")
        #expect(result.status == 0, "\(result.errors)")
        let velocity = try #require(result.output.firstMatch(of: /side velocity ([0-9.]+)\s/))
        #expect(abs(try #require(Double(velocity.1)) - 6) < 0.06)
        #expect(result.output.contains("1 crystal in 31 frames"))
        #expect(folder.exists("run/report.html"))
        #expect(folder.exists("run/measurements.csv"))
        let refused = try analyze(nil, "--time-factor", "60")
        #expect(refused.status == 64)
        #expect(refused.errors.contains("--force"))
        #expect(try analyze(nil, "--time-factor", "60", "--force", "--quiet").errors.isEmpty)
    }

    @Test("Ctrl-C leaves a valid run with what was measured, and status 130")
    func interrupted() throws {
        try simulate(frames: 120)
        let process = try BuiltCommand.start(
            ["analyze", folder.file("movie/movie.mp4"), "--output", folder.file("run"), "--scale", "0.62um"])
        // The record appears with the first frame.
        let files = RunFolder(folder.file("run"))
        for _ in 0..<600 where !FileManager.default.fileExists(atPath: files.database) { usleep(50_000) }
        usleep(300_000)
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 130)
        #expect(try folder.text("run/summary.json").contains("interrupted"))
        #expect(folder.exists("run/report.html"))
        #expect(try BuiltCommand.run("export", files.path, "--quiet").status == 0)
    }

    @Test("Input that is not there is 66, input that is no recording 65, a scale that is missing 64")
    func badInput() throws {
        #expect(try analyze(folder.file("none.mp4")).status == 66)
        let text = folder.file("text.mp4")
        try "no movie".write(toFile: text, atomically: true, encoding: .utf8)
        let unusable = try analyze(text)
        #expect(unusable.status == 65)
        #expect(unusable.errors.filter { $0 == "\n" }.count == 1, "\(unusable.errors)")
        #expect(!folder.exists("run/run.sqlite"))
        try simulate(frames: 2)
        let unscaled = try BuiltCommand.run(
            "analyze", folder.file("movie/movie.mp4"), "--output", folder.file("run"))
        #expect(unscaled.status == 64)
        for way in ["--scale", "--calibration", "ImageJ"] { #expect(unscaled.errors.contains(way)) }
    }
}
