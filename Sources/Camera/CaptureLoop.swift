import Foundation

/// The thread's work: read, and where the camera fails, bring it back.
final class CaptureLoop {
    private var camera: V4L2Camera?
    /// Its mode now: rows may lie farther apart when it has come back.
    private var mode: CameraMode
    let state: CameraState
    private let settings: CameraSettings
    private let plan: CapturePlan
    private let mailbox: FrameMailbox
    private let isStopped: StopFlag
    private let kernel: any VideoKernel
    private var tally: CaptureTally
    private var outage: Outage?

    /// No frames from here on.
    private struct Outage {
        let sinceSeconds: Double
        var attempts = 0
        var last: CameraError
    }

    private enum Pause {
        static let first = 0.1
        static let longest = 5.0
        /// How soon a request to stop is heard.
        static let step = 0.1
    }

    /// A camera that never sent a frame is not waited for as one that did: it may be the wrong one.
    private static let patienceBeforeFirstFrame = 20.0
    private static let shortestTimeout = 5.0
    /// Not every driver tells when its signal is lost.
    private static let signalInterval = 1.0

    init(
        camera: V4L2Camera, state: CameraState, settings: CameraSettings, plan: CapturePlan, mailbox: FrameMailbox,
        isStopped: StopFlag, kernel: any VideoKernel
    ) {
        self.camera = camera
        mode = state.mode
        self.state = state
        self.settings = settings
        self.plan = plan
        self.mailbox = mailbox
        self.isStopped = isStopped
        self.kernel = kernel
        tally = CaptureTally(mode: state.mode, plan: plan, mailbox: mailbox)
    }

    func run() {
        while true {
            do throws(CameraError) {
                try readUntilStopped()
                return end(isStopped.isSet ? .stopped : .complete)
            } catch {
                camera = nil
                guard survives(error) else { return }
                guard waitForNextAttempt() else { return }
            }
        }
    }

    private func end(_ ending: CaptureEnding) {
        camera = nil
        tally.flush(at: kernel.monotonicSeconds())
        mailbox.end(ending, counts: tally.counts)
    }

    private func readUntilStopped() throws(CameraError) {
        let camera = try open()
        let signal = InputSignal(device: camera.device)
        try signal.check()
        var signalCheckedAt = kernel.monotonicSeconds()
        let stream = try CaptureStream(camera.device, mode: mode)
        let decoder = PictureDecoder(
            layout: mode.format.layout ?? .grey8, width: mode.width, height: mode.height,
            bytesPerRow: mode.bytesPerRow)
        let timeout = max(Self.shortestTimeout, 10 / (mode.framesPerSecond ?? 10))
        var silentSince = kernel.monotonicSeconds()
        var damage: String?
        while !isStopped.isSet && !tally.isOver(at: kernel.monotonicSeconds()) {
            // In steps, so that a stop is heard between frames that are far apart.
            let read: StreamRead
            do throws(CameraError) {
                read = try stream.next(within: Pause.step) { tally.wants($0) }
            } catch {
                guard case .stalled = error else { throw error }
                tally.pass(at: kernel.monotonicSeconds())
                read = .nothing
            }
            switch tally.take(read, decoder: decoder) {
            case .whole:
                silentSince = kernel.monotonicSeconds()
                damage = nil
                resume()
            case .damaged(let reason): damage = reason
            case .none: break
            }
            if kernel.monotonicSeconds() - signalCheckedAt >= Self.signalInterval {
                try signal.check()
                signalCheckedAt = kernel.monotonicSeconds()
            }
            guard kernel.monotonicSeconds() - silentSince < timeout else {
                throw damage.map { .onlyDamaged(path: camera.path, seconds: timeout, reason: $0) }
                    ?? .stalled(path: camera.path, seconds: timeout)
            }
        }
    }

    /// The first frame behind an outage.
    private func resume() {
        guard let outage else { return }
        tally.resumed(afterSeconds: kernel.monotonicSeconds() - outage.sinceSeconds, attempts: outage.attempts)
        self.outage = nil
    }

    private func open() throws(CameraError) -> V4L2Camera {
        if let camera { return camera }
        let found = try CameraSearch(kernel: kernel).camera(like: state)
        let now = try found.configure(
            CameraSettings(
                format: state.mode.format, width: state.mode.width, height: state.mode.height,
                framesPerSecond: state.mode.framesPerSecond, locksAutomatics: settings.locksAutomatics))
        guard now.mode.showsTheSame(as: state.mode) else {
            throw .cameBackDifferent(path: found.path, expected: "\(state.mode)", found: "\(now.mode)")
        }
        for sentence in ControlRestoration.restore(state.controls, of: found) { tally.note(.error, sentence) }
        tally.restart()
        mode = now.mode
        camera = found
        return found
    }

    /// Names the fault in the events; false where it ends the capture.
    private func survives(_ error: CameraError) -> Bool {
        let now = kernel.monotonicSeconds()
        tally.flush(at: now)
        if outage == nil {
            outage = Outage(sinceSeconds: now, last: error)
            tally.failed(error)
        } else if outage?.last != error {
            tally.note(CaptureTally.kind(of: error), "\(error)")
        }
        outage?.last = error
        if tally.hasNoFrame, Self.isHopeless(error) {
            end(.failed(error))
            return false
        }
        switch error {
        case .cameBackDifferent, .noSuchMode, .noReadableFormat, .separateFields, .multiPlanarOnly, .noPermission:
            end(.failed(error))
            return false
        default: return true
        }
    }

    /// Faults at which a camera that never worked is not tried again.
    private static func isHopeless(_ error: CameraError) -> Bool {
        switch error {
        case .system, .stalled, .onlyDamaged, .sourceChanged, .noSignal, .signalDiffers: false
        default: true
        }
    }

    /// Lets time pass; false when the capture is over instead.
    private func waitForNextAttempt() -> Bool {
        guard var outage else { return true }
        let patience = tally.hasNoFrame
            ? min(plan.patienceSeconds, Self.patienceBeforeFirstFrame) : plan.patienceSeconds
        let pause = min(Pause.longest, Pause.first * Double(1 << min(outage.attempts, 10)))
        outage.attempts += 1
        self.outage = outage
        let end = kernel.monotonicSeconds() + pause
        while true {
            let now = kernel.monotonicSeconds()
            if isStopped.isSet { self.end(.stopped) }
            if tally.isOver(at: now) && !isStopped.isSet { self.end(.complete) }
            if isStopped.isSet || tally.isOver(at: now) { return false }
            if now - outage.sinceSeconds > patience {
                self.end(
                    .failed(
                        .gaveUp(path: state.path, afterSeconds: now - outage.sinceSeconds, last: "\(outage.last)")))
                return false
            }
            if now >= end { return true }
            kernel.sleep(seconds: min(Pause.step, end - now))
        }
    }
}
