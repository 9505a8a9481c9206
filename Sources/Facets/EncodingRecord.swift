import Statistics

/// What the record keeps of an opaque crystal in one frame, to place its edges when all frames are known: they tell together
/// whether the picture is encoded for a screen (`ScreenEncoding`), and what its inside moves the edges by (`TiltSeries`).
public struct EncodingRecord: Sendable, Equatable {
    /// Of the edges' profile (`StepEncoding`); nil for a crystal that is too small or not alone, or without facets.
    public var skewness: Estimate?
    /// How far outward of where they were placed the edges lie in a picture that is encoded for a screen, um.
    public var shiftMicrometers: Double
    /// What lengths (per length) and area (um) gain where the edges move outward.
    public var gains: ShapeGains
    /// nil for a crystal that is not alone, or without facets.
    public var tilt: Tilt?

    public init(skewness: Estimate?, shiftMicrometers: Double, gains: ShapeGains, tilt: Tilt? = nil) {
        self.skewness = skewness
        self.shiftMicrometers = shiftMicrometers
        self.gains = gains
        self.tilt = tilt
    }

    /// How far outward of where they were placed the edges lie, um, if the brightness inside changes evenly with depth.
    public struct Tilt: Sendable, Equatable {
        public var measured: Estimate
        /// What an even plate shows of it, in linear light and encoded for a screen.
        public var linear: Double
        public var screen: Double

        public init(measured: Estimate, linear: Double, screen: Double) {
            self.measured = measured
            self.linear = linear
            self.screen = screen
        }
    }
}
