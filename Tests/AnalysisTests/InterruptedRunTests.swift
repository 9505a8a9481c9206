import Analysis
import Calibration
import Foundation
import Imaging
import Media
import Records
import RecordsTestSupport
import SceneTestSupport
import Segmentation
import Simulation
import Statistics
import Testing

@Suite("Runs that are cut short, and repeated")
struct InterruptedRunTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func options(_ input: String, _ run: String = "run") -> AnalysisOptions {
        AnalysisOptions(
            inputPath: folder.file(input), outputFolder: folder.file(run),
            scale: .micrometersPerPixel(GrowthScene.testScale))
    }

    private func truncate(_ name: String, to part: Double) throws {
        let url = URL(fileURLWithPath: folder.file(name))
        let bytes = try Data(contentsOf: url)
        try bytes.prefix(Int(Double(bytes.count) * part)).write(to: url)
    }

    @Test("Two runs of the same recording write the same bytes, and so does an export")
    func identical() async throws {
        try SceneRecorder.movie(.twoCrystals(frames: 16), at: folder.file("movie.mp4"))
        let first = try await AnalysedRun(options("movie.mp4"))
        let second = try await AnalysedRun(options("movie.mp4", "run2"))
        let bytes = try first.tableBytes
        #expect(try second.tableBytes == bytes)
        #expect(bytes.allSatisfy { !$0.isEmpty })
        for path in first.tablePaths { try FileManager.default.removeItem(atPath: path) }
        try FileManager.default.removeItem(atPath: first.folder.report)
        let again = try await RunExport(path: first.folder.path).run { _ in }
        #expect(try first.tableBytes == bytes)
        #expect(FileManager.default.fileExists(atPath: first.folder.report))
        #expect(again.crystals.map(\.sideVelocity?.value) == first.outcome?.crystals.map(\.sideVelocity?.value))
    }

    @Test("A run whose folder is moved away meanwhile is whole where it was asked for")
    func movedAway() async throws {
        try SceneRecorder.movie(.twoCrystals(frames: 40), at: folder.file("movie.mp4"))
        let (there, elsewhere) = (folder.file("run"), folder.file("elsewhere"))
        let run = try await AnalysedRun(options("movie.mp4")) { state in
            if state.framesDone == 24 { rename(there, elsewhere) }
        }
        let crystals = try #require(run.outcome?.crystals)
        #expect(crystals.count == 2)
        try FileManager.default.removeItem(atPath: run.folder.measurements)
        let again = try await RunExport(path: there).run { _ in }
        #expect(again.crystals.map(\.sideVelocity?.value) == crystals.map(\.sideVelocity?.value))
        #expect(try run.measurements.rows.count > 60)
    }

    @Test("A run that is cancelled in the middle leaves a valid folder with what was measured")
    func cancelled() async throws {
        try SceneRecorder.movie(.twoCrystals(frames: 60), at: folder.file("movie.mp4"))
        let options = options("movie.mp4")
        let run = try await Task {
            try await AnalysedRun(options) { state in
                // The progress is told by the task that measures.
                if state.framesDone == 24 { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }.value
        #expect(run.outcome?.isInterrupted == true)
        let summary = try run.summary
        #expect(summary.status == .interrupted)
        #expect(summary.counts.framesRead == 24)
        let rows = try run.measurements.rows
        #expect(rows.count == 48)
        #expect(try rows.allSatisfy { try $0.integer("frame") < 24 })
        #expect(try run.events("interrupted").count == 1)
        #expect(try run.crystals.rows.count == 2)
        for row in try run.crystals.rows {
            let velocity = row["habit"] == "square" ? 6.0 : 2
            #expect(abs(try row.number("side_velocity_um_per_min") / velocity - 1) < 0.02)
        }
        #expect(try String(contentsOfFile: run.folder.report, encoding: .utf8).contains("</html>"))
        let bytes = try run.tableBytes
        _ = try await RunExport(path: run.folder.path).run { _ in }
        #expect(try run.tableBytes == bytes)
        #expect(try run.summary.status == .interrupted)
    }

    @Test("A movie that breaks off in the middle is measured up to there, with a warning")
    func movieCutOff() async throws {
        try SceneRecorder.movie(.twoCrystals(frames: 40), at: folder.file("movie.mkv"))
        try truncate("movie.mkv", to: 0.6)
        try expectCutOff(await AnalysedRun(options("movie.mkv")), frames: 40)
    }

    @Test("A stack that breaks off in the middle is measured up to there, with a warning")
    func stackCutOff() async throws {
        let stack = try PlainTIFF.data(.twoCrystals(frames: 30))
        try stack.write(to: URL(fileURLWithPath: folder.file("stack.tif")))
        try truncate("stack.tif", to: 0.6)
        var options = options("stack.tif")
        options.timeBase = TimeBase(.frameInterval(seconds: 12))
        try expectCutOff(await AnalysedRun(options), frames: 30)
    }

    private func expectCutOff(_ run: AnalysedRun, frames: Int) throws {
        let summary = try run.summary
        #expect(summary.status == .recordingCutOff)
        #expect((frames / 3..<frames).contains(summary.counts.framesRead), "\(summary.counts.framesRead) frames")
        #expect(summary.warnings.count >= 1)
        #expect(run.outcome?.isInterrupted == false)
        #expect(try run.events("recording_cut_off").count == 1)
        #expect(try run.measurements.rows.count == 2 * summary.counts.framesRead)
        let velocities = try run.crystals.rows.map { try $0.number("side_velocity_um_per_min") }.sorted()
        #expect(velocities.count == 2)
        for (fitted, velocity) in zip(velocities, [2.0, 6]) { #expect(abs(fitted / velocity - 1) < 0.02) }
    }

    @Test("A damaged picture in a folder is a missing frame, and the others are measured")
    func damagedPicture() async throws {
        let paths = try SceneRecorder.pictures(.twoCrystals(frames: 21), in: folder.file("pictures"))
        try Data("no picture".utf8).write(to: URL(fileURLWithPath: paths[9]))
        let run = try await AnalysedRun(options("pictures"))
        let missing = try run.events("frames_missing")
        #expect(missing.count == 1)
        #expect(try missing.map { try $0.integer("frame") } == [9] || missing.map { try $0.integer("frame") } == [10])
        let summary = try run.summary
        #expect(summary.counts.framesMissing == 1 && summary.counts.framesRead == 20)
        #expect(summary.warnings.contains { $0.contains("frame 9") })
        let rows = try run.measurements.rows
        #expect(rows.count == 40 && !rows.contains { $0["frame"] == "9" })
        #expect(Set(rows.map { $0["crystal_id"] }).count == 2)
        let velocities = try run.crystals.rows.map { try $0.number("side_velocity_um_per_min") }.sorted()
        for (fitted, velocity) in zip(velocities, [2.0, 6]) { #expect(abs(fitted / velocity - 1) < 0.01) }
    }

    @Test("A picture of another size in the middle ends the run with an error, and keeps what was measured")
    func otherSize() async throws {
        let paths = try SceneRecorder.pictures(.twoCrystals(frames: 16), in: folder.file("pictures"))
        let other = GrowthScene.camera(width: 100, height: 80)
        try PictureFile.writePNG(other.picture(), to: paths[10])
        let options = options("pictures")
        #expect(await failure(options) is MediaError)
        let run = AnalysedRun(folder: options.outputFolder)
        #expect(try run.measurements.rows.count == 20)
        #expect(try run.summary.warnings.contains { $0.contains("100") })
    }

    @Test("An existing run is replaced only when that is asked for, and a folder of other files never")
    func existingFolder() async throws {
        try SceneRecorder.movie(.twoCrystals(frames: 10), at: folder.file("movie.mp4"))
        var options = options("movie.mp4")
        _ = try await AnalysedRun(options)
        let before = try AnalysedRun(folder: options.outputFolder).tableBytes
        #expect(await failure(options) as? RunError == .exists(path: options.outputFolder))
        #expect(try AnalysedRun(folder: options.outputFolder).tableBytes == before)
        options.replacesExistingRun = true
        #expect(try await AnalysedRun(options).tableBytes == before)
        options.outputFolder = folder.file("mine")
        try FileManager.default.createDirectory(atPath: options.outputFolder, withIntermediateDirectories: true)
        try Data("notes".utf8).write(to: URL(fileURLWithPath: folder.file("mine/notes.txt")))
        #expect(await failure(options) is RunError)
        #expect(try folder.text("mine/notes.txt") == "notes")
    }

    /// The error that an analysis ends with.
    private func failure(_ options: AnalysisOptions) async -> (any Error)? {
        do {
            _ = try await AnalysedRun(options)
            return nil
        } catch {
            return error
        }
    }

    @Test("Without a scale, without the input, or with pictures too small nothing is begun")
    func nothingBegun() async throws {
        try SceneRecorder.movie(.twoCrystals(frames: 3), at: folder.file("movie.mp4"))
        var unscaled = options("movie.mp4")
        unscaled.scale = .none
        #expect(await failure(unscaled) is CalibrationError)
        for value in [0, -1, .nan, .infinity] as [Double] {
            unscaled.scale = .micrometersPerPixel(value)
            #expect(await failure(unscaled) is CalibrationError, "a scale of \(value)")
        }
        #expect(await failure(options("none.mp4")) is MediaError)
        let tiny = PixelBuffer(width: 8, height: 8, bitDepth: 8, samples: .uint8([UInt8](repeating: 100, count: 64)))
        try PictureFile.writePNG(tiny, to: folder.file("tiny.png"))
        let small = try #require(await failure(options("tiny.png")) as? SegmentationError)
        #expect(small.description.contains("8x8"))
        #expect(!folder.exists("run"))
    }
}
