import CCamera
import Foundation

/// A camera of the fake kernel: what it is, what it sends, and what goes wrong with it at which frame.
public struct FakeCamera {
    /// What happens instead of, or at, a frame of this number.
    public enum Fault: Equatable, Sendable {
        /// So many frames before this one are numbered and never arrive.
        case lost(Int)
        case markedDamaged
        /// Only part of the picture arrives.
        case short
        /// The next request for a frame fails with this errno.
        case dequeue(Int32)
        /// Gone for so long.
        case unplugged(seconds: Double)
        /// No frames for so long, nor any error.
        case stalled(seconds: Double)
        /// The driver's clock jumps.
        case clock(seconds: Double)
        /// The driver numbers this frame and those behind it anew.
        case number(UInt32)
        /// The signal changes under the stream, and is the same as before at once.
        case sourceChange
        /// The cable is out for so long; pictures go on coming, and no event tells of it.
        case noSignal(seconds: Double)
        /// The source sends another size for so long, of which an event tells; pictures go on coming.
        case otherSignal(seconds: Double)
    }

    public struct Control: Sendable {
        public var id: UInt32
        public var name: String
        public var type: UInt32
        public var minimum: Int64
        public var maximum: Int64
        public var value: Int64
        public var menu: [Int64: String] = [:]
        public var flags: UInt32 = 0

        public init(
            id: UInt32, name: String, type: UInt32, minimum: Int64 = 0, maximum: Int64 = 1, value: Int64,
            menu: [Int64: String] = [:], flags: UInt32 = 0
        ) {
            self.id = id
            self.name = name
            self.type = type
            self.minimum = minimum
            self.maximum = maximum
            self.value = value
            self.menu = menu
            self.flags = flags
        }
    }

    public var name = "Fake Microscope"
    public var bus = "usb-fake-1"
    public var abilities = UInt32(V4L2_CAP_VIDEO_CAPTURE) | UInt32(V4L2_CAP_STREAMING)
    /// Four-character codes, with the bytes that a pixel of the first plane takes.
    public var formats: [(code: String, bytesPerPixel: Int)] = [("GREY", 1)]
    public var width = 16
    public var height = 8
    public var framesPerSecond: UInt32 = 10
    /// How the rows of a picture are sent.
    public var field = V4L2_FIELD_NONE.rawValue
    /// Height of a pixel over its width, in hundredths.
    public var pixelAspectPercent: UInt32 = 100
    /// Bytes behind each row.
    public var padding = 0
    public var controls: [Control] = []
    public var faults: [Int: Fault] = [:]
    public var firstSequence: UInt32 = 0
    public var clockOffset = 0.0
    public var timestampFlag = UInt32(V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC)
    /// The errno with which the next calls of a request fail, by its number.
    public var failures: [UInt: [Int32]] = [:]
    /// The errno with which opening fails.
    public var openFailure: Int32?
    /// The bytes of a frame; filled with its number where there is none.
    public var picture: (@Sendable (Int) -> [UInt8])?

    /// What it has forgotten, or become, when it is plugged in again.
    public var whenUnplugged: (@Sendable (inout FakeCamera) -> Void)?

    public init() {}

    /// Of a grabber: what its source sends, and what it is set to.
    struct Signal {
        var lostUntil = -Double.infinity
        var differsUntil = -Double.infinity
        var setWidth: UInt32?
    }

    /// Width of what a grabber's source sends; nil for a camera, which has no timings.
    public var sourceWidth: UInt32?

    // Its state, while it runs.
    var isStreaming = false
    var chosen = 0
    var streamer: Int32?
    var buffers: [UnsafeMutableRawPointer] = []
    var bufferSize = 0
    var queued: [UInt32] = []
    var nextFrameSeconds = 0.0
    var frame = 0
    var sequence: UInt32 = 0
    var awayUntil = -Double.infinity
    var silentUntil = -Double.infinity
    var hasEvent = false
    var signal = Signal()
    var pendingDequeueError: Int32?
    var spentFaults: Set<Int> = []

    var bytesPerRow: Int { width * formats[chosen].bytesPerPixel + padding }
    var bytesPerPicture: Int { formats[chosen].code == "MJPG" ? 1 << 16 : bytesPerRow * height }
}

extension FakeCamera {
    /// Plugged in only later.
    public mutating func appear(atSeconds seconds: Double) { awayUntil = seconds }

    /// Without a signal until then.
    public mutating func loseSignal(untilSeconds seconds: Double) { signal.lostUntil = seconds }

    public var sentFrames: Int { frame }
}
