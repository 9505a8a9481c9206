import Statistics

/// What the record keeps of an opaque crystal in one frame, to place its edges when all frames are known: they tell together
/// whether the picture is encoded for a screen (`ScreenEncoding`).
public struct EncodingRecord: Sendable, Equatable {
    /// Of the edges' profile (`StepEncoding`); nil for a crystal that is too small or not alone, or without facets.
    public var skewness: Estimate?
    /// How far outward of where they were placed the edges lie in a picture that is encoded for a screen, um.
    public var shiftMicrometers: Double
    /// What lengths (per length) and area (um) gain where the edges move outward.
    public var gains: ShapeGains

    public init(skewness: Estimate?, shiftMicrometers: Double, gains: ShapeGains) {
        self.skewness = skewness
        self.shiftMicrometers = shiftMicrometers
        self.gains = gains
    }
}
