/// What the record keeps of a transparent crystal in one frame, to measure it again when all frames are known: they tell
/// the relative width of its Becke line and its blur better than those that were seen before it.
public struct RimRecord: Sendable, Equatable {
    /// By candidate width: what this picture tells of it (`BeckeWidth.add`).
    public var misfits: [Double]
    public var picture: RimPicture
    public var micrometersPerPixel: Double
    /// Of the Becke line relative to the rim, with which the edges were placed.
    public var width: Double
    /// How far the edges lie farther outward where the Becke line is wider, px, by its relative width.
    public var placePerWidth: Double
    /// What the edges' standard error holds that they all share, um.
    public var placeStandardError: Double
    /// What lengths (per length) and area (um) gain where the edges move outward.
    public var gains: ShapeGains

    public init(
        misfits: [Double], picture: RimPicture, micrometersPerPixel: Double, width: Double, placePerWidth: Double,
        placeStandardError: Double, gains: ShapeGains
    ) {
        self.misfits = misfits
        self.picture = picture
        self.micrometersPerPixel = micrometersPerPixel
        self.width = width
        self.placePerWidth = placePerWidth
        self.placeStandardError = placeStandardError
        self.gains = gains
    }
}

/// What the measures of a crystal gain where all its facets move outward, per length.
public struct ShapeGains: Sendable, Equatable {
    public var side = 0.0
    public var width = 0.0
    public var perimeter = 0.0
    public var area = 0.0

    public init(side: Double = 0, width: Double = 0, perimeter: Double = 0, area: Double = 0) {
        self.side = side
        self.width = width
        self.perimeter = perimeter
        self.area = area
    }

    /// Side and width become those of a crystal of which they are the root of the area.
    mutating func rootOfArea(_ side: Double) {
        self.side = area / (2 * side)
        width = self.side
    }
}
