import CCamera
import CameraTestSupport
import Foundation
import Imaging
import Testing

@testable import Camera

@Suite("A camera that cannot be begun, and one that comes back")
struct RecoveryTests {
    @Test(
        "A request that fails once at the start is repeated",
        arguments: [Request.requestBuffers, .queueBuffer, .streamOn].map(\.name))
    func onceAtStart(name: String) async throws {
        let request = try #require([Request.requestBuffers, .queueBuffer, .streamOn].first { $0.name == name })
        let kernel = FakeKernel(FakeCamera { $0.failures = [request.number: [EINVAL]] })
        let run = try await CaptureRun(kernel)
        #expect(run.kinds == [.error, .resumed])
        #expect(run.events.first?.detail.contains(name) == true)
        #expect(run.frames.count == 40)
    }

    @Test("A call that a signal interrupts is repeated without a word")
    func interrupted() async throws {
        let kernel = FakeKernel(FakeCamera { $0.failures = [Request.dequeueBuffer.number: [0, EINTR, EINTR]] })
        let run = try await CaptureRun(kernel)
        #expect(run.events.isEmpty)
        #expect(run.frames.count == 40)
    }

    @Test("A camera that another program streams is refused at the start, with a sentence")
    func busyAtStart() async throws {
        let kernel = FakeKernel(FakeCamera { $0.failures = [Request.requestBuffers.number: [EBUSY]] })
        let run = try await CaptureRun(kernel)
        #expect(run.ending == .failed(.inUse(path: "/dev/video0")))
        #expect("\(CameraError.inUse(path: "/dev/video0"))".contains("another program"))
    }

    @Test("A format that another program holds after an outage is waited for")
    func busyLater() async throws {
        let kernel = FakeKernel(
            FakeCamera {
                $0.faults = [10: .dequeue(EIO)]
                $0.failures = [Request.setFormat.number: [0, EBUSY, EBUSY]]
            })
        let run = try await CaptureRun(kernel)
        #expect(run.kinds == [.error, .error, .resumed])
        #expect(run.frames.count == 40)
    }

    @Test("A camera that returns under another number is found by who it is")
    func renumberedNode() async throws {
        var other = FakeCamera()
        other.name = "Laptop Camera"
        other.bus = "usb-other"
        var microscope = FakeCamera()
        microscope.appear(atSeconds: 110)
        let kernel = FakeKernel([
            "/dev/video0": FakeCamera { $0.faults = [10: .unplugged(seconds: 1e9)] },
            "/dev/video1": other, "/dev/video2": microscope,
        ])
        let run = try await CaptureRun(kernel)
        #expect(run.kinds.last == .resumed)
        #expect(run.frames.count == 40)
        #expect(kernel.camera("/dev/video1")?.sentFrames == 0)
    }

    @Test("Controls that a camera forgot while it was unplugged are set again")
    func controlsRestored() async throws {
        let exposure = FakeCamera.Control(
            id: ControlID.exposureTime, name: "Exposure Time, Absolute", type: V4L2_CTRL_TYPE_INTEGER.rawValue,
            minimum: 1, maximum: 5000, value: 156)
        let kernel = FakeKernel(
            FakeCamera {
                $0.controls = [exposure]
                $0.faults = [10: .unplugged(seconds: 2)]
                $0.whenUnplugged = { $0.controls[0].value = 156 }
            })
        let run = try await CaptureRun(
            kernel, settings: CameraSettings(controls: [("exposure_time_absolute", "200")]))
        #expect(run.kinds.last == .resumed)
        #expect(kernel.camera()?.controls[0].value == 200)
    }

    @Test("A camera that comes back with another size ends the run with a sentence")
    func cameBackDifferent() async throws {
        let kernel = FakeKernel(
            FakeCamera {
                $0.faults = [10: .unplugged(seconds: 2)]
                $0.whenUnplugged = { $0.width = 32 }
            })
        let run = try await CaptureRun(kernel)
        #expect(run.frames.count == 10)
        guard case .failed(let error) = run.ending else {
            Issue.record("the capture went on with pictures of another size")
            return
        }
        #expect("\(error)".contains("32x8"))
    }

    @Test("Rows that lie farther apart when a camera comes back are read where they lie")
    func otherStride() async throws {
        let kernel = FakeKernel(
            FakeCamera {
                $0.faults = [10: .unplugged(seconds: 2)]
                $0.whenUnplugged = { $0.padding = 16 }
                $0.picture = { index in
                    let rest = [UInt8](repeating: 0xA5, count: index < 10 ? 0 : 16)
                    return (0..<8).flatMap { row in [UInt8](repeating: UInt8(row), count: 16) + rest }
                }
            })
        let run = try await CaptureRun(kernel, frames: 20)
        #expect(run.frames.count == 20)
        let expected = (0..<8).flatMap { [UInt8](repeating: UInt8($0), count: 16) }
        for frame in run.frames {
            let picture = try frame.luma().pixels
            #expect(picture.samples == .uint8(expected))
        }
    }

    @Test("Every descriptor is closed when a capture has ended")
    func closed() async throws {
        let kernel = FakeKernel(FakeCamera { $0.faults = [10: .unplugged(seconds: 2), 20: .dequeue(EIO)] })
        _ = try await CaptureRun(kernel)
        #expect(kernel.openCount == 0)
    }
}
