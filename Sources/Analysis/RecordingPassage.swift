import Foundation
import Imaging
import Media
import Records
import Tracking

/// A frame source on its way into the task that alone reads it from then on.
final class SourceBox: @unchecked Sendable {
    // Unchecked: the source is handed over once, and only the decoding task touches it afterwards.
    let source: any FrameSource

    init(_ source: any FrameSource) { self.source = source }
}

/// One pass through a recording, every frame measured and recorded.
struct RecordingPassage {
    /// How the pass ended, and what of it the report shows.
    struct Ending {
        var frames = 0
        var warnings: [String] = []
        var isInterrupted = false
        /// The recording broke off.
        var isCutOff = false
        /// The pass ended before a frame that is coloured, for which another channel may be better.
        var hasMetColour = false
        /// What ended the pass before its time.
        var error: (any Error)?
        var pictures = ReportFrames()
        var lastTimeSeconds = 0.0
        var lastFrame = 0
    }

    let store: RunStore
    var measurement: FrameMeasurement
    let total: Int?
    /// End before the first coloured frame of a movie.
    var stopsAtColour = false
    let started: Date
    let progress: @Sendable (AnalysisProgress) -> Void

    private static let framesAhead = 4

    func run(_ box: SourceBox) async -> Ending {
        let queue = FrameQueue(capacity: Self.framesAhead)
        let stopsAtColour = stopsAtColour
        let decoding = Task.detached { await Self.decode(box, stopsAtColour: stopsAtColour, into: queue) }
        var pass = self
        var ending = Ending()
        do {
            try await pass.consume(queue, &ending)
        } catch {
            ending.error = error
        }
        await queue.close()
        await decoding.value
        if ending.hasMetColour { return ending }
        do {
            try pass.finish(&ending)
        } catch {
            ending.error = ending.error ?? error
        }
        return ending
    }

    private static func decode(_ box: SourceBox, stopsAtColour: Bool, into queue: FrameQueue) async {
        let movie = stopsAtColour ? box.source as? MovieReader : nil
        do {
            while let read = try box.source.read() {
                if let movie, movie.showsColour {
                    _ = await queue.put(.colour)
                    return
                }
                guard await queue.put(.read(read)) else { return }
                if let spent = await queue.takeSpent() { box.source.reuse(spent) }
            }
            _ = await queue.put(.end(warnings: box.source.warnings))
        } catch {
            _ = await queue.put(.failure(error))
        }
    }

    private mutating func consume(_ queue: FrameQueue, _ ending: inout Ending) async throws {
        var crystals: Set<Int> = []
        while let item = await queue.take() {
            if Task.isCancelled {
                ending.isInterrupted = true
                return
            }
            switch item {
            case .read(.frame(let frame)):
                let update = try measurement.measure(frame)
                try store.append(update, frame: frame.index, timeSeconds: frame.timeSeconds)
                for (id, verdict) in update.verdicts {
                    if verdict == .crystal { crystals.insert(id) } else { crystals.remove(id) }
                }
                if let spent = ending.pictures.see(frame) { await queue.giveBack(spent.pixels) }
                ending.frames += 1
                ending.lastTimeSeconds = frame.timeSeconds
                ending.lastFrame = frame.index
                report(ending.frames, crystals.count)
            case .read(.missing(let index, let time, let reason)):
                measurement.missing(frame: index, timeSeconds: time)
                try store.recordFrame(index, timeSeconds: time, status: .missing, detail: reason)
                ending.warnings.append("frame \(index) is missing: \(reason)")
            case .colour:
                ending.hasMetColour = true
                return
            case .end(let warnings):
                ending.warnings += warnings
                ending.isCutOff = !warnings.isEmpty
                return
            case .failure(let error): throw error
            }
        }
    }

    private mutating func finish(_ ending: inout Ending) throws {
        let last = measurement.finish(timeSeconds: ending.lastTimeSeconds)
        try store.recordEnd(last)
        if ending.isInterrupted {
            try store.record(
                TrackEvent(
                    timeSeconds: ending.lastTimeSeconds, frame: ending.lastFrame, kind: .interrupted, crystalID: nil,
                    detail: "stopped by the user after \(ending.frames) frames"))
        } else if ending.isCutOff {
            try store.record(
                TrackEvent(
                    timeSeconds: ending.lastTimeSeconds, frame: ending.lastFrame, kind: .recordingCutOff,
                    crystalID: nil, detail: ending.warnings.last ?? "the recording breaks off"))
        }
    }

    private func report(_ frames: Int, _ crystals: Int) {
        progress(
            AnalysisProgress(
                framesDone: frames, framesTotal: total, crystals: crystals,
                elapsedSeconds: Date.now.timeIntervalSince(started)))
    }
}
