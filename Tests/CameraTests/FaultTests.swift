import CameraTestSupport
import Foundation
import Testing

@testable import Camera

@Suite("Faults of a camera, against a faked kernel")
struct FaultTests {
    private func run(_ faults: [Int: FakeCamera.Fault], frames: Int = 40, plan: CapturePlan? = nil) async throws -> CaptureRun {
        try await CaptureRun(FakeKernel(FakeCamera { $0.faults = faults }), frames: frames, plan: plan)
    }

    /// Every frame 0.1 s behind the one before, from 0.
    private func expectEven(_ times: ArraySlice<Double>, sourceLocation: SourceLocation = #_sourceLocation) {
        for (a, b) in zip(times, times.dropFirst()) {
            #expect(abs(b - a - 0.1) < 2e-6, sourceLocation: sourceLocation)
        }
    }

    @Test("A camera without faults delivers every frame, evenly timed and without events")
    func none() async throws {
        let run = try await run([:])
        #expect(run.frames.map(\.index) == Array(0..<40))
        #expect(run.times.first == 0)
        expectEven(run.times[...])
        #expect(run.events.isEmpty)
        #expect(run.counts == CaptureCounts { $0.received = 40 })
        #expect(run.ending == .complete)
    }

    @Test("A camera that sends only damaged pictures for a while is started anew, and none is called received")
    func onlyDamaged() async throws {
        let faults = Dictionary(uniqueKeysWithValues: (10..<90).map { ($0, FakeCamera.Fault.short) })
        let run = try await run(faults)
        #expect(run.kinds.contains(.error) && run.kinds.contains(.resumed))
        #expect(run.events.contains { $0.detail.contains("no whole picture") })
        #expect(run.counts.received == 40)
        #expect(run.counts.damaged > 40)
    }

    @Test("A camera that never sends a whole picture is given up after 20 s")
    func neverWhole() async throws {
        let kernel = FakeKernel(FakeCamera { $0.picture = { _ in [] } })
        let run = try await CaptureRun(kernel)
        guard case .failed(.gaveUp(_, let seconds, let last)) = run.ending else {
            Issue.record("\(String(describing: run.ending))")
            return
        }
        #expect(seconds < 40)
        #expect(last.contains("0 bytes"))
    }

    @Test("A gap in the sequence numbers is lost frames, and the time goes on by the clock")
    func gap() async throws {
        let run = try await run([10: .lost(3)])
        #expect(run.counts.lost == 3)
        #expect(run.kinds == [.framesLost])
        #expect(abs(run.times[10] - run.times[9] - 0.4) < 2e-6)
    }

    @Test("A buffer marked in error is counted, named and not delivered")
    func marked() async throws {
        let run = try await run([10: .markedDamaged])
        #expect(run.counts.damaged == 1)
        #expect(run.kinds == [.framesDamaged])
        #expect(run.times.count == 40)
        #expect(abs(run.times[10] - 1.1) < 2e-6)
    }

    @Test("Half a picture is no picture")
    func short() async throws {
        let run = try await run([10: .short])
        #expect(run.counts.damaged == 1)
        #expect(run.kinds == [.framesDamaged])
    }

    @Test(
        "An error at dequeueing restarts the stream; the run goes on",
        arguments: [EIO, EINVAL, EPIPE, ENOLINK])
    func dequeueError(code: Int32) async throws {
        let run = try await run([10: .dequeue(code)])
        #expect(run.kinds == [.error, .resumed])
        #expect(run.counts.outages == 1)
        #expect(run.frames.count == 40)
        #expect(run.events[0].detail.contains("VIDIOC_DQBUF"))
        // 0.1 s of pause and a frame that was not taken.
        #expect(run.times[10] - run.times[9] > 0.15)
        #expect(run.times[10] - run.times[9] < 0.5)
    }

    @Test("An unplugged camera is waited for, and comes back with the time that has passed")
    func unplugged() async throws {
        let run = try await run([10: .unplugged(seconds: 7)])
        #expect(run.kinds.first == .unplugged)
        #expect(run.kinds.last == .resumed)
        #expect(run.frames.count == 40)
        #expect(run.times[10] - run.times[9] > 7)
        // No longer than the pause between two attempts.
        #expect(run.times[10] - run.times[9] < 7 + 5.5)
        expectEven(run.times[10...])
    }

    @Test("A camera that is gone for good ends the capture after the patience that was asked for")
    func goneForGood() async throws {
        let run = try await run([10: .unplugged(seconds: 1e6)], plan: CapturePlan(patienceSeconds: 60))
        #expect(run.frames.count == 10)
        guard case .failed(.gaveUp(_, let seconds, _)) = run.ending else {
            Issue.record("\(String(describing: run.ending))")
            return
        }
        #expect(seconds > 60 && seconds < 66)
    }

