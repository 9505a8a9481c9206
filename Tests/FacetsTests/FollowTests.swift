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
