import CameraTestSupport

@testable import Camera

/// Everything that a capture of a fake camera delivered until its end.
struct CaptureRun {
    var frames: [CapturedFrame] = []
    var skipped: [SkippedFrame] = []
    var events: [CaptureEvent] = []
    var counts = CaptureCounts()
    var ending: CaptureEnding?

    var kinds: [CaptureEvent.Kind] { events.map(\.kind) }
    var times: [Double] { frames.map(\.timeSeconds) }

    /// - Parameter frames: after which the capture ends; all of them are held for the test.
    init(_ kernel: FakeKernel, frames count: Int = 40, settings: CameraSettings = CameraSettings(), plan: CapturePlan? = nil)
        async throws
    {
        var plan = plan ?? CapturePlan()
        plan.frameCount = plan.frameCount ?? count
        plan.heldFrames = 10_000
        let capture = try CameraCapture(path: "/dev/video0", settings: settings, plan: plan, kernel: kernel)
        while ending == nil {
            let delivery = await capture.next()
            if let frame = delivery.frame { frames.append(frame) }
            skipped += delivery.skipped
            events += delivery.events
            counts = delivery.counts
            ending = delivery.ending
        }
    }
}

extension FakeCamera {
    init(_ change: (inout FakeCamera) -> Void) {
        self.init()
        change(&self)
    }
}
