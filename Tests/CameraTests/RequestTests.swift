import CCamera
import Testing

@testable import Camera

@Suite("Numbers of the requests")
struct RequestTests {
    /// _IOC of linux/ioctl.h: direction, size of the argument, type 'V', number.
    private static func number(_ direction: UInt, _ number: UInt, size: Int) -> UInt {
        direction << 30 | UInt(size) << 16 | UInt(UInt8(ascii: "V")) << 8 | number
    }

    private static let write: UInt = 1
    private static let read: UInt = 2

    @Test("Each number is C's own: the kernel's formula, with the size of the structure as Swift lays it out")
    func numbers() {
        let both = Self.read | Self.write
        let expected: [(Request, UInt)] = [
            (.queryCapabilities, Self.number(Self.read, 0, size: MemoryLayout<v4l2_capability>.size)),
            (.enumerateFormats, Self.number(both, 2, size: MemoryLayout<v4l2_fmtdesc>.size)),
            (.getFormat, Self.number(both, 4, size: MemoryLayout<v4l2_format>.size)),
            (.setFormat, Self.number(both, 5, size: MemoryLayout<v4l2_format>.size)),
            (.requestBuffers, Self.number(both, 8, size: MemoryLayout<v4l2_requestbuffers>.size)),
            (.queryBuffer, Self.number(both, 9, size: MemoryLayout<v4l2_buffer>.size)),
            (.queueBuffer, Self.number(both, 15, size: MemoryLayout<v4l2_buffer>.size)),
            (.dequeueBuffer, Self.number(both, 17, size: MemoryLayout<v4l2_buffer>.size)),
            (.streamOn, Self.number(Self.write, 18, size: MemoryLayout<CInt>.size)),
            (.streamOff, Self.number(Self.write, 19, size: MemoryLayout<CInt>.size)),
            (.getParameters, Self.number(both, 21, size: MemoryLayout<v4l2_streamparm>.size)),
            (.setParameters, Self.number(both, 22, size: MemoryLayout<v4l2_streamparm>.size)),
            (.cropCapabilities, Self.number(both, 58, size: MemoryLayout<v4l2_cropcap>.size)),
            (.queryMenu, Self.number(both, 37, size: MemoryLayout<v4l2_querymenu>.size)),
            (.getControls, Self.number(both, 71, size: MemoryLayout<v4l2_ext_controls>.size)),
            (.setControls, Self.number(both, 72, size: MemoryLayout<v4l2_ext_controls>.size)),
            (.enumerateSizes, Self.number(both, 74, size: MemoryLayout<v4l2_frmsizeenum>.size)),
            (.enumerateIntervals, Self.number(both, 75, size: MemoryLayout<v4l2_frmivalenum>.size)),
            (.dequeueEvent, Self.number(Self.read, 89, size: MemoryLayout<v4l2_event>.size)),
            (.subscribeEvent, Self.number(Self.write, 90, size: MemoryLayout<v4l2_event_subscription>.size)),
            (.queryControl, Self.number(both, 103, size: MemoryLayout<v4l2_query_ext_ctrl>.size)),
        ]
        for (request, number) in expected { #expect(request.number == number, "\(request.name)") }
        // The kernel of a 64-bit machine: 88 bytes of buffer, 208 of format.
        #expect(Request.dequeueBuffer.number == 0xC058_5611)
        #expect(Request.setFormat.number == 0xC0D0_5605)
        #expect(Request.queryCapabilities.number == 0x8068_5600)
    }
}
