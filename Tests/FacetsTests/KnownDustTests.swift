import Foundation
import Imaging
import SceneTestSupport
import Segmentation
import Simulation
import Statistics
import Testing

@testable import Facets

@Suite("Dust that was seen before a crystal grew up to it")
struct KnownDustTests {
    private static let centre = Point(x: 120.3, y: 119.6)

    private func scene(_ shape: GrowingCrystal.Shape, side: Double) -> GrowthScene {
        GrowthScene.camera([.at(Self.centre.x, Self.centre.y, side: side, shape, orientation: 20)], width: 240, height: 240)
    }

    /// A speck beyond an edge of the crystal, and its outline.
    private func speck(facet: Double, distance: Double, radius: Double) -> (speck: SoftSpeck, outline: [Point]) {
        func direction(_ degrees: Double) -> Point {
            Point(x: cos(degrees * .pi / 180), y: sin(degrees * .pi / 180))
        }
        let centre = Self.centre + direction(20 + facet) * distance
        let outline = (0..<24).map { centre + direction(15 * Double($0)) * radius }
        return (SoftSpeck(centre, radius: radius), outline)
    }

    private func measured(
        _ scene: GrowthScene, with speck: SoftSpeck, known dust: [[Point]]
    ) throws -> (clean: CrystalObservation, dusty: CrystalObservation) {
        let clean = try MeasuredScene(scene).only.measured
        let foretold = clean.vertices.map { $0 * (1 / GrowthScene.testScale) }
        let dusty = try MeasuredScene(
            scene, pixels: scene.picture().shaded(by: [speck]),
            expected: [ExpectedCrystal(id: 1, polygon: foretold, dust: dust)],
            earlier: EarlierView(habit: clean.habit, edge: clean.edge)
        ).only.measured
        return (clean, dusty)
    }

    @Test("A hexagon's facet under dust is where it was foretold, and the measurement is flagged")
    func coveredFacet() throws {
        let hexagon = scene(.hexagon, side: 20)
        let (speck, outline) = speck(facet: 0, distance: 20 * 0.866 + 3, radius: 7)
        let (clean, dusty) = try measured(hexagon, with: speck, known: [outline])
        #expect(clean.habit == .hexagon && clean.flags.isEmpty)
        #expect(dusty.habit == .hexagon)
        #expect(dusty.flags == [.occluded])
        #expect(dusty.facets.count { !$0.isMeasured } == 1)
        #expect(abs(dusty.side.value - clean.side.value) < 0.2 * GrowthScene.testScale)
        #expect(abs(dusty.area.value / clean.area.value - 1) < 0.02)
        // What the same dust does where it is not known.
        let (_, misled) = try measured(hexagon, with: speck, known: [])
        #expect(abs(misled.area.value / clean.area.value - 1) > 0.05)
    }

    @Test("A ribbon's end under dust does not turn the ribbon into something else")
    func coveredEnd() throws {
        let ribbon = GrowthScene.camera(
            [.at(Self.centre.x, Self.centre.y, side: 70, .ribbon, width: 14, orientation: 20)], width: 240, height: 240)
        let (speck, outline) = speck(facet: 0, distance: 37, radius: 6)
        let (clean, dusty) = try measured(ribbon, with: speck, known: [outline])
        #expect(clean.habit == .ribbon)
        #expect(dusty.habit == .ribbon && dusty.flags == [.occluded])
        #expect(abs(dusty.width.value - clean.width.value) < 0.1 * GrowthScene.testScale)
        #expect(abs(dusty.side.value - clean.side.value) < 0.5 * GrowthScene.testScale)
    }

    @Test("Dust that hides a part of a long facet leaves the rest of it to be measured", arguments: [-2.0, 0, 3])
    func partOfFacet(outward: Double) throws {
        let square = scene(.square, side: 90)
        let (speck, outline) = speck(facet: 0, distance: 45 + outward, radius: 5)
        let (clean, dusty) = try measured(square, with: speck, known: [outline])
        #expect(dusty.habit == .square && dusty.flags.isEmpty)
        #expect(dusty.facets.allSatisfy { $0.isMeasured })
        #expect(abs(dusty.side.value - clean.side.value) < 0.02 * GrowthScene.testScale)
    }

    @Test("A crystal that lies in dust for the most part is measured by what it shows")
    func mostOfEdge() {
        let square = [Point(x: 0, y: 0), Point(x: 20, y: 0), Point(x: 20, y: 20), Point(x: 0, y: 20)]
        let around = square.map { Point(x: 10, y: 10) + ($0 - Point(x: 10, y: 10)) * 2 }
        let hidden = HiddenPlaces(neighbours: [], dust: [around], of: square, blur: 1)
        #expect(hidden.isAtEdge)
        #expect(hidden.outlines.isEmpty)
    }
}
