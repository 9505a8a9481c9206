import CameraTestSupport
import Testing

@testable import Camera

@Suite("Which frames are taken, and which are skipped")
struct ScheduleTests {
    @Test("One frame per interval, evenly spaced from the first on")
    func interval() async throws {
        let run = try await CaptureRun(
            FakeKernel(FakeCamera()), plan: CapturePlan(intervalSeconds: 5, frameCount: 20))
        #expect(run.frames.map(\.index) == Array(0..<20))
        for (index, time) in run.times.enumerated() { #expect(abs(time - 5 * Double(index)) < 0.051) }
        #expect(run.counts.received > 900)
        #expect(run.skipped.isEmpty)
    }

    @Test("Intervals that an outage swallowed are not made up for")
    func outage() async throws {
        let run = try await CaptureRun(
            FakeKernel(FakeCamera { $0.faults = [30: .unplugged(seconds: 20)] }),
            plan: CapturePlan(intervalSeconds: 2, frameCount: 10))
        let gaps = zip(run.times, run.times.dropFirst()).map { $1 - $0 }
        #expect(gaps.count { $0 > 10 } == 1)
        #expect(gaps.allSatisfy { $0 > 0.5 })
    }

    @Test("The duration ends a capture, counted from its first frame")
    func duration() async throws {
        let run = try await CaptureRun(
            FakeKernel(FakeCamera()), plan: CapturePlan(durationSeconds: 10, frameCount: 1_000_000))
        #expect(run.ending == .complete)
        #expect((99...101).contains(run.frames.count))
    }

    @Test("A duration ends even while the camera is away")
    func durationWhileAway() async throws {
        let run = try await CaptureRun(
            FakeKernel(FakeCamera { $0.faults = [30: .unplugged(seconds: 1e6)] }),
            plan: CapturePlan(durationSeconds: 60, frameCount: 1_000_000))
        #expect(run.ending == .complete)
        #expect(run.frames.count == 30)
    }

    @Test("The newest frame is handed over; those it replaced are known one by one")
    func newest() async throws {
        let mailbox = FrameMailbox(capacity: 1)
        let decoder = PictureDecoder(layout: .grey8, width: 1, height: 1, bytesPerRow: 1)
        for index in 0..<5 {
            mailbox.put(
                CapturedFrame(index: index, timeSeconds: Double(index), bytes: [0], decoder: decoder),
                counts: CaptureCounts { $0.received = index + 1 })
        }
        let delivery = await mailbox.take()
        #expect(delivery.frame?.index == 4)
        #expect(delivery.skipped.map(\.index) == [0, 1, 2, 3])
        #expect(delivery.counts.skipped == 4)
        #expect(delivery.counts.received == 5)
    }

    @Test("What nobody takes does not grow without bound, and is counted all the same")
    func bounded() async throws {
        let mailbox = FrameMailbox(capacity: 1)
        let decoder = PictureDecoder(layout: .grey8, width: 1, height: 1, bytesPerRow: 1)
        for index in 0..<30_000 {
            mailbox.put(
                CapturedFrame(index: index, timeSeconds: Double(index), bytes: [0], decoder: decoder),
                counts: CaptureCounts())
        }
        let delivery = await mailbox.take()
        #expect(delivery.skipped.count + delivery.unlistedSkips == 29_999)
        #expect(delivery.skipped.count <= 10_000)
    }

    @Test("A capture that is stopped ends soon, with what it has")
    func stopped() async throws {
        let capture = try CameraCapture(
            path: "/dev/video0", settings: CameraSettings(), plan: CapturePlan(),
            kernel: FakeKernel(FakeCamera(), pacing: 0.001))
        var delivery = await capture.next()
        capture.stop()
        while delivery.ending == nil { delivery = await capture.next() }
        #expect(delivery.ending == .stopped)
    }
}
