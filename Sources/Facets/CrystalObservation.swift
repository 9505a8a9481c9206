import Imaging
import Segmentation
import Statistics

/// The shape class of a crystal's outline.
public enum Habit: String, Sendable, Codable, CaseIterable {
    case square
    case rectangle
    /// A rectangle more than four times as long as wide.
    case ribbon
    case hexagon
    case truncatedSquare = "truncated_square"
    case triangle
    case polygon
    /// No straight facets, and no needle: area and equivalent side come from the contour.
    case rounded

    /// Whether the side is the long edge, and the width grows on its own.
    public var isElongated: Bool { self == .rectangle || self == .ribbon }
}

/// A doubt about one measurement; the number stays, the fit leaves it out where `excludesFromFit`.
public enum MeasurementFlag: String, Sendable, Codable, CaseIterable, Comparable {
    /// Touches the edge of the picture: side and area are those of the visible part.
    case border
    /// Touches another crystal.
    case touching
    /// Not seen apart from something that lies over it (a floater, a bubble), or a facet that its size follows from is hidden by
    /// dust.
    case occluded
    /// Too blurred for its edges to be placed.
    case outOfFocus = "out_of_focus"
    /// No straight facets: side is a needle's length by its outline, or follows from the area.
    case noFacets = "no_facets"
    /// Smaller than the facet fit can resolve, or than a transparent crystal that shows its rim: side and area come from the
    /// silhouette.
    case small
    /// Corners are rounded: the area is that of the contour, not of the facets' polygon.
    case roundedCorners = "rounded_corners"

    /// Whether a growth law must not be fitted to this measurement.
    public var excludesFromFit: Bool {
        switch self {
        case .border, .touching, .occluded, .outOfFocus: true
        case .noFacets, .small, .roundedCorners: false
        }
    }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// One straight side of a crystal in one frame.
public struct Facet: Sendable {
    /// Direction of the outward normal in the picture: 0 along x, 90 along y (down), in [0, 360).
    public var normalDegrees: Double
    /// Signed distance of the facet's line from the picture's origin along the normal, in um:
    /// n . p = offset for every point p (um) of the line. The standard error is that of the line's place at the middle
    /// of the facet; farther off, the error of its direction adds to it.
    public var offsetMicrometers: Estimate
    /// Length between the two vertices, in um.
    public var lengthMicrometers: Double
    /// Whether the facet was seen in this frame, or carried over because another crystal hides it.
    public var isMeasured: Bool

    public init(normalDegrees: Double, offsetMicrometers: Estimate, lengthMicrometers: Double, isMeasured: Bool) {
        self.normalDegrees = normalDegrees
        self.offsetMicrometers = offsetMicrometers
        self.lengthMicrometers = lengthMicrometers
        self.isMeasured = isMeasured
    }
}

/// One crystal as one frame shows it, in micrometres of the camera's frame (drift not removed).
public struct CrystalObservation: Sendable {
    /// The tracked crystal that the picture was searched for here, nil for something new.
    public var expectedID: Int?
    /// Centre of mass of the outline, um.
    public var centre: Point
    /// Corners (the contour where there are no facets), um, in the order of the facets' normals.
    public var vertices: [Point]
    /// In the order of their normals; empty where the crystal has no straight facets.
    public var facets: [Facet]
    public var habit: Habit
    /// Edge of a square or a hexagon, long edge of a rectangle or ribbon, distance of opposite main facets of a
    /// truncated square, mean edge of any other polygon; without facets the length of a needle, or the square root of the area.
    /// um.
    public var side: Estimate
    /// The short edge of a rectangle or ribbon; otherwise equal to the side. um.
    public var width: Estimate
    /// um2.
    public var area: Estimate
    public var perimeterMicrometers: Double
    /// Direction of the long edge of a rectangle or ribbon, of a main facet's normal otherwise, reduced by the
    /// habit's symmetry: [0, 180), [0, 90), [0, 60).
    public var orientationDegrees: Double
    public var contrast: Contrast
    /// Mean of (picture - background) / background inside the object (at the rim for `.rim`).
    public var relativeContrast: Double
    /// |relative contrast| in units of the level from which anything is told from the background's noise.
    public var distinctness: Double
    /// Brightness across the edges; nil where no facet was fitted.
    public var edge: EdgeShape?
    /// nil where no rim with a Becke line was fitted.
    public var rim: RimRecord?
    /// nil where the edges are no opaque plate's, or coloured.
    public var encoding: EncodingRecord?
    public var flags: Set<MeasurementFlag>
    /// Known crystals that share the silhouette.
    public var touching: [Int]
    /// Burned into the picture, not on the sample.
    public var isOverlay: Bool

    /// Whether a growth law may be fitted to it.
    public var isUsable: Bool { !flags.contains { $0.excludesFromFit } }

    public init(
        expectedID: Int?, centre: Point, vertices: [Point], facets: [Facet], habit: Habit, side: Estimate,
        width: Estimate, area: Estimate, perimeterMicrometers: Double, orientationDegrees: Double,
        contrast: Contrast, relativeContrast: Double, distinctness: Double = .infinity, edge: EdgeShape?,
        rim: RimRecord? = nil, encoding: EncodingRecord? = nil, flags: Set<MeasurementFlag>, touching: [Int], isOverlay: Bool
    ) {
        self.expectedID = expectedID
        self.centre = centre
        self.vertices = vertices
        self.facets = facets
        self.habit = habit
        self.side = side
        self.width = width
        self.area = area
        self.perimeterMicrometers = perimeterMicrometers
        self.orientationDegrees = orientationDegrees
        self.contrast = contrast
        self.relativeContrast = relativeContrast
        self.distinctness = distinctness
        self.edge = edge
        self.rim = rim
        self.encoding = encoding
        self.flags = flags
        self.touching = touching
        self.isOverlay = isOverlay
    }
}

/// What a crystal was in the frame before.
public struct EarlierView: Sendable {
    /// Stays near a limit between two.
    public var habit: Habit
    /// nil: not known.
    public var edge: EdgeShape?

    public init(habit: Habit, edge: EdgeShape?) {
        self.habit = habit
        self.edge = edge
    }
}

/// Everything measured in one frame.
public struct FrameObservation: Sendable {
    public var frame: Int
    public var timeSeconds: Double
    /// Size of the picture in um.
    public var fieldMicrometers: Point
    /// Micrometres per pixel (mean of x and y): the tracker's tolerances are set in pixels.
    public var micrometersPerPixel: Double
    public var crystals: [CrystalObservation]
    /// The known crystals that the frame was looked at for; nil: for everything that it shows.
    public var lookedFor: Set<Int>?

    public init(
        frame: Int, timeSeconds: Double, fieldMicrometers: Point, micrometersPerPixel: Double,
        crystals: [CrystalObservation], lookedFor: Set<Int>? = nil
    ) {
        self.frame = frame
        self.timeSeconds = timeSeconds
        self.fieldMicrometers = fieldMicrometers
        self.micrometersPerPixel = micrometersPerPixel
        self.crystals = crystals
        self.lookedFor = lookedFor
    }

    /// Whether a known crystal that the frame does not show was sought in it.
    public func isLookedFor(_ id: Int) -> Bool { lookedFor?.contains(id) ?? true }
}
