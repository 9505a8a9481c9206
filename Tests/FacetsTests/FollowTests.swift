import Calibration
import Imaging
import SceneTestSupport
import Segmentation
import Simulation
import Statistics
import Testing

@testable import Facets

@Suite("Crystals at their expected places")
struct FollowTests {
    private static let scene = GrowthScene.camera([.at(150, 120, side: 90, growth: 2.5)], frames: 4)

    /// The outline of a frame's only crystal, and what fits it.
    private func found(
        _ scene: GrowthScene, frame: Int
    ) throws -> (outline: CrystalOutline, fitter: FacetFitter, view: EarlierView, measured: CrystalObservation) {
        let pixels = try scene.picture(frame)
        var segmenter = try Segmenter(width: pixels.width, height: pixels.height, settings: .init())
        let segmented = try segmenter.segment(pixels, expected: [])
        let outline = try #require(segmented.outlines.max { $0.areaPixels < $1.areaPixels })
        let fitter = FacetFitter(pixels: pixels, illumination: segmented.illumination, scale: .test)
        let measured = fitter.observe(outline, expected: nil, neighbours: [], earlier: nil)
        return (outline, fitter, EarlierView(habit: measured.habit, edge: measured.edge), measured)
    }

    private func polygon(_ observation: CrystalObservation, shiftedBy shift: Point = .zero) -> [Point] {
        observation.vertices.map { $0 * (1 / GrowthScene.testScale) + shift }
    }

    @Test(
        "Without its outline a crystal is measured as with it",
        arguments: [CrystalAppearance.Contrast.opaque, .transparent, .bright])
    func same(contrast: CrystalAppearance.Contrast) throws {
        let scene = Self.scene.with { $0.appearance.contrast = contrast }
        let before = try found(scene, frame: 2)
        let now = try found(scene, frame: 3)
        let followed = try #require(
            now.fitter.follow(
                before.outline, expected: polygon(before.measured), neighbours: [], earlier: before.view))
        #expect(abs(followed.side.value - now.measured.side.value) < 0.02 * GrowthScene.testScale)
        #expect(followed.habit == .square && followed.facets.count == 4 && followed.flags.isEmpty)
        #expect(abs(followed.relativeContrast / now.measured.relativeContrast - 1) < 0.03)
    }

    @Test("The outline of a rim may run far outside of it: the known edge is found all the same", arguments: [1.0, 2.5, 4])
    func wideOutline(pixels: Double) throws {
        let scene = Self.scene.with { $0.appearance.contrast = .transparent }
        let before = try found(scene, frame: 2)
        let now = try found(scene, frame: 3)
        let expected = polygon(before.measured)
        let followed = try #require(
            now.fitter.follow(before.outline, expected: expected, neighbours: [], earlier: before.view))
        let middle = now.outline.centroid
        let wide = now.outline.contour.map { $0 + ($0 - middle) * (pixels / $0.distance(to: middle)) }
        let outline = CrystalOutline(
            expectedID: 1, contour: wide, areaPixels: Polygon.area(wide), centroid: middle, contrast: .rim,
            relativeContrast: now.outline.relativeContrast, touchesBorder: false, touching: [], isOverlay: false)
        let observed = now.fitter.observe(outline, expected: expected, neighbours: [], earlier: before.view)
        #expect(abs(observed.side.value - followed.side.value) < 0.02 * GrowthScene.testScale)
        #expect(observed.habit == .square && observed.facets.count == 4)
        // A search for an unknown edge starts from nothing, and places it less surely by a tenth and more.
        let unknown = now.fitter.observe(outline, expected: expected, neighbours: [], earlier: nil)
        #expect(try placeError(observed) < 1.05 * placeError(followed))
        #expect(try placeError(unknown) > 1.1 * placeError(followed))
    }

    private func placeError(_ crystal: CrystalObservation) throws -> Double {
        try #require(crystal.edge?.rimFit).placeStandardError
    }

    @Test("A short facet whose direction was guessed wrong is turned to its edge, frame by frame", arguments: [20.0, 26])
    func shortFacet(width: Double) throws {
        let scene = GrowthScene.camera(
            [.at(150, 120, side: 66, .rectangle, width: width, orientation: 20, growth: 2)], frames: 12)
        var before = try found(scene, frame: 0)
        let polygon = try #require(FacetPolygon(vertices: polygon(before.measured)))
        #expect(polygon.lines.count == 4)
        let shortest = try #require(polygon.lengths.min())
        var turned = polygon.lines
        for index in turned.indices where polygon.lengths[index] < 1.5 * shortest {
            let middle = polygon.middles[index]
            turned[index].angle += 6 * .pi / 180
            turned[index].offset = turned[index].normal.dot(middle)
        }
        var expected = try #require(FacetPolygon(turned)).vertices
        for frame in 1..<12 {
            let now = try found(scene, frame: frame)
            before.measured = try #require(
                now.fitter.follow(before.outline, expected: expected, neighbours: [], earlier: before.view),
                "frame \(frame)")
            expected = self.polygon(before.measured)
        }
        let turns = try #require(FacetPolygon(vertices: expected))
        for index in turns.lines.indices {
            let next = turns.lines[(index + 1) % turns.lines.count]
            let turn = Angle.positive(next.angle - turns.lines[index].angle) * 180 / .pi
            #expect(abs(turn - 90) < 1, "\(turn) degrees")
        }
        #expect(before.measured.habit == .rectangle)
    }

    @Test("A rim whose outer flank passed for a plate's step before is found, and the edge in it", arguments: [26.0, 34, 44])
    func hiddenRim(side: Double) throws {
        let scene = GrowthScene.camera([.at(150, 120, side: side, orientation: 20)]).with {
            $0.appearance.contrast = .transparent
            $0.appearance.rimDepth = 0.3
            $0.appearance.absorption = 0.1
            $0.appearance.rimWidthMicrometers = 3 * GrowthScene.testScale
            $0.optics.pointSpreadSigmaPixels = 1.75
        }
        let truth = try #require(try GrowthTruth(scene).frames[0].crystals.first)
        let middle = Polygon.centroid(truth.polygon)
        let flank = truth.polygon.map { $0 + ($0 - middle) * (5.5 / side) }
        let seen = try MeasuredScene(
            scene, pixels: scene.picture(), expected: [ExpectedCrystal(id: 1, polygon: flank)],
            earlier: EarlierView(habit: .square, edge: EdgeShape(inside: 0.87, outside: 1, blurPixels: 1.3)))
        let measured = try #require(seen.observations.first { $0.expectedID == 1 })
        #expect(try #require(measured.edge).rimDepth > 0)
        #expect(abs(measured.side.value - truth.sideMicrometers) < 0.7 * GrowthScene.testScale)
    }

    @Test("A crystal that is not where it should be, or blurred, is not followed")
    func elsewhere() throws {
        let before = try found(Self.scene, frame: 2)
        let now = try found(Self.scene, frame: 3)
        let moved = polygon(before.measured, shiftedBy: Point(x: 2.5, y: 1))
        #expect(now.fitter.follow(before.outline, expected: moved, neighbours: [], earlier: before.view) == nil)
        let blurred = try found(Self.scene.with { $0.optics.pointSpreadSigmaPixels *= 2 }, frame: 3)
        #expect(
            blurred.fitter.follow(before.outline, expected: polygon(before.measured), neighbours: [], earlier: before.view)
                == nil)
        let unknown = EarlierView(habit: .square, edge: nil)
        #expect(now.fitter.follow(before.outline, expected: polygon(before.measured), neighbours: [], earlier: unknown) == nil)
    }
}
