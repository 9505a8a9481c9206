import Calibration
import CameraTestSupport
import Foundation
import RecordsTestSupport
import SceneTestSupport
import Simulation
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
        let sizes = Mutex<[(Double, Int)]>([])
        _ = try await Task {
            try await LiveCamera.run(options, kernel, heldFrames: 1) { notice in
                guard case .progress(let progress) = notice else { return }
                let elapsed = (ContinuousClock.now - begun) / .seconds(1)
                sizes.withLock { sizes in
                    guard elapsed - (sizes.last?.0 ?? 0) >= seconds / 60 else { return }
                    sizes.append((elapsed, Self.residentMegabytes))
                    print("\(Int(elapsed)) s: \(progress.frames) frames, \(Self.residentMegabytes) MB")
                }
                if elapsed > seconds { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }.value
        let megabytes = sizes.withLock { $0.map(\.1) }
        try #require(megabytes.count > 20)
        let early = megabytes[megabytes.count / 4]
        let late = megabytes.suffix(5).max() ?? 0
        #expect(late <= early + max(10, early / 20))
    }

    private static var residentMegabytes: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        return (status.firstMatch(of: /VmRSS:\s+([0-9]+) kB/).flatMap { Int($0.1) } ?? 0) / 1024
    }
}
