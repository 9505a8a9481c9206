import CCamera
import Foundation
import Synchronization

@testable import Camera

/// A kernel with cameras of the tests' making, and a clock that runs as fast as it is asked.
///
/// Waiting lets the clock jump to the next frame, so that hours of capture take no time.
public final class FakeKernel: VideoKernel, @unchecked Sendable {
    // Unchecked: everything below is guarded by the lock.
    private let lock = NSRecursiveLock()
    private var cameras: [String: FakeCamera]
    private var open: [Int32: String] = [:]
    private var lastDescriptor: Int32 = 2
    private var now = 100.0
    /// Names of the requests in the order in which they came.
    /// By request: a list of all would grow through a long run.
    private var calls: [UInt: Int] = [:]
    /// Slows a capture down to what its taker bears; seconds of real time per frame.
    private let pacing: TimeInterval

    public init(_ cameras: [String: FakeCamera], pacing: TimeInterval = 0) {
        self.cameras = cameras
        self.pacing = pacing
    }

    public convenience init(_ camera: FakeCamera, pacing: TimeInterval = 0) {
        self.init(["/dev/video0": camera], pacing: pacing)
    }

    deinit {
        for camera in cameras.values { camera.buffers.forEach { $0.deallocate() } }
    }

    public func change(_ path: String = "/dev/video0", _ body: (inout FakeCamera) -> Void) {
        lock.withLock {
            if var camera = cameras[path] {
                body(&camera)
                cameras[path] = camera
            }
        }
    }

    public func camera(_ path: String = "/dev/video0") -> FakeCamera? { lock.withLock { cameras[path] } }

    /// Descriptors that were not closed.
    public var openCount: Int { lock.withLock { open.count } }

    func count(of request: Request) -> Int { lock.withLock { calls[request.number] ?? 0 } }

    public func open(_ path: String) -> Int32 {
        lock.withLock {
            guard let camera = cameras[path], now >= camera.awayUntil else { return -ENOENT }
            if let failure = camera.openFailure { return -failure }
            lastDescriptor += 1
            open[lastDescriptor] = path
            return lastDescriptor
        }
    }

    public func close(_ device: Int32) {
        lock.withLock {
            if let path = open.removeValue(forKey: device), cameras[path]?.streamer == device {
                cameras[path]?.streamer = nil
                cameras[path]?.isStreaming = false
            }
        }
    }

    public func ioctl(_ device: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
        lock.withLock {
            calls[request, default: 0] += 1
            guard let path = open[device], var camera = cameras[path] else { return -EBADF }
            if now < camera.awayUntil { return -ENODEV }
            if let failure = camera.failures[request]?.first {
                camera.failures[request]?.removeFirst()
                cameras[path] = camera
                if failure != 0 { return -failure }
            }
            let result = FakeDriver.serve(&camera, device, request, argument, now: now)
            cameras[path] = camera
            return result
        }
    }

    public func map(_ device: Int32, length: Int, offset: UInt32) -> Result<UnsafeMutableRawPointer, SystemErrorNumber> {
        lock.withLock {
            guard let path = open[device], let buffers = cameras[path]?.buffers, Int(offset) < buffers.count else {
                return .failure(SystemErrorNumber(code: EINVAL))
            }
            return .success(buffers[Int(offset)])
        }
    }

    public func unmap(_ address: UnsafeMutableRawPointer, length: Int) {}

    public func wait(_ device: Int32, milliseconds: Int32) -> Int32 {
        if pacing > 0 { Thread.sleep(forTimeInterval: pacing) }
        return lock.withLock {
            guard let path = open[device], var camera = cameras[path] else { return -EBADF }
            defer { cameras[path] = camera }
            let end = now + Double(milliseconds) / 1000
            if now < camera.awayUntil { return Int32(POLLERR | POLLHUP) }
            guard camera.isStreaming else {
                now = end
                return 0
            }
            FakeDriver.meetFault(&camera, now: now)
            if now < camera.awayUntil { return Int32(POLLERR | POLLHUP) }
            if camera.pendingDequeueError != nil { return Int32(POLLIN | POLLERR) }
            let due = max(camera.nextFrameSeconds, camera.silentUntil)
            // At a high rate there is a picture whenever there is an event.
            if camera.hasEvent {
                now = max(now, min(due, end))
                return Int32(due <= end ? POLLPRI | POLLIN : POLLPRI)
            }
            guard due <= end else {
                now = end
                return 0
            }
            now = max(now, due)
            return Int32(POLLIN)
        }
    }

    public func monotonicSeconds() -> Double { lock.withLock { now } }

    public func sleep(seconds: Double) { lock.withLock { now += seconds } }

    public func devicePaths() -> [String] { lock.withLock { cameras.filter { now >= $0.value.awayUntil }.keys.sorted() } }
}
