import CCamera
import Foundation

@testable import Camera

extension FakeDriver {
    static func stream(
        _ camera: inout FakeCamera, _ device: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer, now: Double
    ) -> Int32 {
        switch request {
        case Request.requestBuffers.number:
            if let streamer = camera.streamer, streamer != device { return -EBUSY }
            return share(&camera, device, argument)
        case Request.queryBuffer.number:
            let buffer = argument.assumingMemoryBound(to: v4l2_buffer.self)
            buffer.pointee.length = UInt32(camera.bufferSize)
            buffer.pointee.m.offset = buffer.pointee.index
            return 0
        case Request.queueBuffer.number:
            camera.queued.append(argument.assumingMemoryBound(to: v4l2_buffer.self).pointee.index)
            return 0
        case Request.streamOn.number:
            camera.isStreaming = true
            camera.sequence = camera.firstSequence
            camera.nextFrameSeconds = now + 1 / Double(camera.framesPerSecond)
            return 0
        case Request.streamOff.number:
            camera.isStreaming = false
            camera.queued = []
            camera.pendingDequeueError = nil
            return 0
        case Request.dequeueBuffer.number: return dequeue(&camera, argument, now: now)
        default: return -ENOTTY
        }
    }

    private static func share(
        _ camera: inout FakeCamera, _ device: Int32, _ argument: UnsafeMutableRawPointer
    ) -> Int32 {
        let request = argument.assumingMemoryBound(to: v4l2_requestbuffers.self)
        camera.buffers.forEach { $0.deallocate() }
        camera.buffers = (0..<Int(request.pointee.count)).map { _ in
            .allocate(byteCount: camera.bytesPerPicture, alignment: 8)
        }
        camera.bufferSize = camera.bytesPerPicture
        camera.streamer = camera.buffers.isEmpty ? nil : device
        return 0
    }

    private static func dequeue(
        _ camera: inout FakeCamera, _ argument: UnsafeMutableRawPointer, now: Double
    ) -> Int32 {
        if let code = camera.pendingDequeueError {
            camera.pendingDequeueError = nil
            camera.isStreaming = false
            return -code
        }
        guard camera.nextFrameSeconds <= now, !camera.queued.isEmpty else { return -EAGAIN }
        let buffer = argument.assumingMemoryBound(to: v4l2_buffer.self)
        let index = camera.queued.removeFirst()
        let bytes = camera.picture?(camera.frame)
            ?? [UInt8](repeating: UInt8(truncatingIfNeeded: camera.frame), count: camera.bytesPerPicture)
        camera.buffers[Int(index)].copyMemory(from: bytes, byteCount: min(bytes.count, camera.bufferSize))
        let fault = camera.faults[camera.frame]
        buffer.pointee.index = index
        buffer.pointee.bytesused = UInt32(fault == .short ? bytes.count / 2 : bytes.count)
        buffer.pointee.flags = camera.timestampFlag | (fault == .markedDamaged ? UInt32(V4L2_BUF_FLAG_ERROR) : 0)
        buffer.pointee.sequence = camera.sequence
        let taken = max(camera.nextFrameSeconds, camera.silentUntil) + camera.clockOffset
        let whole = taken.rounded(.down)
        buffer.pointee.timestamp = timeval(tv_sec: Int(whole), tv_usec: Int((taken - whole) * 1e6))
        camera.sequence &+= 1
        camera.frame += 1
        camera.nextFrameSeconds = max(camera.nextFrameSeconds, camera.silentUntil) + 1 / Double(camera.framesPerSecond)
        return 0
    }
}

/// Controls of a fake camera.
enum FakeControls {
    static func serve(_ camera: inout FakeCamera, _ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
        switch request {
        case Request.queryControl.number: return query(camera, argument)
        case Request.queryMenu.number: return menu(camera, argument)
        default:
            let list = argument.assumingMemoryBound(to: v4l2_ext_controls.self)
            guard let entry = UnsafeMutableRawPointer(list.pointee.controls) else { return -EFAULT }
            let id = entry.loadUnaligned(as: UInt32.self)
            guard let index = camera.controls.firstIndex(where: { $0.id == id }) else { return -EINVAL }
            if request == Request.getControls.number {
                entry.storeBytes(of: Int32(truncatingIfNeeded: camera.controls[index].value), toByteOffset: 12, as: Int32.self)
                return 0
            }
            let control = camera.controls[index]
            if control.flags & UInt32(V4L2_CTRL_FLAG_READ_ONLY) != 0 { return -EACCES }
            camera.controls[index].value = Int64(entry.loadUnaligned(fromByteOffset: 12, as: Int32.self))
            return 0
        }
    }

    private static func query(_ camera: FakeCamera, _ argument: UnsafeMutableRawPointer) -> Int32 {
        let query = argument.assumingMemoryBound(to: v4l2_query_ext_ctrl.self)
        let after = query.pointee.id & ~ControlID.nextFlag
        guard let control = camera.controls.sorted(by: { $0.id < $1.id }).first(where: { $0.id > after }) else {
            return -EINVAL
        }
        query.pointee.id = control.id
        query.pointee.type = control.type
        query.pointee.minimum = control.minimum
        query.pointee.maximum = control.maximum
        query.pointee.step = 1
        query.pointee.flags = control.flags
        FakeDriver.put(control.name, into: &query.pointee.name)
        return 0
    }

    private static func menu(_ camera: FakeCamera, _ argument: UnsafeMutableRawPointer) -> Int32 {
        let id = argument.loadUnaligned(as: UInt32.self)
        let index = Int64(argument.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        guard let name = camera.controls.first(where: { $0.id == id })?.menu[index] else { return -EINVAL }
        for (place, character) in name.utf8.prefix(31).enumerated() {
            argument.storeBytes(of: character, toByteOffset: 8 + place, as: UInt8.self)
        }
        return 0
    }
}
