import CameraTestSupport
import Foundation
import Imaging
import Simulation

@testable import Analysis
@testable import Camera

/// A simulated scene in front of a camera of the fake kernel.
enum LiveCamera {
    /// - Parameter pacing: seconds of real time per frame.
    static func kernel(
        _ scene: GrowthScene, pacing: TimeInterval = 0, change: (inout FakeCamera) -> Void = { _ in }
    ) throws -> FakeKernel {
        let recording = try SimulatedRecording(scene: scene, channel: .luma)
        let source = FrameBytes(recording)
        var camera = FakeCamera()
        camera.width = scene.width
        camera.height = scene.height
        camera.framesPerSecond = 1
        camera.picture = { source.bytes(ofFrame: $0) }
        change(&camera)
        return FakeKernel(camera, pacing: pacing)
    }

    /// - Parameter heldFrames: enough to measure every frame, however slow the machine of the tests is.
    static func run(
        _ options: LiveOptions, _ kernel: FakeKernel, frames: Int? = nil, heldFrames: Int = 1000,
        notify: @escaping @Sendable (LiveNotice) -> Void = { _ in }
    ) async throws -> AnalysisOutcome {
        var plan = options.plan
        plan.frameCount = frames
        plan.heldFrames = heldFrames
        let final = plan
        return try await LiveRun(options: options).run(notify: notify) { () throws(CameraError) in
            try CameraCapture(path: "/dev/video0", settings: options.camera, plan: final, kernel: kernel)
        }
    }
}

/// Renders what the camera sees; the last frame stands for all behind it.
private final class FrameBytes: @unchecked Sendable {
    // Unchecked: only the camera's thread asks.
    private let recording: SimulatedRecording

    init(_ recording: SimulatedRecording) { self.recording = recording }

    func bytes(ofFrame index: Int) -> [UInt8] {
        guard let frame = try? recording.frame(min(index, recording.frameCount - 1)),
            case .uint8(let bytes) = frame.pixels.samples
        else { return [] }
        return bytes
    }
}
