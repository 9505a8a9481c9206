import Camera
import Imaging
import Media
import Records
import Tracking

/// A camera's frames measured and recorded as they come, the newest first served.
struct LivePassage {
    /// How the passage ended, and what of it the report shows.
    struct Ending {
        var frames = 0
        var counts = CaptureCounts()
        var lastTimeSeconds = 0.0
        var lastFrame = 0
        var isInterrupted = false
        /// What ended the run before its time.
        var error: (any Error)?
        var warnings: [String] = []
        var pictures = ReportFrames()
    }

    let capture: CameraCapture
    var measurement: FrameMeasurement
    var store: LiveStore
    /// nil without `--record`, or when it has failed.
    var recording: CameraRecording?
    var watch: GrowthWatch
    private var exposure = ExposureWatch()
    private var damage = DecodingDamage()
    private var ending = Ending()
    private let notify: @Sendable (LiveNotice) -> Void

    init(
        capture: CameraCapture, measurement: FrameMeasurement, store: LiveStore, recording: CameraRecording?,
        watch: GrowthWatch, notify: @escaping @Sendable (LiveNotice) -> Void
    ) {
        self.capture = capture
        self.measurement = measurement
        self.store = store
        self.recording = recording
        self.watch = watch
        self.notify = notify
    }

    /// - Parameter first: what came before the run was begun, and was told of.
    mutating func run(after first: [CaptureDelivery]) async -> Ending {
        do {
            for delivery in first {
                try await record(delivery.events, tells: false)
                try await take(delivery)
            }
            var isOver = false
            while !isOver {
                let delivery = await capture.next()
                try await record(delivery.events, tells: true)
                try await take(delivery)
                isOver = delivery.ending != nil
            }
        } catch {
            capture.stop()
            ending.error = ending.error ?? error
        }
        await finish()
        return ending
    }

    private mutating func record(_ events: [CaptureEvent], tells: Bool) async throws {
        for event in events { try await store.record(TrackEvent(event), tells: tells) }
    }

    private mutating func take(_ delivery: CaptureDelivery) async throws {
        if !delivery.skipped.isEmpty {
            let rows = delivery.skipped.map { (frame: $0.index, timeSeconds: $0.timeSeconds) }
            try await write { store throws(RunError) in try store.recordSkipped(rows) }
        }
        ending.counts = damage.corrected(delivery.counts)
        if let frame = delivery.frame { try await take(frame) }
        // The frame may have turned out to be damaged.
        ending.counts = damage.corrected(delivery.counts)
        try await store.secureIfDue(ending.counts, atSeconds: ending.lastTimeSeconds, frame: ending.lastFrame)
        switch delivery.ending {
        case .stopped: ending.isInterrupted = true
        case .failed(let error): ending.error = error
        case .complete, nil: break
        }
    }

    private mutating func write(_ body: (RunStore) throws(RunError) -> Void) async throws(RunError) {
        try await store.write(atSeconds: ending.lastTimeSeconds, frame: ending.lastFrame, body)
    }

    private mutating func take(_ captured: CapturedFrame) async throws {
        ending.lastTimeSeconds = captured.timeSeconds
        ending.lastFrame = captured.index
        let frame: Frame
        do {
            frame = try captured.luma()
        } catch {
            return try await leaveOut(captured, error)
        }
        damage.endRow()
        let update = try measurement.measure(frame)
        try await write { store throws(RunError) in
            try store.append(update, frame: frame.index, timeSeconds: frame.timeSeconds)
        }
        for event in update.events where event.crystalID == nil || event.kind == .outOfFocus { notify(.event(event)) }
        if let change = exposure.see(frame.pixels) { try await store.record(event(.exposureChanged, change)) }
        try await keep(frame)
        ending.pictures.see(frame)
        ending.frames += 1
        let largest = watch.see(update)
        notify(
            .progress(
                LiveProgress(
                    elapsedSeconds: frame.timeSeconds, frames: ending.frames, counts: ending.counts,
                    crystals: watch.crystalCount, largest: largest)))
    }

    /// A compressed picture shows only when it is decoded that it is damaged.
    private mutating func leaveOut(_ captured: CapturedFrame, _ picture: DamagedPicture) async throws {
        measurement.missing(frame: captured.index, timeSeconds: captured.timeSeconds)
        try await write { store throws(RunError) in
            try store.recordFrame(
                captured.index, timeSeconds: captured.timeSeconds, status: .missing, detail: picture.reason)
        }
        let said = damage.add(picture, atSeconds: captured.timeSeconds)
        if let said { try await store.record(event(.framesDamaged, said)) }
        if let seconds = damage.rowSeconds(until: captured.timeSeconds), seconds > store.patienceSeconds {
            throw CameraError.onlyDamaged(path: capture.state.path, seconds: seconds, reason: picture.reason)
        }
    }

    private mutating func keep(_ frame: Frame) async throws {
        guard let recording else { return }
        do {
            guard !FreeSpace.isScarce(at: store.store.folder.path) else {
                return try await endRecording("the disk is nearly full, and what is left is for the measurements")
            }
            try recording.append(frame)
        } catch let error as MediaError {
            try await endRecording("\(error)")
        }
    }

    /// What was recorded is kept, and the run goes on.
    private mutating func endRecording(_ reason: String) async throws {
        var reason = reason
        do {
            try recording?.finish()
        } catch {
            reason += "; \(error)"
        }
        recording = nil
        ending.warnings.append("recording.mkv ended early, at \(ending.lastTimeSeconds) s: \(reason)")
        try await store.record(event(.recordingStopped, reason))
    }

    private func event(_ kind: TrackEvent.Kind, _ detail: String) -> TrackEvent {
        TrackEvent(
            timeSeconds: ending.lastTimeSeconds, frame: ending.lastFrame, kind: kind, crystalID: nil, detail: detail)
    }

    private mutating func finish() async {
        do {
            try recording?.finish()
        } catch {
            ending.warnings.append("recording.mkv: \(error)")
        }
        do {
            if let said = damage.rest() { try store.store.record(event(.framesDamaged, said)) }
            let last = measurement.finish(timeSeconds: ending.lastTimeSeconds)
            try store.store.recordEnd(last)
            if ending.isInterrupted {
                try store.store.record(event(.interrupted, "stopped by the user after \(ending.frames) frames"))
            }
            try await store.secure(ending.counts, atSeconds: ending.lastTimeSeconds, frame: ending.lastFrame)
        } catch {
            ending.error = ending.error ?? error
        }
    }
}
