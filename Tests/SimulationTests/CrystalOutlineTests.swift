import Foundation
import Imaging
import Testing

@testable import Simulation

@Suite("Outlines of crystals")
struct CrystalOutlineTests {
    @Test("Each shape has the area and the side of its formula")
    func formulas() throws {
        let root3 = 3.0.squareRoot()
        // A square of 10 um less four corners: facets at 1.2 x 5 um cut off (sqrt 2 x 5 - 6)^2 each.
        let corner = pow(5 * 2.0.squareRoot() - 6, 2)
        let areas: [GrowingCrystal.Shape: Double] = [
            .square: 100, .rectangle: 40, .ribbon: 40, .hexagon: 150 * root3, .triangle: 25 * root3,
            .truncatedSquare: 100 - 4 * corner,
        ]
        for shape in GrowingCrystal.Shape.allCases {
            var crystal = GrowingCrystal.square(x: 3, y: -2, side: 10, orientation: 40)
            crystal.shape = shape
            crystal.widthMicrometers = 4
            let growth = FacetGrowth(crystal)
            let outline = try #require(growth.outline(at: 0))
            #expect(abs(Polygon.area(outline.vertices) - (areas[shape] ?? 0)) < 1e-9)
            #expect(abs(growth.sideAndWidth(at: 0).side - 10) < 1e-9)
            #expect(growth.sideAndWidth(at: 0).width == (shape == .rectangle || shape == .ribbon ? 4 : nil))
            #expect(Polygon.centroid(outline.vertices).distance(to: crystal.seedMicrometers) < 1e-9)
            #expect(outline.labels == Array(0..<shape.facetCount))
        }
    }

    @Test("The first facet's normal points along the orientation, clockwise from x in the picture")
    func orientation() throws {
        let outline = try #require(FacetGrowth(.square(x: 0, y: 0, side: 10, orientation: 30)).outline(at: 0))
        let middle = (outline.vertices[0] + outline.vertices[1]) * 0.5
        #expect(middle.distance(to: Point(x: 5 * cos(.pi / 6), y: 2.5)) < 1e-9)
        #expect(Polygon.signedArea(outline.vertices) > 0)
    }

    @Test("Growth follows the velocity factors and waits for nucleation")
    func stretches() {
        var crystal = GrowingCrystal.square(x: 0, y: 0, side: 2, velocity: 6)
        crystal.nucleationTimeSeconds = 60
        crystal.velocityChanges = [.init(fromSeconds: 30, factor: 0.5), .init(fromSeconds: 180, factor: 2)]
        let growth = FacetGrowth(crystal)
        #expect(growth.outline(at: 59.9) == nil)
        // A change before nucleation holds from nucleation on: 2 min at half speed, then 1 min at double.
        #expect(abs(growth.sideAndWidth(at: 240).side - (2 + 6 + 12)) < 1e-12)
        #expect(growth.stretches(until: 240).map(\.factor) == [0.5, 2])
    }

    @Test("Rounded corners leave the facets in place and take (4 - pi) r^2 from a square")
    func roundedCorners() throws {
        var crystal = GrowingCrystal.square(x: 0, y: 0, side: 20, orientation: 15)
        crystal.cornerRadiusMicrometers = 3
        let growth = FacetGrowth(crystal)
        let outline = try #require(growth.outline(at: 60)).vertices
        let area = 26 * 26 - (4 - Double.pi) * 9
        #expect(abs(Polygon.area(outline) - area) < 1e-3 * Double.pi * 9)
        #expect(growth.sideAndWidth(at: 60).side == 26)
        let normal = Point(x: cos(15 * Double.pi / 180), y: sin(15 * Double.pi / 180))
        #expect(abs((outline.map { normal.dot($0) }.max() ?? 0) - 13) < 1e-9)
        crystal.cornerRadiusMicrometers = 6
        #expect(throws: SimulationError.self) { try GrowthScene.plain([crystal]).validate() }
    }

    @Test("The gap of two outlines is the least distance, zero where they overlap or contain each other")
    func gaps() {
        let square = ConvexOutline(square: 5)
        #expect(abs(square.gap(to: square.moved(by: Point(x: 13, y: 2))) - 3) < 1e-12)
        #expect(abs(square.gap(to: square.moved(by: Point(x: 13, y: 14))) - 5) < 1e-12)
        #expect(square.gap(to: square.moved(by: Point(x: 9, y: 3))) == 0)
        #expect(square.gap(to: ConvexOutline(square: 1)) == 0)
    }

    @Test("Blocked crystals share out the overlap: nothing is lost, nothing counted twice")
    func sharing() throws {
        let growths = [
            FacetGrowth(.square(x: 0, y: 0, side: 20, orientation: 10)),
            FacetGrowth(.square(x: 17, y: 4, side: 16, orientation: 50)),
        ]
        let grown = Impingement.crystals(growths, at: 0)
        #expect(grown.allSatisfy { $0.isClipped })
        func covered(_ outlines: [ConvexOutline]) -> [Float] {
            var coverage = PolygonCoverage(width: 160, height: 160)
            for outline in outlines { coverage.add(outline.moved(by: Point(x: 20, y: 20)).scaled(by: 3), weight: 1) }
            return coverage.values()
        }
        let divided = covered(grown.map(\.outline))
        let free = covered(grown.map(\.free))
        #expect(free.contains { $0 > 1.99 })
        #expect(divided.allSatisfy { $0 < 1.0001 })
        for (part, whole) in zip(divided, free) where whole >= 1.9999 || whole < 1e-4 {
            #expect(abs(part - min(1, whole)) < 1e-4)
        }
    }
}
