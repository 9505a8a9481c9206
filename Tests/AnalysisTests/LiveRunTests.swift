import Calibration
import CameraTestSupport
import Foundation
import Records
import RecordsTestSupport
import SceneTestSupport
import Simulation
import Statistics
import Synchronization
import Testing
import Tracking

@testable import Analysis
@testable import Camera

@Suite("Live runs")
struct LiveRunTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// 30 um/min at 1 frame/s: a pixel per second.
    private static let scene = GrowthScene.camera(
        [.at(80, 60, side: 40, growth: 60)], width: 160, height: 120, frames: 40
    ).with { $0.frameIntervalSeconds = 1 }

    private func options(_ run: String = "run", records: Bool = false, duration: Double? = nil) -> LiveOptions {
        LiveOptions(
            devicePath: "/dev/video0", outputFolder: folder.file(run),
            scale: .micrometersPerPixel(GrowthScene.testScale), durationSeconds: duration, records: records)
    }

    private var run: AnalysedRun { AnalysedRun(folder: folder.file("run")) }

    @Test("Growth is measured while it goes on, and the recording of the run gives the same tables")
    func agrees() async throws {
        let outcome = try await LiveCamera.run(options(records: true), LiveCamera.kernel(Self.scene), frames: 40)
        let velocity = try #require(outcome.crystals.first?.sideVelocity)
        #expect(outcome.crystals.count == 1)
        #expect(abs(velocity.value / 30 - 1) < 0.005)
        #expect(try run.summary.status == .complete)
        let again = try await AnalysedRun(
            AnalysisOptions(
                inputPath: run.folder.recording, outputFolder: folder.file("again"),
                scale: .micrometersPerPixel(GrowthScene.testScale)))
        let columns = ["frame", "crystal_id", "side_um", "side_se_um", "area_um2", "centre_x_um", "flags"]
        let live = try run.measurements.rows
        let recorded = try again.measurements.rows
        #expect(live.count == 40)
        #expect(live.map { row in columns.map { row[$0] } } == recorded.map { row in columns.map { row[$0] } })
        for (a, b) in zip(live, recorded) { #expect(abs(try a.number("time_s") - b.number("time_s")) < 0.001) }
    }

    @Test("Every control, the mode and the time of the first frame stand in the run's settings")
    func settings() async throws {
        let exposure = FakeCamera.Control(
            id: ControlID.exposureTime, name: "Exposure Time, Absolute", type: 1, minimum: 1, maximum: 5000, value: 156)
        let kernel = try LiveCamera.kernel(Self.scene) { $0.controls = [exposure] }
        _ = try await LiveCamera.run(options(), kernel, frames: 6)
        let settings = try run.summary.settings
        #expect(settings.options["camera_control_exposure_time_absolute"] == "156")
        #expect(settings.options["camera_mode"] == "GREY 160x120 at 1 fps")
        #expect(settings.options["camera_bus"] == "usb-fake-1")
        #expect(settings.input.kind == "camera")
        let date = try #require(settings.options["first_frame_at"])
        #expect(date.contains("T"))
    }

    @Test("A camera that is unplugged and damaged in between leaves one run, with events that name it")
    func survives() async throws {
        let kernel = try LiveCamera.kernel(Self.scene) {
            $0.faults = [8: .lost(2), 12: .markedDamaged, 20: .unplugged(seconds: 30), 30: .dequeue(EIO)]
        }
        let outcome = try await LiveCamera.run(options(), kernel, frames: 38)
        #expect(outcome.frames == 38)
        let names = try run.events.rows.compactMap { $0["event"] }
        for name in ["frames_lost", "frames_damaged", "camera_unplugged", "camera_resumed", "camera_error"] {
            #expect(names.contains(name), "\(name)")
        }
        let capture = try #require(try run.summary.capture)
        #expect(capture.framesLost == 2)
        #expect(capture.framesDamaged == 1)
        #expect(capture.outages == 2)
        #expect(try run.summary.warnings.contains { $0.contains("2 frames were lost") })
    }

    @Test("A camera that is gone for good ends the run with an error, and with what was measured")
    func gone() async throws {
        let kernel = try LiveCamera.kernel(Self.scene) { $0.faults = [20: .unplugged(seconds: 1e7)] }
        await #expect(throws: CameraError.self) { try await LiveCamera.run(options(), kernel) }
        #expect(try run.summary.counts.framesMeasured == 20)
        #expect(try run.summary.warnings.contains { $0.contains("the run ended early") })
        #expect(FileManager.default.fileExists(atPath: run.folder.report))
    }

    @Test("Frames that came while others were measured are skipped, and each is in the record")
    func skips() async throws {
        let outcome = try await LiveCamera.run(
            options(duration: 300), LiveCamera.kernel(Self.scene, pacing: 0.0005), heldFrames: 1)
        let summary = try run.summary
        let capture = try #require(summary.capture)
        #expect(capture.framesSkipped > 0)
        #expect(summary.counts.framesMeasured + capture.framesSkipped == capture.framesReceived)
        #expect(summary.counts.framesRead == capture.framesReceived)
        #expect(outcome.frames == capture.framesReceived)
    }

    @Test("A run that is stopped is closed as a whole, and says so")
    func stopped() async throws {
        let kernel = try LiveCamera.kernel(Self.scene, pacing: 0.002)
        let options = options()
        let outcome = try await Task {
            try await LiveCamera.run(options, kernel, heldFrames: 1) { notice in
                if case .progress(let progress) = notice, progress.frames == 5 {
                    withUnsafeCurrentTask { $0?.cancel() }
                }
            }
        }.value
        #expect(outcome.isInterrupted)
        #expect(try run.summary.status == .interrupted)
        #expect(try run.events("interrupted").count == 1)
        #expect(FileManager.default.fileExists(atPath: run.folder.report))
    }

    @Test("A run that is being written is not replaced by another")
    func locked() async throws {
        let refused = Mutex<(any Error)?>(nil)
        let options = options()
        let isFirst = Atomic(true)
        _ = try await LiveCamera.run(options, LiveCamera.kernel(Self.scene, pacing: 0.002), frames: 40) { notice in
            guard case .progress = notice, isFirst.exchange(false, ordering: .relaxed) else { return }
            do {
                _ = try RunStore.create(at: options.outputFolder, replacing: true, settings: SyntheticRun.settings())
            } catch {
                refused.withLock { $0 = error }
            }
        }
        #expect(refused.withLock { $0 } as? RunError == .beingWritten(path: options.outputFolder))
        #expect(try run.summary.counts.framesMeasured == 40)
    }

    @Test("A run that is removed while it is written is saved again, and the error says what happened")
    func removed() async throws {
        let path = folder.file("run")
        let error = await #expect(throws: RunError.self) {
            try await LiveCamera.run(options(), LiveCamera.kernel(Self.scene, pacing: 0.05), heldFrames: 1) { notice in
                guard case .progress(let progress) = notice, progress.frames == 10 else { return }
                try? FileManager.default.removeItem(atPath: path)
            }
        }
        #expect(error == .vanished(path: path))
        #expect(try run.summary.counts.framesMeasured >= 10)
        #expect(FileManager.default.fileExists(atPath: run.folder.report))
    }

    @Test("Pictures that cannot be decoded are damaged and not received; a camera that sends no others is given up")
    func undecodable() async throws {
        let junk = try LiveCamera.kernel(Self.scene) {
            $0.formats = [("MJPG", 1)]
            $0.picture = { _ in [UInt8](repeating: 3, count: 500) }
        }
        let error = await #expect(throws: CameraError.self) { try await LiveCamera.run(options(), junk) }
        guard case .onlyDamaged = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!folder.exists("run"))
    }

    @Test("A camera that sends no frame leaves no folder behind")
    func nothing() async throws {
        let kernel = try LiveCamera.kernel(Self.scene) { $0.faults = [0: .stalled(seconds: 1e7)] }
        await #expect(throws: CameraError.self) { try await LiveCamera.run(options(), kernel) }
        #expect(!folder.exists("run"))
    }

    @Test("An exposure that changes is an event; growth and noise are none")
    func exposure() async throws {
        let kernel = try LiveCamera.kernel(Self.scene)
        let bytes = try #require(kernel.camera()?.picture)
        kernel.change { camera in
            camera.picture = { index in index < 20 ? bytes(index) : bytes(index).map { UInt8(Double($0) * 0.85) } }
        }
        _ = try await LiveCamera.run(options(), kernel, frames: 36)
        let events = try run.events("exposure_changed")
        #expect(events.count == 1)
        #expect(try events.first?.integer("frame") == 21)
        #expect(events.first?["detail"]?.contains("darker") == true)
    }

    @Test("The status tells the largest crystal's side and its fitted velocity")
    func status() async throws {
        let latest = Mutex<LiveProgress?>(nil)
        let kernel = try LiveCamera.kernel(Self.scene)
        _ = try await LiveCamera.run(options(), kernel, frames: 40) { notice in
            if case .progress(let progress) = notice { latest.withLock { $0 = progress } }
        }
        let progress = try #require(latest.withLock { $0 })
        #expect(progress.crystals == 1)
        #expect(progress.frames == 40)
        let side = try #require(progress.largest?.side)
        #expect(abs(side.value - (20 + 0.5 * 39)) < 0.2)
    }
}
