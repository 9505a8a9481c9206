/// A position in a picture (px) or on the sample (um), x right and y down; the owner's name says which unit.
///
/// Inlinable, since other modules do this arithmetic for every pixel.
public struct Point: Sendable, Hashable, Codable {
    public var x: Double
    public var y: Double

    @inlinable
    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }

    public static let zero = Point(x: 0, y: 0)

    @inlinable
    public static func + (a: Point, b: Point) -> Point { Point(x: a.x + b.x, y: a.y + b.y) }
    @inlinable
    public static func - (a: Point, b: Point) -> Point { Point(x: a.x - b.x, y: a.y - b.y) }
    @inlinable
    public static func * (a: Point, s: Double) -> Point { Point(x: a.x * s, y: a.y * s) }

    @inlinable
    public func dot(_ other: Point) -> Double { x * other.x + y * other.y }
    @inlinable
    public func cross(_ other: Point) -> Double { x * other.y - y * other.x }
    @inlinable
    public var length: Double { dot(self).squareRoot() }
    @inlinable
    public func distance(to other: Point) -> Double { (self - other).length }
}

/// A rectangle of whole pixels: columns x ..< x + width, rows y ..< y + height.
public struct PixelRect: Sendable, Hashable, Codable {
    public var x: Int
    public var y: Int
    public var width: Int
    public var height: Int

    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    public func contains(_ point: Point) -> Bool {
        point.x >= Double(x) - 0.5 && point.x < Double(x + width) - 0.5
            && point.y >= Double(y) - 0.5 && point.y < Double(y + height) - 0.5
    }
}
