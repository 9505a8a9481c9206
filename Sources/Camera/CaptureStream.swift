import CCamera
import Foundation

/// When a picture was taken, as its driver numbers and times it.
struct FrameStamp: Sendable, Equatable {
    let sequence: UInt32
    /// The driver's time stamp; nil where it is of no clock that runs evenly.
    let driverSeconds: Double?
    /// CLOCK_MONOTONIC when it was fetched.
    let arrivalSeconds: Double
}

/// What waiting for a picture gave.
enum StreamRead: Equatable {
    case picture([UInt8], FrameStamp)
    /// Handed back to the driver without a look at it.
    case unwanted(FrameStamp)
    case damaged(FrameStamp, reason: String)
    /// An event of no consequence.
    case nothing
}

/// A camera that streams into memory shared with its driver; ends when it is released.
final class CaptureStream {
    private let device: DeviceHandle
    private var mappings: [(address: UnsafeMutableRawPointer, length: Int)] = []

    // More bridge a longer pause of this program; large pictures get fewer.
    private static let mostBuffers = 8
    private static let fewestBuffers = 4
    private static let memoryForBuffers = 96 << 20

    /// Throws `CameraError.inUse`, `.unplugged`, `.system`; whatever was begun is undone then.
    init(_ device: DeviceHandle, mode: CameraMode) throws(CameraError) {
        self.device = device
        var subscription = v4l2_event_subscription()
        subscription.type = UInt32(V4L2_EVENT_SOURCE_CHANGE)
        // Most cameras have no such event.
        _ = device.attempt(.subscribeEvent, &subscription)
        let fitting = Self.memoryForBuffers / max(1, mode.bytesPerPicture)
        do {
            try share(count: min(Self.mostBuffers, max(Self.fewestBuffers, fitting)))
            for index in mappings.indices { try queue(UInt32(index)) }
            var type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
            try device.call(.streamOn, &type)
        } catch {
            end()
            throw error
        }
    }

    deinit { end() }

    /// Waits for the next picture; `isWanted` decides on a copy of it.
    ///
    /// Throws `CameraError.stalled` when none comes in time, `.unplugged`, `.sourceChanged`, `.system`.
    func next(within seconds: Double, isWanted: (FrameStamp) -> Bool) throws(CameraError) -> StreamRead {
        let bits = try device.wait(seconds: seconds)
        guard bits != 0 else { throw .stalled(path: device.path, seconds: seconds) }
        // Before a picture: where the next one is always there, an event would never be heard of.
        if bits & Int32(POLLPRI) != 0, bits & Int32(POLLERR) == 0 {
            try takeEvent()
            return .nothing
        }
        var buffer = Self.buffer()
        let code = device.attempt(.dequeueBuffer, &buffer)
        if code == EAGAIN {
            // An error without a buffer: the driver has stopped.
            guard bits & Int32(POLLERR) == 0 else { throw device.error("poll", code: EIO) }
            return .nothing
        }
        if code != 0 { throw device.error(Request.dequeueBuffer.name, code: code) }
        let read = read(buffer, isWanted: isWanted)
        try queue(buffer.index)
        return read
    }

    private func read(_ buffer: v4l2_buffer, isWanted: (FrameStamp) -> Bool) -> StreamRead {
        let stamp = FrameStamp(
            sequence: buffer.sequence, driverSeconds: Self.seconds(of: buffer),
            arrivalSeconds: device.kernel.monotonicSeconds())
        if buffer.flags & UInt32(V4L2_BUF_FLAG_ERROR) != 0 {
            return .damaged(stamp, reason: "the driver marks it as damaged")
        }
        guard mappings.indices.contains(Int(buffer.index)) else {
            return .damaged(stamp, reason: "the driver names a buffer that was not shared")
        }
        guard isWanted(stamp) else { return .unwanted(stamp) }
        let mapping = mappings[Int(buffer.index)]
        // Copy before requeueing: the driver may overwrite the mapping.
        let count = min(Int(buffer.bytesused), mapping.length)
        return .picture([UInt8](UnsafeRawBufferPointer(start: mapping.address, count: count)), stamp)
    }

    private static func seconds(of buffer: v4l2_buffer) -> Double? {
        let clock = buffer.flags & UInt32(V4L2_BUF_FLAG_TIMESTAMP_MASK)
        guard clock == UInt32(V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC) || clock == UInt32(V4L2_BUF_FLAG_TIMESTAMP_COPY)
        else { return nil }
        return Double(buffer.timestamp.tv_sec) + Double(buffer.timestamp.tv_usec) * 1e-6
    }

    private func takeEvent() throws(CameraError) {
        var event = v4l2_event()
        let code = device.attempt(.dequeueEvent, &event)
        if code == ENODEV { throw device.error(Request.dequeueEvent.name, code: code) }
        if code == 0, event.type == UInt32(V4L2_EVENT_SOURCE_CHANGE) { throw .sourceChanged(path: device.path) }
    }

    private func share(count: Int) throws(CameraError) {
        var request = v4l2_requestbuffers()
        request.count = UInt32(count)
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        request.memory = V4L2_MEMORY_MMAP.rawValue
        try device.call(.requestBuffers, &request)
        for index in 0..<request.count {
            var buffer = Self.buffer(index)
            try device.call(.queryBuffer, &buffer)
            let address = try device.map(length: Int(buffer.length), offset: buffer.m.offset)
            mappings.append((address, Int(buffer.length)))
        }
        // A driver that grants none would only be noticed as a stall.
        guard !mappings.isEmpty else { throw device.error(Request.requestBuffers.name, code: ENOMEM) }
    }

    private func queue(_ index: UInt32) throws(CameraError) {
        var buffer = Self.buffer(index)
        try device.call(.queueBuffer, &buffer)
    }

    private static func buffer(_ index: UInt32 = 0) -> v4l2_buffer {
        var buffer = v4l2_buffer()
        buffer.index = index
        buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        buffer.memory = V4L2_MEMORY_MMAP.rawValue
        return buffer
    }

    /// Whatever fails here: the device is gone or given up, and closing it releases the rest.
    private func end() {
        var type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        _ = device.attempt(.streamOff, &type)
        for mapping in mappings { device.kernel.unmap(mapping.address, length: mapping.length) }
        mappings = []
        var release = v4l2_requestbuffers()
        release.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        release.memory = V4L2_MEMORY_MMAP.rawValue
        _ = device.attempt(.requestBuffers, &release)
    }
}
