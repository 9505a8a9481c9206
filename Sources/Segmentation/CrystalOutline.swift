import Imaging

/// How a crystal shows in the picture.
public enum Contrast: String, Sendable, Codable, CaseIterable {
    /// Darker than its surroundings all over.
    case dark
    /// Brighter than its surroundings all over.
    case bright
    /// Transparent: seen by a dark rim, often with a bright Becke line beside it.
    case rim
}

/// A crystal that is already known, as the picture should show it now.
public struct ExpectedCrystal: Sendable {
    public let id: Int
    /// Predicted vertices in px of this frame.
    public let polygon: [Point]
    /// Outlines of dust at its edges, px.
    public let dust: [[Point]]

    public init(id: Int, polygon: [Point], dust: [[Point]] = []) {
        self.id = id
        self.polygon = polygon
        self.dust = dust
    }
}

/// The silhouette of one object in one frame, to about a pixel; the facets are fitted from here.
public struct CrystalOutline: Sendable {
    /// The known crystal whose predicted polygon this silhouette covers, nil for something new.
    public var expectedID: Int?
    /// Closed contour in px, without repeated end point.
    public var contour: [Point]
    /// Standard deviation of the Gaussian by which the picture was smoothed for it, px.
    public var smoothingPixels: Double
    /// Area inside the contour in px2.
    public var areaPixels: Double
    /// Centre of mass in px.
    public var centroid: Point
    public var contrast: Contrast
    /// Mean of (picture - background) / background inside the object (at the rim for `.rim`).
    public var relativeContrast: Double
    /// |relative contrast| in units of the level from which anything is told from the background's noise.
    public var distinctness: Double
    public var touchesBorder: Bool
    /// Known crystals that share the silhouette: the object was split by what they were before contact.
    public var touching: [Int]
    /// Burned into the picture (clock, scale bar): one value at the end of the scale, edges one pixel sharp.
    public var isOverlay: Bool

    public init(
        expectedID: Int?, contour: [Point], smoothingPixels: Double = 0, areaPixels: Double, centroid: Point,
        contrast: Contrast, relativeContrast: Double, distinctness: Double = .infinity, touchesBorder: Bool,
        touching: [Int], isOverlay: Bool
    ) {
        self.expectedID = expectedID
        self.contour = contour
        self.smoothingPixels = smoothingPixels
        self.areaPixels = areaPixels
        self.centroid = centroid
        self.contrast = contrast
        self.relativeContrast = relativeContrast
        self.distinctness = distinctness
        self.touchesBorder = touchesBorder
        self.touching = touching
        self.isOverlay = isOverlay
    }
}
