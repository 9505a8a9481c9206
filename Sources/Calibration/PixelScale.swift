import Imaging
import Statistics

/// Micrometres per pixel along the columns and the rows of a picture, with the standard error of each.
public struct PixelScale: Sendable, Equatable {
    public var x: Estimate
    public var y: Estimate
    /// Where it comes from, for the record: "--scale", "ImageJ resolution tags", a calibration file's path.
    public var origin: String

    public init(x: Estimate, y: Estimate, origin: String) {
        self.x = x
        self.y = y
        self.origin = origin
    }

    /// Micrometres per pixel of a square pixel; the geometric mean where x and y differ.
    public var mean: Double { (x.value * y.value).squareRoot() }

    /// Relative standard error of a length. x and y errors are taken as fully correlated, the cautious choice:
    /// one ruler image usually gives both.
    public var relativeStandardError: Double { max(x.standardError / x.value, y.standardError / y.value) }

    public func micrometers(_ pixels: Point) -> Point { Point(x: pixels.x * x.value, y: pixels.y * y.value) }
    public func pixels(_ micrometers: Point) -> Point { Point(x: micrometers.x / x.value, y: micrometers.y / y.value) }
}
