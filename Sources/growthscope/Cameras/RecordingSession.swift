import Camera
import Foundation
import Imaging
import Media
import Records

/// Records a camera until its time is over or the task is cancelled.
struct RecordingSession: Sendable {
    let path: String
    let intervalSeconds: Double?
    let durationSeconds: Double?

    struct Outcome: Sendable {
        var path: String
        var frames = 0
        var spanSeconds = 0.0
        var counts = CaptureCounts()
        var isInterrupted = false

        var text: String {
            var facts = ["\(frames) frames in \(String(format: "%.3f", spanSeconds)) s"]
            if frames > 1, spanSeconds > 0 {
                facts.append("\(String(format: "%.2f", Double(frames - 1) / spanSeconds)) frames/s")
            }
            facts += ["\(counts.received) received", "\(counts.lost) lost", "\(counts.damaged) damaged", "\(counts.skipped) skipped"]
            return "\(path): \(facts.joined(separator: ", "))\n"
        }
    }

    /// Held while the disk is slow.
    private static let memoryForFrames = 256 << 20

    /// Throws `CameraError`, `MediaError`; what was recorded until a camera fails for good is kept.
    func run(device: String, settings: CameraSettings) async throws -> Outcome {
        let held = Self.memoryForFrames / (2 * max(1, (settings.width ?? 1920) * (settings.height ?? 1080)))
        let capture = try CameraCapture(
            path: device, settings: settings,
            plan: CapturePlan(
                intervalSeconds: intervalSeconds, durationSeconds: durationSeconds, heldFrames: max(8, held)))
        CameraNotices.announce(capture.state)
        let bar = ProgressBar(console: .shared)
        defer { bar.finish() }
        return try await withTaskCancellationHandler {
            try await record(capture, bar)
        } onCancel: {
            capture.stop()
        }
    }

    private func record(_ capture: CameraCapture, _ bar: ProgressBar) async throws -> Outcome {
        var outcome = Outcome(path: path)
        var recording: CameraRecording?
        var damage = DecodingDamage()
        while true {
            let delivery = await capture.next()
            delivery.events.forEach(CameraNotices.warn)
            if let frame = delivery.frame {
                do {
                    let picture = try frame.luma()
                    if recording == nil { recording = try begin(capture.state, delivery.firstFrameDate) }
                    try append(picture, to: recording)
                    outcome.frames += 1
                    outcome.spanSeconds = frame.timeSeconds
                } catch let picture as DamagedPicture {
                    if let said = damage.add(picture, atSeconds: frame.timeSeconds) {
                        Console.shared.warning("frames damaged: \(said)")
                    }
                }
                show(outcome, bar)
            }
            outcome.counts = damage.corrected(delivery.counts)
            guard let ending = delivery.ending else { continue }
            try recording?.finish()
            if case .failed(let error) = ending { throw error }
            guard recording != nil else { throw CommandError(.deviceNotAvailable, "the camera sent no whole picture") }
            outcome.isInterrupted = ending == .stopped
            return outcome
        }
    }

    /// What was recorded before the disk was full is kept.
    private func append(_ picture: Frame, to recording: CameraRecording?) throws {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            guard !FreeSpace.isScarce(at: folder.isEmpty ? "." : folder) else {
                throw MediaError.cannotWrite(path: path, reason: "the disk is nearly full; what was recorded is kept")
            }
            try recording?.append(picture)
        } catch {
            try? recording?.finish()
            throw error
        }
    }

    private func begin(_ state: CameraState, _ started: Date?) throws -> CameraRecording {
        let rate = intervalSeconds.map { 1 / $0 } ?? state.mode.framesPerSecond
        return try CameraRecording(
            path: path, width: state.mode.width, height: state.mode.height, bitDepth: state.mode.bitDepth,
            framesPerSecond: rate, expectedFrames: durationSeconds.flatMap { span in rate.map { Int(min(span * $0, 1e9)) + 2 } },
            started: started)
    }

    private func show(_ outcome: Outcome, _ bar: ProgressBar) {
        bar.update(
            ProgressState(
                framesDone: outcome.frames, framesTotal: nil, note: "\(outcome.counts.lost) lost",
                elapsedSeconds: outcome.spanSeconds))
    }
}
