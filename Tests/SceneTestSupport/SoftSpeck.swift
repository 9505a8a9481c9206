import Foundation
import Imaging

/// An ellipse with a soft edge that takes a part of the light away: dust, a floater, a rounded crystal.
public struct SoftSpeck: Sendable {
    /// Centre in px.
    public var centre: Point
    public var radiusPixels: Double
    /// Part of the light taken away in the middle.
    public var depth: Double
    /// Standard deviation of the edge's blur in px.
    public var softness: Double
    /// Long over short half axis, and the direction of the long one in degrees.
    public var elongation: Double
    public var orientationDegrees: Double

    public init(
        _ centre: Point, radius: Double, depth: Double = 0.65, softness: Double = 1.1, elongation: Double = 1,
        orientation: Double = 0
    ) {
        self.centre = centre
        radiusPixels = radius
        self.depth = depth
        self.softness = softness
        self.elongation = elongation
        orientationDegrees = orientation
    }

    /// Part of the light that passes.
    func transmission(x: Int, y: Int) -> Double {
        let angle = orientationDegrees * .pi / 180
        let long = Point(x: cos(angle), y: sin(angle))
        let offset = Point(x: Double(x), y: Double(y)) - centre
        let radius = hypot(offset.dot(long) / elongation, long.cross(offset))
        return 1 - depth * 0.5 * erfc((radius - radiusPixels) / (softness * 2.0.squareRoot()))
    }
}

extension PixelBuffer {
    /// A grey picture of integers with specks before it.
    public func shaded(by specks: [SoftSpeck]) -> PixelBuffer {
        func shade<Sample: BinaryInteger>(_ values: [Sample]) -> [Sample] {
            values.enumerated().map { index, value in
                let part = specks.reduce(1) { $0 * $1.transmission(x: index % width, y: index / width) }
                return Sample((Double(value) * part).rounded())
            }
        }
        let shaded: Samples =
            switch samples {
            case .uint8(let values): .uint8(shade(values))
            case .uint16(let values): .uint16(shade(values))
            case .float32: samples
            }
        return PixelBuffer(width: width, height: height, bitDepth: bitDepth, samples: shaded)
    }
}
