import Statistics
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

    private static func profile(of shape: EdgeShape, at place: Double, spacing: Double) -> [EdgeBand.Bin] {
        (0...Int(46 / spacing)).map { index in
            let u = Double(index) * spacing - 23
            return EdgeBand.Bin(distance: u, value: 0.1 + 0.9 * shape.value(u - place), count: 8)
        }
    }

    @Test("The edge is found where it lies, in a profile that the table follows", arguments: [step, rim, strayLine])
    func placesProfile(shape: EdgeShape) throws {
        for place in [0, 0.37, -0.8] {
            let bins = Self.profile(of: shape, at: place, spacing: 0.01)
            let fit = try #require(EdgeCurve(shape).places(in: bins, ends: [bins.count])[0])
            #expect(abs(fit.shift - place) < 1e-5)
            #expect(abs(fit.scale - 0.9) < 1e-5)
            // What the table is off by is the only scatter: 2e-7 of the step.
            #expect(fit.standardError < 2e-7 * shape.blurPixels)
        }
    }

    @Test("Each profile is placed by itself, of however many bins, and one without an edge is not")
    func placesProfiles() throws {
        let lone = Self.profile(of: Self.step, at: 0.4, spacing: 0.505)
        let other = Self.profile(of: Self.step, at: -0.3, spacing: 0.5)
        let level = other.map { EdgeBand.Bin(distance: $0.distance, value: 0.7, count: 8) }
        let all = lone + level + other + other.prefix(5)
        let ends = [lone.count, lone.count + level.count, lone.count + level.count + other.count, all.count]
        #expect(lone.count % 2 != other.count % 2)
        let places = EdgeCurve(Self.step).places(in: all, ends: ends)
        #expect(abs(try #require(places[0]).shift - 0.4) < 1e-5)
        #expect(places[1] == nil)
        #expect(abs(try #require(places[2]).shift + 0.3) < 1e-5)
        #expect(places[3] == nil)
    }
}
