import Foundation
import Synchronization

/// What is captured, and how long a camera that has gone is waited for.
public struct CapturePlan: Sendable, Equatable {
    /// One frame per interval; nil for every frame.
    public var intervalSeconds: Double?
    /// From the first frame on; nil for ever.
    public var durationSeconds: Double?
    /// Ends after this many wanted frames; nil for no end.
    public var frameCount: Int?
    /// A camera without frames is given up after this.
    public var patienceSeconds: Double
    /// Frames held for who takes them; 1 hands over only the newest.
    public var heldFrames: Int

    public init(
        intervalSeconds: Double? = nil, durationSeconds: Double? = nil, frameCount: Int? = nil,
        patienceSeconds: Double = 3600, heldFrames: Int = 1
    ) {
        self.intervalSeconds = intervalSeconds
        self.durationSeconds = durationSeconds
        self.frameCount = frameCount
        self.patienceSeconds = patienceSeconds
        self.heldFrames = heldFrames
    }
}

/// Reads a camera on a thread of its own, through everything that it survives, until it is stopped.
///
/// Frames that nobody takes in time give way to newer ones; reading never waits. A camera that is unplugged, stalls or
/// fails is opened again, with its mode and controls as they were, after pauses that grow from 0.1 to 5 s.
public final class CameraCapture: Sendable {
    /// What the camera was set to.
    public let state: CameraState
    private let mailbox: FrameMailbox
    private let isStopped: StopFlag

    /// Opens and sets the camera, and begins to read it. Throws `CameraError`.
    public convenience init(path: String, settings: CameraSettings, plan: CapturePlan) throws(CameraError) {
        try self.init(path: path, settings: settings, plan: plan, kernel: SystemKernel())
    }

    init(path: String, settings: CameraSettings, plan: CapturePlan, kernel: any VideoKernel) throws(CameraError) {
        mailbox = FrameMailbox(capacity: plan.heldFrames)
        isStopped = StopFlag()
        let box = try Self.loop(path, settings, plan, mailbox, isStopped, kernel)
        state = box.loop.state
        let thread = Thread { box.loop.run() }
        thread.name = "camera"
        thread.qualityOfService = .userInteractive
        thread.start()
    }

    /// A function of its own: no reference to the camera is left outside of the loop, which closes it when it fails.
    private static func loop(
        _ path: String, _ settings: CameraSettings, _ plan: CapturePlan, _ mailbox: FrameMailbox,
        _ isStopped: StopFlag, _ kernel: any VideoKernel
    ) throws(CameraError) -> CaptureLoopBox {
        let camera = try V4L2Camera(path: path, kernel: kernel)
        InputSignal(device: camera.device).adopt()
        let state = try camera.configure(settings)
        return CaptureLoopBox(
            CaptureLoop(
                camera: camera, state: state, settings: settings, plan: plan, mailbox: mailbox, isStopped: isStopped,
                kernel: kernel))
    }

    deinit { isStopped.set() }

    /// Ends the reading soon; frames that were captured can still be taken.
    public func stop() { isStopped.set() }

    /// Waits until there is a frame, an event, or the end. One taker at a time.
    public func next() async -> CaptureDelivery { await mailbox.take() }
}

/// The loop on its way into the thread that alone uses it from then on.
private final class CaptureLoopBox: @unchecked Sendable {
    // Unchecked: handed over once, and only the thread touches it afterwards.
    let loop: CaptureLoop

    init(_ loop: CaptureLoop) { self.loop = loop }
}

/// Set once, from any thread.
final class StopFlag: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }

    func set() { flag.store(true, ordering: .relaxed) }
}
