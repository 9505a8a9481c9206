import Camera
import Foundation
import Records
import Tracking

/// The record of a live run: waits for a full disk to be emptied, and secures what it holds once in a while.
struct LiveStore {
    let store: RunStore
    /// How long a full disk is waited for.
    let patienceSeconds: Double
    let notify: @Sendable (LiveNotice) -> Void
    private var securedAt = ContinuousClock.now

    /// A power cut takes no more than this, and what is measured meanwhile.
    private static let securingInterval = Duration.milliseconds(500)
    private static let longestPause = 10.0

    init(store: RunStore, patienceSeconds: Double, notify: @escaping @Sendable (LiveNotice) -> Void) {
        self.store = store
        self.patienceSeconds = patienceSeconds
        self.notify = notify
    }

    /// Writes, and where the disk is full tries again until there is room; that is an event then.
    mutating func write(
        atSeconds seconds: Double, frame: Int, _ body: (RunStore) throws(RunError) -> Void
    ) async throws(RunError) {
        let begun = ContinuousClock.now
        var pause = 0.5
        while true {
            do throws(RunError) {
                try body(store)
                break
            } catch {
                let waited = (ContinuousClock.now - begun) / .seconds(1)
                guard case .diskFull = error, waited + pause < patienceSeconds, !Task.isCancelled else { throw error }
                if pause == 0.5 { notify(.event(Self.full(seconds, frame, "\(error); waiting for room"))) }
                try? await Task.sleep(for: .seconds(pause))
                pause = min(Self.longestPause, 2 * pause)
            }
        }
        guard pause > 0.5 else { return }
        let waited = (ContinuousClock.now - begun) / .seconds(1)
        let event = Self.full(seconds, frame, "measuring waited \(String(format: "%.3g", waited)) s for room")
        // There may be room for what was measured and no more: that comes first.
        try? store.record(event)
        notify(.event(event))
    }

    private static func full(_ seconds: Double, _ frame: Int, _ detail: String) -> TrackEvent {
        TrackEvent(timeSeconds: seconds, frame: frame, kind: .diskFull, crystalID: nil, detail: detail)
    }

    /// Records an event and tells of it.
    mutating func record(_ event: TrackEvent, tells: Bool = true) async throws(RunError) {
        try await write(atSeconds: event.timeSeconds, frame: event.frame) { store throws(RunError) in
            try store.record(event)
        }
        if tells { notify(.event(event)) }
    }

    mutating func secureIfDue(_ counts: CaptureCounts, atSeconds seconds: Double, frame: Int) async throws(RunError) {
        guard ContinuousClock.now - securedAt >= Self.securingInterval else { return }
        try await secure(counts, atSeconds: seconds, frame: frame)
    }

    mutating func secure(_ counts: CaptureCounts, atSeconds seconds: Double, frame: Int) async throws(RunError) {
        try await write(atSeconds: seconds, frame: frame) { store throws(RunError) in
            try store.secure(CaptureRecord(counts))
        }
        securedAt = .now
    }
}

extension CaptureRecord {
    init(_ counts: CaptureCounts) {
        self.init(
            framesReceived: counts.received, framesLost: counts.lost, framesDamaged: counts.damaged,
            framesSkipped: counts.skipped, outages: counts.outages)
    }
}

extension TrackEvent {
    init(_ event: CaptureEvent) {
        let kind: Kind = switch event.kind {
        case .framesLost: .framesLost
        case .framesDamaged: .framesDamaged
        case .unplugged: .cameraUnplugged
        case .stalled: .cameraStalled
        case .error: .cameraError
        case .resumed: .cameraResumed
        case .numberingJumped: .numberingJumped
        case .clockJumped: .clockJumped
        }
        self.init(
            timeSeconds: event.timeSeconds, frame: event.frame, kind: kind, crystalID: nil, detail: event.detail)
    }
}
