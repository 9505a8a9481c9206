import Foundation
import Synchronization

/// Hands frames from the thread that reads the camera to who measures them; reading never waits.
///
/// Holds a bounded number of frames: a newer one takes the oldest one's place, which is remembered as skipped.
final class FrameMailbox: Sendable {
    /// What has come since the last delivery.
    struct Content: Sendable {
        var frames: [CapturedFrame] = []
        var skipped: [SkippedFrame] = []
        var events: [CaptureEvent] = []
        var counts = CaptureCounts()
        var ending: CaptureEnding?
        var firstFrameDate: Date?
    }

    private struct State: Sendable {
        var content = Content()
        var taker: CheckedContinuation<CaptureDelivery, Never>?
        var unlisted = 0
    }

    private let capacity: Int
    private let state = Mutex(State())
    // While nobody takes anything for hours (a full disk), these lists must not grow without bound.
    private static let longestList = 10_000

    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// When the first frame was taken, by the wall clock.
    func begin(at date: Date) { state.withLock { $0.content.firstFrameDate = date } }

    func put(_ frame: CapturedFrame, counts: CaptureCounts) {
        change { state in
            if state.content.frames.count >= capacity {
                let oldest = state.content.frames.removeFirst()
                Self.note(oldest, in: &state)
            }
            state.content.frames.append(frame)
            Self.update(&state, counts)
        }
    }

    func put(_ event: CaptureEvent, counts: CaptureCounts) {
        change { state in
            if state.content.events.count < Self.longestList { state.content.events.append(event) }
            Self.update(&state, counts)
        }
    }

    func end(_ ending: CaptureEnding, counts: CaptureCounts) {
        change { state in
            state.content.ending = ending
            Self.update(&state, counts)
        }
    }

    private static func note(_ frame: CapturedFrame, in state: inout State) {
        state.content.counts.skipped += 1
        guard state.content.skipped.count < longestList else { return state.unlisted += 1 }
        state.content.skipped.append(SkippedFrame(index: frame.index, timeSeconds: frame.timeSeconds))
    }

    private static func update(_ state: inout State, _ counts: CaptureCounts) {
        let skipped = state.content.counts.skipped
        state.content.counts = counts
        state.content.counts.skipped = skipped
    }

    private func change(_ body: (inout State) -> Void) {
        let waiting = state.withLock { state -> (CheckedContinuation<CaptureDelivery, Never>, CaptureDelivery)? in
            body(&state)
            guard let taker = state.taker, let delivery = Self.delivery(&state) else { return nil }
            state.taker = nil
            return (taker, delivery)
        }
        waiting?.0.resume(returning: waiting?.1 ?? CaptureDelivery())
    }

    /// Waits until there is a frame, an event, or the end. One taker at a time.
    func take() async -> CaptureDelivery {
        await withCheckedContinuation { continuation in
            let delivery = state.withLock { state -> CaptureDelivery? in
                if let delivery = Self.delivery(&state) { return delivery }
                state.taker = continuation
                return nil
            }
            if let delivery { continuation.resume(returning: delivery) }
        }
    }

    /// nil where nothing has come. The end comes alone, behind everything else.
    private static func delivery(_ state: inout State) -> CaptureDelivery? {
        var delivery = CaptureDelivery(
            skipped: state.content.skipped, unlistedSkips: state.unlisted, events: state.content.events,
            counts: state.content.counts, firstFrameDate: state.content.firstFrameDate)
        if !state.content.frames.isEmpty { delivery.frame = state.content.frames.removeFirst() }
        state.content.skipped = []
        state.content.events = []
        state.unlisted = 0
        if delivery.isEmpty { delivery.ending = state.content.ending }
        return delivery.isEmpty && delivery.ending == nil ? nil : delivery
    }
}

/// How a capture ended.
public enum CaptureEnding: Sendable, Equatable {
    /// The time that was asked for is over.
    case complete
    /// `stop()` was called.
    case stopped
    case failed(CameraError)
}

/// What a capture has for its taker.
public struct CaptureDelivery: Sendable {
    public internal(set) var frame: CapturedFrame?
    /// Frames that came before `frame` and were not taken.
    public internal(set) var skipped: [SkippedFrame] = []
    /// Skipped frames beyond those listed.
    public internal(set) var unlistedSkips = 0
    public internal(set) var events: [CaptureEvent] = []
    public internal(set) var counts = CaptureCounts()
    /// By the wall clock; nil before it.
    public internal(set) var firstFrameDate: Date?
    /// Set in the last delivery, which has nothing else.
    public internal(set) var ending: CaptureEnding?

    fileprivate var isEmpty: Bool { frame == nil && skipped.isEmpty && events.isEmpty }
}
