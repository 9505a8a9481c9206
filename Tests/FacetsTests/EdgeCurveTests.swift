import Testing

@testable import Facets

@Suite("Tabulated edge shapes")
struct EdgeCurveTests {
    private static let step = EdgeShape(inside: 0.4, outside: 1, blurPixels: 0.7)
    private static var rim: EdgeShape {
        var shape = EdgeShape(inside: 0.97, outside: 1, blurPixels: 2.3)
        shape.rimDepth = 0.3
        shape.beckeHeight = 0.15
        shape.beckeDistance = -4.1
        return shape
    }
    /// As a fit leaves it where there is hardly a Becke line.
    private static var strayLine: EdgeShape {
        var shape = rim
        shape.beckeHeight = 1e-9
        shape.beckeDistance = 4e5
        return shape
    }

    @Test("The table follows value and slope of the shape", arguments: [step, rim, strayLine])
    func followsShape(shape: EdgeShape) {
        let curve = EdgeCurve(shape)
        for index in -2300...2300 {
            let u = Double(index) / 100
            let (value, slope) = curve.sample(u)
            #expect(abs(value - shape.value(u)) < 2e-7 * shape.amplitude)
            #expect(abs(slope - shape.slope(u)) < 2e-5 * shape.amplitude / shape.blurPixels)
        }
    }

    @Test("A shifted profile is placed, and its contrast is measured")
    func placesProfile() throws {
        let bins = (-12...12).map { index in
            let u = Double(index) / 2
            return EdgeBand.Bin(distance: u, value: 0.1 + 0.9 * Self.step.value(u - 0.37), count: 8)
        }
        let fit = try #require(EdgeCurve(Self.step).fit(to: bins[...]))
        #expect(abs(fit.shift - 0.37) < 1e-5)
        #expect(abs(fit.scale - 0.9) < 1e-5)
        #expect(fit.standardError < 1e-4)
    }
}
