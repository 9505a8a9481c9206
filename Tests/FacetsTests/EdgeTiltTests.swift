import Foundation
import SceneTestSupport
import Simulation
import Statistics
import Testing

@testable import Facets

@Suite("What an uneven inside moves an edge by")
struct EdgeTiltTests {
    /// An edge at zero, and what lies inside of it.
    private static func bins(reach: ClosedRange<Double> = -6.5...6.5, inside: (Double) -> Double) -> [EdgeBand.Bin] {
        let shape = EdgeShape(inside: 0.3, outside: 1, blurPixels: 1.4)
        return stride(from: reach.lowerBound, through: reach.upperBound, by: 0.5).map { u in
            EdgeBand.Bin(distance: u, value: shape.value(u) + inside(u), count: 50)
        }
    }

    private static func terrace(_ height: Double, depth: Double) -> (Double) -> Double {
        { -height * (1 - EdgeShape.passed(($0 + depth) / 1.4)) }
    }

    @Test("Terraces near an edge draw the step inward, and the tilt tells most of it", arguments: [[3.0], [2.5, 5], [3.5, 5]])
    func terraces(depths: [Double]) throws {
        let bins = Self.bins { u in depths.reduce(0) { $0 + Self.terrace(0.03, depth: $1)(u) } }
        let fit = try #require(EdgeShape.fitStep(bins))
        #expect(fit.position < -0.03)
        let tilt = try #require(EdgeTilt.shift(bins, fit.shape, position: fit.position))
        #expect(abs(fit.position + tilt.value) < 0.45 * abs(fit.position))
    }

    @Test("An even plate has none, nor has one that is cut off at a terrace far inside")
    func even() throws {
        for inside in [{ _ in 0 }, Self.terrace(0.03, depth: 12)] {
            let bins = Self.bins(inside: inside)
            let fit = try #require(EdgeShape.fitStep(bins))
            #expect(abs(try #require(EdgeTilt.shift(bins, fit.shape, position: fit.position)).value) < 1e-3)
        }
    }

    @Test("A rim has none that could be told")
    func rim() {
        var shape = EdgeShape(inside: 0.95, outside: 1, blurPixels: 1.4)
        shape.rimDepth = 0.3
        #expect(EdgeTilt.shift(Self.bins { _ in 0 }, shape, position: 0) == nil)
    }

    private static func series(_ values: [Double], error: Double = 0.01, even: Double = 0) -> [Estimate] {
        TiltSeries(
            values.map { .init(measured: Estimate(value: $0, standardError: error), linear: even, screen: 7) },
            isScreen: false, pixel: 1
        ).places
    }

    @Test("A tilt that lasts is followed, with an error that is a part of it")
    func lasting() throws {
        let places = Self.series((0..<20).map { 0.2 + ($0.isMultiple(of: 2) ? 0.01 : -0.01) })
        #expect(places.count == 20)
        for place in places {
            #expect(abs(place.value - 0.2) < 0.02)
            #expect(abs(place.standardError - TiltSeries.relativeError * place.value) < 1e-12)
        }
        #expect(try #require(Self.series([-0.1]).first).value < -0.08)
    }

    @Test("Noise, what one frame alone shows, and tilts of a few thousandths of a pixel move next to nothing")
    func noise() {
        #expect(Self.series((0..<20).map { $0 == 9 ? 0.5 : 0 }).allSatisfy { $0.value == 0 })
        #expect(Self.series((0..<20).map { 0.1 * sin(Double(7 * $0)) }, error: 0.1).allSatisfy { abs($0.value) < 0.02 })
        #expect(Self.series([Double](repeating: 0.006, count: 20)).allSatisfy { abs($0.value) < 0.001 })
    }

    @Test("What an even plate shows is no tilt, and makes one that is as large unsure")
    func evenPlate() {
        let tilts = [Double](repeating: -0.06, count: 9)
        #expect(Self.series(tilts, even: -0.06).allSatisfy { $0.value == 0 && $0.standardError == 0 })
        #expect(Self.series(tilts.map { $0 + 0.03 }, even: -0.06).allSatisfy { $0.value > 0 && $0.value < 0.01 })
    }

    @Test("The side of a small plate with terraces is right to a few hundredths of a pixel once its edges are moved by the tilt")
    func terracedPlate() throws {
        var crystal = GrowingCrystal.at(160.3, 119.6, side: 24)
        crystal.terraceCount = 3
        let scene = GrowthScene.camera([crystal]).with {
            $0.appearance.opacity = 0.5
            $0.appearance.terraceContrast = 0.02
        }
        let found = try MeasuredScene(scene).only
        let record = try #require(found.measured.encoding)
        let tilt = try #require(record.tilt)
        let off = { (side: Double) in (side - found.true.sideMicrometers) / GrowthScene.testScale }
        #expect(off(found.measured.side.value) < -0.1)
        #expect(abs(off(found.measured.side.value + record.gains.side * tilt.measured.value)) < 0.06)
        #expect(tilt.linear == 0 && abs(tilt.screen) < 0.05 * GrowthScene.testScale)
    }

    @Test("What lies beside an acute corner is no part of a facet's profile: small triangles have no tilt")
    func triangle() throws {
        let scene = GrowthScene.camera([.at(160.3, 119.6, side: 36, .triangle)])
        let found = try MeasuredScene(scene).only
        let tilt = try #require(found.measured.encoding?.tilt)
        #expect(abs(tilt.measured.value) < 0.02 * GrowthScene.testScale)
        #expect(abs(found.measured.side.value - found.true.sideMicrometers) < 0.05 * GrowthScene.testScale)
    }
}
