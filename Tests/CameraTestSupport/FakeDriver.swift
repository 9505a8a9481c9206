import CCamera
import Foundation

@testable import Camera

/// The driver of a fake camera: what each request answers, as the documentation of V4L2 lays down.
enum FakeDriver {
    static func serve(
        _ camera: inout FakeCamera, _ device: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer, now: Double
    ) -> Int32 {
        switch request {
        case Request.queryCapabilities.number: capabilities(camera, argument)
        case Request.enumerateFormats.number: format(camera, argument)
        case Request.enumerateSizes.number: size(camera, argument)
        case Request.enumerateIntervals.number: interval(camera, argument)
        case Request.getFormat.number, Request.setFormat.number:
            picture(&camera, argument, sets: request == Request.setFormat.number)
        case Request.getParameters.number, Request.setParameters.number: parameters(camera, argument)
        case Request.queryControl.number, Request.queryMenu.number, Request.getControls.number,
            Request.setControls.number:
            FakeControls.serve(&camera, request, argument)
        case Request.subscribeEvent.number: 0
        case Request.cropCapabilities.number: pixelAspect(camera, argument)
        case Request.dequeueEvent.number: event(&camera, argument)
        case Request.getInput.number: 0
        case Request.enumerateInputs.number: input(camera, argument, now: now)
        case Request.queryTimings.number, Request.getTimings.number, Request.setTimings.number:
            timings(&camera, request, argument, now: now)
        default: stream(&camera, device, request, argument, now: now)
        }
    }

    /// What the fault of the next frame does before it is there.
    static func meetFault(_ camera: inout FakeCamera, now: Double) {
        guard let fault = camera.faults[camera.frame], !camera.spentFaults.contains(camera.frame) else { return }
        camera.spentFaults.insert(camera.frame)
        switch fault {
        case .lost(let count): camera.sequence &+= UInt32(count)
            camera.nextFrameSeconds += Double(count) / Double(camera.framesPerSecond)
        case .unplugged(let seconds): camera.awayUntil = now + seconds
            camera.isStreaming = false
            camera.whenUnplugged?(&camera)
        case .stalled(let seconds): camera.silentUntil = now + seconds
        case .clock(let seconds): camera.clockOffset += seconds
        case .number(let number): camera.sequence = number
        case .sourceChange: camera.hasEvent = true
        case .noSignal(let seconds): camera.signal.lostUntil = now + seconds
        case .otherSignal(let seconds): camera.signal.differsUntil = now + seconds
            camera.hasEvent = true
        case .dequeue(let code): camera.pendingDequeueError = code
        case .markedDamaged, .short: camera.spentFaults.remove(camera.frame)
        }
    }

    private static func capabilities(_ camera: FakeCamera, _ argument: UnsafeMutableRawPointer) -> Int32 {
        let facts = argument.assumingMemoryBound(to: v4l2_capability.self)
        put(camera.name, into: &facts.pointee.card)
        put("fake", into: &facts.pointee.driver)
        put(camera.bus, into: &facts.pointee.bus_info)
        facts.pointee.capabilities = camera.abilities | UInt32(V4L2_CAP_DEVICE_CAPS)
        facts.pointee.device_caps = camera.abilities
        return 0
    }

    private static func format(_ camera: FakeCamera, _ argument: UnsafeMutableRawPointer) -> Int32 {
        let entry = argument.assumingMemoryBound(to: v4l2_fmtdesc.self)
        let index = Int(entry.pointee.index)
        guard index < camera.formats.count else { return -EINVAL }
        entry.pointee.pixelformat = PixelFormat(name: camera.formats[index].code)?.code ?? 0
        return 0
    }

    private static func size(_ camera: FakeCamera, _ argument: UnsafeMutableRawPointer) -> Int32 {
        let entry = argument.assumingMemoryBound(to: v4l2_frmsizeenum.self)
        guard entry.pointee.index == 0 else { return -EINVAL }
        entry.pointee.type = V4L2_FRMSIZE_TYPE_DISCRETE.rawValue
        entry.pointee.discrete = v4l2_frmsize_discrete(width: UInt32(camera.width), height: UInt32(camera.height))
        return 0
    }

