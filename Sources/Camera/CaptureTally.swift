import Foundation

/// What a capture hands on: which frames are wanted, what was lost, and what is said of it.
struct CaptureTally {
    private(set) var counts = CaptureCounts()
    private let mode: CameraMode
    private let plan: CapturePlan
    private let mailbox: FrameMailbox
    private var clock: FrameClock
    private var sequence: SequenceCounter
    private var schedule: Schedule
    private var nextIndex = 0
    private var lastTimeSeconds = 0.0
    private var losses = LossReport()
    private var damages = LossReport()
    /// The frame that is being decided on.
    private var reading = FrameClock.Reading(timeSeconds: 0)

    init(mode: CameraMode, plan: CapturePlan, mailbox: FrameMailbox) {
        self.mode = mode
        self.plan = plan
        self.mailbox = mailbox
        let interval = mode.framesPerSecond.map { 1 / $0 }
        clock = FrameClock(frameIntervalSeconds: interval)
        sequence = SequenceCounter(frameIntervalSeconds: interval)
        schedule = Schedule(intervalSeconds: plan.intervalSeconds, frameIntervalSeconds: interval)
    }

    var hasNoFrame: Bool { nextIndex == 0 }

    /// Whether the time or the number of frames that were asked for is reached.
    func isOver(at seconds: Double) -> Bool {
        if let count = plan.frameCount, nextIndex >= count { return true }
        // Without a frame it is patience that ends.
        guard !hasNoFrame, let duration = plan.durationSeconds, let origin = clock.originOnArrivalClock else {
            return false
        }
        return seconds - origin >= duration
    }

    /// Called once for every frame that arrived whole.
    mutating func wants(_ stamp: FrameStamp) -> Bool {
        observe(stamp)
        if let duration = plan.durationSeconds, reading.timeSeconds > duration { return false }
        return schedule.isDue(reading.timeSeconds)
    }

    /// What a read was worth.
    enum Worth: Equatable {
        case whole
        case damaged(String)
    }

    /// nil where no picture came.
    mutating func take(_ read: StreamRead, decoder: PictureDecoder) -> Worth? {
        switch read {
        case .picture(let bytes, let stamp):
            guard bytes.count >= decoder.neededBytes else {
                return damaged("\(bytes.count) bytes where a picture has \(decoder.neededBytes)")
            }
            counts.received += 1
            schedule.take(reading.timeSeconds)
            if nextIndex == 0 { mailbox.begin(at: wallClock(of: stamp)) }
            let frame = CapturedFrame(
                index: nextIndex, timeSeconds: reading.timeSeconds, bytes: bytes, decoder: decoder)
            nextIndex += 1
            mailbox.put(frame, counts: counts)
            return .whole
        case .unwanted:
            counts.received += 1
            return .whole
        case .damaged(let stamp, let reason):
            observe(stamp)
            return damaged(reason)
        case .nothing: return nil
        }
    }

    /// Mapped once, here: what the wall clock does later changes no time of the run.
    private func wallClock(of stamp: FrameStamp) -> Date {
        let age = stamp.arrivalSeconds - (clock.originOnArrivalClock ?? stamp.arrivalSeconds) - reading.timeSeconds
        return Date(timeIntervalSinceNow: -age)
    }

    private mutating func damaged(_ reason: String) -> Worth {
        counts.damaged += 1
        if let detail = damages.add(1, reason, at: lastTimeSeconds) { put(.framesDamaged, detail) }
        return .damaged(reason)
    }

    private mutating func observe(_ stamp: FrameStamp) {
        reading = clock.read(stamp)
        lastTimeSeconds = reading.timeSeconds
        if let jump = reading.jumpSeconds {
            put(.clockJumped, "by \(String(format: "%+.3g", jump)) s; frames are timed on without it")
        }
        switch sequence.count(stamp.sequence, atSeconds: reading.timeSeconds) {
        case .follows: break
        case .lost(let count):
            counts.lost += count
            if let detail = losses.add(count, "gap before number \(stamp.sequence)", at: reading.timeSeconds) {
                put(.framesLost, detail)
            }
        case .renumbered(let from, let to): put(.numberingJumped, "from \(from) to \(to)")
        }
        report(at: reading.timeSeconds)
    }

    /// Time goes on without a frame: what has gathered for long enough is said.
    mutating func pass(at seconds: Double) {
        guard let origin = clock.originOnArrivalClock else { return }
        report(at: seconds - origin)
    }

    /// Says all that was gathered.
    mutating func flush(at seconds: Double) {
        if let detail = losses.rest() { put(.framesLost, detail) }
        if let detail = damages.rest() { put(.framesDamaged, detail) }
        if let origin = clock.originOnArrivalClock { lastTimeSeconds = max(lastTimeSeconds, seconds - origin) }
    }

    private mutating func report(at seconds: Double) {
        if let detail = losses.due(at: seconds) { put(.framesLost, detail) }
        if let detail = damages.due(at: seconds) { put(.framesDamaged, detail) }
    }

    mutating func failed(_ error: CameraError) {
        counts.outages += 1
        put(Self.kind(of: error), "\(error)")
    }

    mutating func resumed(afterSeconds seconds: Double, attempts: Int) {
        let missed = mode.framesPerSecond.map { Int((seconds * $0).rounded()) }
        let sentence = missed.map { ", in which about \($0) frames were not taken" } ?? ""
        put(.resumed, "after \(String(format: "%.3g", seconds)) s\(sentence) (attempt \(attempts))")
    }

    mutating func note(_ kind: CaptureEvent.Kind, _ detail: String) { put(kind, detail) }

    /// A stream that begins anew counts and times anew.
    mutating func restart() {
        clock.restart()
        sequence.restart()
    }

    private func put(_ kind: CaptureEvent.Kind, _ detail: String) {
        mailbox.put(
            CaptureEvent(kind: kind, timeSeconds: lastTimeSeconds, frame: nextIndex, detail: detail), counts: counts)
    }

    static func kind(of error: CameraError) -> CaptureEvent.Kind {
        switch error {
        case .unplugged, .noSuchDevice, .noPermission: .unplugged
        case .stalled: .stalled
        default: .error
        }
    }
}
