import Calibration
import CameraTestSupport
import Foundation
import RecordsTestSupport
import SceneTestSupport
import Simulation
import Statistics
import Synchronization
import Testing

@testable import Analysis
@testable import Camera

/// A live run at full speed, which stands for one of days: a second of the scene takes a few milliseconds.
@Suite("Endurance")
struct EnduranceTests {
    /// How long, in seconds of real time (`make endurance`).
    private static let seconds = ProcessInfo.processInfo.environment["GROWTHSCOPE_ENDURANCE"].flatMap { Double($0) }

    @Test("Memory does not grow over a long live run", .enabled(if: seconds != nil))
    func memory() async throws {
        let folder = try TemporaryFolder()
        let seconds = Self.seconds ?? 0
        // Grows through all of the run, however long it takes.
        let scene = GrowthScene.camera(
            [.at(80, 60, side: 30, growth: 60 * 60 / (200 * seconds))], width: 160, height: 120,
            frames: Int(200 * seconds)
        ).with { $0.frameIntervalSeconds = 1 }
        let options = LiveOptions(
            devicePath: "/dev/video0", outputFolder: folder.file("run"),
            scale: .micrometersPerPixel(GrowthScene.testScale))
        let kernel = try LiveCamera.kernel(scene, pacing: 0.005)
        let begun = ContinuousClock.now
        let samples = Mutex<[MemorySample]>([])
        _ = try await Task {
            try await LiveCamera.run(options, kernel, heldFrames: 1) { notice in
                guard case .progress(let progress) = notice else { return }
                let elapsed = (ContinuousClock.now - begun) / .seconds(1)
                samples.withLock { samples in
                    guard elapsed - (samples.last?.seconds ?? 0) >= seconds / 120 else { return }
                    let sample = MemorySample(seconds: elapsed, frames: progress.frames)
                    samples.append(sample)
                    print(sample)
                }
                if elapsed > seconds { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }.value
        let all = samples.withLock { $0 }
        try #require(all.count > 40)
        let settled = Array(all.dropFirst(all.count / 2))
        let line = LinearLeastSquares.fit(
            design: Matrix(columns: [settled.map { _ in 1 }, settled.map { Double($0.frames) * 1e-6 }]),
            response: settled.map(\.megabytes))
        let slope = line.parameters[1], error = line.standardErrors[1]
        print("second half: \(slope) +- \(error) MB per million frames, \(settled.count) samples")
        // A million frames are two months at one in 5 s.
        #expect(slope < 10)
        let early = all[all.count / 4].megabytes
        let late = all.suffix(5).map(\.megabytes).max() ?? 0
        #expect(late <= early + max(10, early / 20))
    }
}

/// What a process has in memory of its own at a moment of a run.
private struct MemorySample: CustomStringConvertible {
    let seconds: Double
    let frames: Int
    let megabytes: Double

    init(seconds: Double, frames: Int) {
        self.seconds = seconds
        self.frames = frames
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        // Without the pages of files, which the kernel takes back when it likes.
        let kilobytes = status.firstMatch(of: /RssAnon:\s+([0-9]+) kB/).flatMap { Double($0.1) }
        megabytes = (kilobytes ?? .nan) / 1024
    }

    var description: String {
        String(format: "%.0f s: %d frames, %.2f MB", seconds, frames, megabytes)
    }
}