    @Test("A camera that sends nothing has stalled, and is started anew")
    func stalled() async throws {
        let run = try await run([10: .stalled(seconds: 8)])
        #expect(run.kinds == [.stalled, .resumed])
        #expect(run.frames.count == 40)
    }

    @Test("A pause shorter than the timeout is no stall")
    func pause() async throws {
        let run = try await run([10: .stalled(seconds: 3)])
        #expect(!run.kinds.contains(.stalled))
    }

    @Test("Sequence numbers that wrap lose nothing")
    func wrapped() async throws {
        let run = try await CaptureRun(FakeKernel(FakeCamera { $0.firstSequence = .max - 9 }))
        #expect(run.counts.lost == 0)
        #expect(run.events.isEmpty)
        #expect(run.frames.count == 40)
    }

    @Test("Sequence numbers that start over are a renumbering, not four thousand million lost frames")
    func renumbered() async throws {
        let run = try await run([10: .number(5), 20: .number(100_000)])
        #expect(run.counts.lost == 0)
        #expect(run.kinds == [.numberingJumped, .numberingJumped])
    }

    @Test("A clock that jumps leaves the frames' times even", arguments: [3600.0, -3600, 1e9, -101.5])
    func clockJumps(seconds: Double) async throws {
        let run = try await run([10: .clock(seconds: seconds)])
        #expect(run.kinds == [.clockJumped])
        expectEven(run.times[...])
    }

    @Test("A driver's clock that has nothing to do with the machine's is used all the same", arguments: [2_147_483_632.0, -5000])
    func foreignClock(seconds: Double) async throws {
        let run = try await CaptureRun(FakeKernel(FakeCamera { $0.clockOffset = seconds }))
        #expect(run.events.isEmpty)
        expectEven(run.times[...])
    }

    @Test("Without time stamps of a monotonic clock, frames are timed by their arrival")
    func noClock() async throws {
        let run = try await CaptureRun(
            FakeKernel(
                FakeCamera {
                    $0.timestampFlag = 0
                    $0.clockOffset = 1e6
                }))
        expectEven(run.times[...])
    }

    @Test("A signal of another size ends the stream; the same mode is taken up again")
    func sourceChange() async throws {
        let run = try await run([10: .sourceChange])
        #expect(run.kinds == [.error, .resumed])
        #expect(run.frames.count == 40)
    }

    @Test("A grabber's pictures without a signal end within about a second; the run goes on when it is back")
    func noSignal() async throws {
        let run = try await run([10: .noSignal(seconds: 7)])
        #expect(run.kinds == [.error, .resumed])
        #expect(run.events.contains { $0.detail.contains("no signal") })
        #expect(run.frames.count == 40)
        let gap = try #require(zip(run.times, run.times.dropFirst()).map { $1 - $0 }.max())
        #expect(gap > 5.5 && gap < 12)
    }

    @Test("A camera whose first frame does not come is not ended by the duration, but given up with its reason")
    func noSignalFromTheStart() async throws {
        let kernel = FakeKernel(FakeCamera { $0.loseSignal(untilSeconds: 1e6) })
        let run = try await CaptureRun(kernel, plan: CapturePlan(durationSeconds: 1))
        guard case .failed(.gaveUp(_, _, let last)) = run.ending else {
            Issue.record("\(String(describing: run.ending))")
            return
        }
        #expect(last.contains("no signal"))
    }

    @Test("A source that sends another size is waited for until it sends the old one")
    func otherSignal() async throws {
        let kernel = FakeKernel(
            FakeCamera {
                $0.sourceWidth = 800
                $0.faults = [10: .otherSignal(seconds: 7)]
            })
        let run = try await CaptureRun(kernel)
        #expect(run.kinds == [.error, .error, .resumed])
        #expect(run.events.contains { $0.detail.contains("1600x480") && $0.detail.contains("800x480") })
        #expect(run.frames.count == 40)
        #expect(run.times[10] - run.times[9] > 7)
    }

    @Test("Loss that goes on is gathered into a few events, and none of it is forgotten")
    func steadyLoss() async throws {
        let faults = Dictionary(uniqueKeysWithValues: stride(from: 2, to: 2000, by: 2).map { ($0, FakeCamera.Fault.lost(1)) })
        let run = try await run(faults, frames: 2000)
        #expect(run.counts.lost == 999)
        #expect(run.events.count < 20)
        let told = run.events.compactMap { $0.detail.prefixMatch(of: /[0-9]+/).flatMap { Int($0.output) } }.reduce(0, +)
        #expect(told == 999)
    }
}

extension CaptureCounts {
    init(_ change: (inout CaptureCounts) -> Void) {
        self.init()
        change(&self)
    }
}