    private static func interval(_ camera: FakeCamera, _ argument: UnsafeMutableRawPointer) -> Int32 {
        let entry = argument.assumingMemoryBound(to: v4l2_frmivalenum.self)
        guard entry.pointee.index == 0 else { return -EINVAL }
        entry.pointee.type = V4L2_FRMIVAL_TYPE_DISCRETE.rawValue
        entry.pointee.discrete = v4l2_fract(numerator: 1, denominator: camera.framesPerSecond)
        return 0
    }

    private static func picture(
        _ camera: inout FakeCamera, _ argument: UnsafeMutableRawPointer, sets: Bool
    ) -> Int32 {
        let entry = argument.assumingMemoryBound(to: v4l2_format.self)
        if sets {
            if camera.isStreaming { return -EBUSY }
            let code = entry.pointee.fmt.pix.pixelformat
            camera.chosen = camera.formats.firstIndex { PixelFormat(name: $0.code)?.code == code } ?? 0
        }
        // A driver answers with the nearest that it has.
        entry.pointee.fmt.pix.width = UInt32(camera.width)
        entry.pointee.fmt.pix.height = UInt32(camera.height)
        entry.pointee.fmt.pix.pixelformat = PixelFormat(name: camera.formats[camera.chosen].code)?.code ?? 0
        entry.pointee.fmt.pix.field = camera.field
        entry.pointee.fmt.pix.bytesperline = UInt32(camera.bytesPerRow)
        entry.pointee.fmt.pix.sizeimage = UInt32(camera.bytesPerPicture)
        return 0
    }

    private static func parameters(_ camera: FakeCamera, _ argument: UnsafeMutableRawPointer) -> Int32 {
        let entry = argument.assumingMemoryBound(to: v4l2_streamparm.self)
        entry.pointee.parm.capture.timeperframe = v4l2_fract(numerator: 1, denominator: camera.framesPerSecond)
        return 0
    }

    private static func pixelAspect(_ camera: FakeCamera, _ argument: UnsafeMutableRawPointer) -> Int32 {
        let facts = argument.assumingMemoryBound(to: v4l2_cropcap.self)
        facts.pointee.pixelaspect = v4l2_fract(numerator: camera.pixelAspectPercent, denominator: 100)
        return 0
    }

    private static func input(_ camera: FakeCamera, _ argument: UnsafeMutableRawPointer, now: Double) -> Int32 {
        let isLost = now < camera.signal.lostUntil
        argument.assumingMemoryBound(to: v4l2_input.self).pointee.status = isLost ? UInt32(V4L2_IN_ST_NO_SIGNAL) : 0
        return 0
    }

    private static func timings(
        _ camera: inout FakeCamera, _ request: UInt, _ argument: UnsafeMutableRawPointer, now: Double
    ) -> Int32 {
        guard let source = camera.sourceWidth else { return -ENOTTY }
        let entry = argument.assumingMemoryBound(to: v4l2_dv_timings.self)
        if request == Request.setTimings.number {
            camera.signal.setWidth = entry.pointee.bt.width
            return 0
        }
        let isQuery = request == Request.queryTimings.number
        if isQuery, now < camera.signal.lostUntil { return -ENOLINK }
        let sent = now < camera.signal.differsUntil ? source * 2 : source
        entry.pointee.bt.width = isQuery ? sent : camera.signal.setWidth ?? 640
        entry.pointee.bt.height = 480
        entry.pointee.bt.pixelclock = UInt64(entry.pointee.bt.width) * 480 * UInt64(camera.framesPerSecond)
        return 0
    }

    private static func event(_ camera: inout FakeCamera, _ argument: UnsafeMutableRawPointer) -> Int32 {
        guard camera.hasEvent else { return -ENOENT }
        camera.hasEvent = false
        argument.assumingMemoryBound(to: v4l2_event.self).pointee.type = UInt32(V4L2_EVENT_SOURCE_CHANGE)
        return 0
    }

    static func put<Tuple>(_ text: String, into tuple: inout Tuple) {
        withUnsafeMutableBytes(of: &tuple) { bytes in
            for (index, character) in text.utf8.prefix(bytes.count - 1).enumerated() { bytes[index] = character }
        }
    }
}
