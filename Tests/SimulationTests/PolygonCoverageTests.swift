import Foundation
import Imaging
import Testing

@testable import Simulation

@Suite("Area coverage")
struct PolygonCoverageTests {
    private func sum(_ outline: ConvexOutline, width: Int = 40, height: Int = 30) -> Double {
        var coverage = PolygonCoverage(width: width, height: height)
        coverage.add(outline, weight: 1)
        return coverage.values().reduce(0) { $0 + Double($1) }
    }

    private func regularPolygon(_ corners: Int, radius: Double, centre: Point, turned: Double) -> ConvexOutline {
        ConvexOutline(vertices: (0..<corners).map { index in
            let angle = turned + 2 * .pi * Double(index) / Double(corners)
            return centre + Point(x: cos(angle), y: sin(angle)) * radius
        })
    }

    @Test("The coverage of a polygon inside the grid sums to its area", arguments: 3...9)
    func sumsToArea(corners: Int) {
        for step in 0..<12 {
            let outline = regularPolygon(
                corners, radius: 0.4 + Double(step), centre: Point(x: 17.3 + 0.071 * Double(step), y: 14.2),
                turned: 0.13 * Double(step))
            #expect(abs(sum(outline) - Polygon.area(outline.vertices)) < 1e-6 * max(1, Polygon.area(outline.vertices)))
        }
    }

    @Test("A polygon that leaves the grid on all sides covers every cell")
    func coversAll() {
        var coverage = PolygonCoverage(width: 7, height: 5)
        coverage.add(regularPolygon(5, radius: 100, centre: Point(x: 3, y: 2), turned: 0.3), weight: 1)
        #expect(coverage.values().allSatisfy { abs($0 - 1) < 1e-6 })
    }

    @Test("Of a polygon cut by the grid's border the part inside is counted")
    func cutByBorder() {
        // A diamond of half diagonal 10 about the left border's middle: half of its area of 200.
        let diamond = regularPolygon(4, radius: 10, centre: Point(x: 0, y: 15), turned: 0)
        #expect(abs(sum(diamond) - 100) < 1e-5)
        let corner = regularPolygon(4, radius: 10, centre: Point(x: 40, y: 30), turned: 0)
        #expect(abs(sum(corner) - 50) < 1e-5)
    }

    @Test("A cell halved by a diagonal is covered by half, its neighbours fully and not at all")
    func diagonal() {
        var coverage = PolygonCoverage(width: 3, height: 3)
        coverage.add(
            ConvexOutline(vertices: [Point(x: 0, y: 0), Point(x: 3, y: 0), Point(x: 0, y: 3)]), weight: 1)
        let expected: [Float] = [1, 1, 0.5, 1, 0.5, 0, 0.5, 0, 0]
        for (value, truth) in zip(coverage.values(), expected) { #expect(abs(value - truth) < 1e-6) }
    }

    @Test("An outline smaller than a cell keeps its area")
    func tiny() {
        let outline = regularPolygon(6, radius: 0.05, centre: Point(x: 12.99, y: 7.01), turned: 0.2)
        #expect(abs(sum(outline) - Polygon.area(outline.vertices)) < 1e-7)
    }
}
