import Foundation
import Imaging

/// A soft-edged ellipse that takes light away: dust, a floating particle, a bubble with its bright middle.
struct Speck: Sendable {
    /// Centre in px.
    var centre: Point
    var radiusPixels: Double
    /// Long over short half axis, and the direction of the long one in degrees.
    var elongation = 1.0
    var orientationDegrees = 0.0
    /// Part of the light taken away in the middle.
    var depth: Double
    /// Light that a bubble's middle lets pass again, part of `depth`.
    var brightCore = 0.0
    /// Standard deviation of the edge's blur in px.
    var softness: Double

    var reach: Double { radiusPixels * max(1, elongation) + 4 * softness + 1 }

    /// Multiplies the light in rows `firstRow` and following of a picture `width` px wide by what the speck passes.
    func shade(_ light: inout [Float], width: Int, firstRow: Int) {
        let rows = light.count / width
        let top = max(firstRow, Int((centre.y - reach).rounded(.down)))
        let bottom = min(firstRow + rows - 1, Int((centre.y + reach).rounded(.up)))
        let left = max(0, Int((centre.x - reach).rounded(.down)))
        let right = min(width - 1, Int((centre.x + reach).rounded(.up)))
        guard top <= bottom, left <= right else { return }
        let angle = orientationDegrees * .pi / 180
        let long = Point(x: cos(angle), y: sin(angle))
        for y in top...bottom {
            for x in left...right {
                let offset = Point(x: Double(x), y: Double(y)) - centre
                let radius = hypot(offset.dot(long) / elongation, long.cross(offset))
                light[(y - firstRow) * width + x] *= Float(1 - loss(atRadius: radius))
            }
        }
    }

    private func loss(atRadius radius: Double) -> Double {
        let scale = softness * 2.0.squareRoot()
        let disc = 0.5 * erfc((radius - radiusPixels) / scale)
        guard brightCore > 0 else { return depth * disc }
        return depth * (disc - brightCore * 0.5 * erfc((radius - 0.55 * radiusPixels) / scale))
    }
}
