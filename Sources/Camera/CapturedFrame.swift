import Imaging

/// A frame as the camera sent it; its luma is taken out only by who uses it.
public struct CapturedFrame: Sendable {
    /// Wanted frames count from 0; skipped ones keep their number.
    public let index: Int
    /// Since the first frame.
    public let timeSeconds: Double
    let bytes: [UInt8]
    let decoder: PictureDecoder

    /// Throws `DamagedPicture`.
    public func luma() throws(DamagedPicture) -> Frame {
        Frame(index: index, timeSeconds: timeSeconds, pixels: try decoder.luma(bytes))
    }
}

/// A wanted frame that nobody took before a newer one came.
public struct SkippedFrame: Sendable, Equatable {
    public let index: Int
    public let timeSeconds: Double
}
