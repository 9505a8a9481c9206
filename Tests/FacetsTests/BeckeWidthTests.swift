import Foundation
import Statistics
import Testing

@testable import Facets

@Suite("A Becke line of another width")
struct BeckeWidthTests {
    /// Profile of a rim whose Becke line, `distance` blurs inside of it, is wider than the rim by a factor.
    private func profile(_ shape: EdgeShape, width: Double) -> [EdgeBand.Bin] {
        var alone = shape
        alone.beckeHeight = 0
        return (-24...24).map { index in
            let u = Double(index) * 0.5
            let v = (u - shape.beckeDistance) / (width * shape.blurPixels)
            let value = alone.value(u) + shape.beckeHeight * exp(-v * v / 2)
            return EdgeBand.Bin(distance: u, value: value, count: 40)
        }
    }

    @Test(
        "The edge's place moves by what its standard error says of it, where the lines overlap and where they do not",
        arguments: [-1.2, 1.2, -2.5], [0.97, 1.03])
    func place(distance: Double, width: Double) throws {
        var shape = EdgeShape(inside: 0.97, outside: 1, blurPixels: 2.3)
        shape.rimDepth = 0.3
        shape.beckeHeight = 0.15
        shape.beckeDistance = distance * shape.blurPixels
        var known = shape
        known.noise = 5e-3
        known.blurStandardError = 1e-3
        let fit = try #require(
            EdgeShape.fitOverlappingRim(profile(shape, width: width), from: (known, 0), earlier: known))
        let ratio = abs(fit.position) / fit.shape.placeStandardError
        #expect(ratio > 0.75 && ratio < 1.25, "\(fit.position) px, stated \(fit.shape.placeStandardError) px")
        // What does not overlap is told apart.
        if distance < -2 { #expect(fit.shape.placeStandardError < 0.1) }
    }
}
