/// How far outside of the true edges of coloured plates luma places them, in units of their blur: in pictures of linear light,
/// and in those that are encoded for a screen.
public struct ColourShift: Sendable, Equatable {
    public var linear: Double
    public var screen: Double
    /// What an uneven inside would seem to move them outward by (`EncodingRecord.Tilt`), of an even plate.
    public var linearTilt: Double
    public var screenTilt: Double

    public init(linear: Double, screen: Double, linearTilt: Double = 0, screenTilt: Double = 0) {
        self.linear = linear
        self.screen = screen
        self.linearTilt = linearTilt
        self.screenTilt = screenTilt
    }

    /// How far outward of where linear light places them the edges lie in a picture that is encoded for a screen.
    var outwardIfScreen: Double { linear - screen }
}

/// What the colours of one plate tell of its edges and of how the picture encodes light.
public struct ColourEstimate: Sendable, Equatable {
    public struct Place: Sendable, Equatable {
        /// How far outside of the true edge luma places it, in units of its blur.
        public let shift: Double
        /// What an uneven inside would seem to move it outward by, in the same unit.
        public let tilt: Double
        /// Of the dark rim that suits the distances between the edges of the colours and of luma best.
        public let rimDepth: Double
        /// What is left of these distances, px.
        public let misfitPixels: Double
    }

    /// In a picture of linear light, and in one that is encoded for a screen.
    public let linear: Place
    public let screen: Place
}
