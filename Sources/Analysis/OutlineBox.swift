import Imaging

/// The upright rectangle around an outline, px.
struct OutlineBox: Sendable {
    private let lower: Point
    private let upper: Point

    /// - Parameter margin: by which the box is wider on every side.
    init(_ outline: [Point], margin: Double = 0) {
        let (x, y) = (outline.map(\.x), outline.map(\.y))
        lower = Point(x: (x.min() ?? .infinity) - margin, y: (y.min() ?? .infinity) - margin)
        upper = Point(x: (x.max() ?? -.infinity) + margin, y: (y.max() ?? -.infinity) + margin)
    }

    func isInside(_ picture: PixelBuffer) -> Bool {
        lower.x > 0 && lower.y > 0 && upper.x < Double(picture.width) && upper.y < Double(picture.height)
    }

    func contains(_ point: Point) -> Bool {
        point.x >= lower.x && point.y >= lower.y && point.x <= upper.x && point.y <= upper.y
    }

    func overlaps(_ other: OutlineBox) -> Bool {
        lower.x < other.upper.x && other.lower.x < upper.x && lower.y < other.upper.y && other.lower.y < upper.y
    }
}
