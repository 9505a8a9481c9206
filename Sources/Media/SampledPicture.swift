import Imaging

/// A picture out of a recording, looked at before the recording is read.
public struct SampledPicture: Sendable {
    /// RGB where the recording has colour, else grey.
    public let pixels: PixelBuffer
    /// How the recording's luma is made of its colours.
    public let lumaWeights: LumaWeights

    public init(pixels: PixelBuffer, lumaWeights: LumaWeights = .rec601) {
        self.pixels = pixels
        self.lumaWeights = lumaWeights
    }
}
