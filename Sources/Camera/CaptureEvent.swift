/// Something that happened to a camera while it was read.
public struct CaptureEvent: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case framesLost, framesDamaged, unplugged, stalled, error, resumed, numberingJumped, clockJumped
    }

    public let kind: Kind
    /// Since the first frame; 0 before it.
    public let timeSeconds: Double
    /// Frames handed on until then.
    public let frame: Int
    /// For people.
    public let detail: String
}

/// What a capture counted so far.
public struct CaptureCounts: Sendable, Equatable {
    /// Frames that arrived whole, wanted or not.
    public var received = 0
    /// Frames that the camera numbered and that never arrived.
    public var lost = 0
    public var damaged = 0
    /// Wanted frames that gave way to newer ones before anybody took them.
    public var skipped = 0
    /// Times that the camera was gone, stalled or in error.
    public var outages = 0

    public init() {}
}
