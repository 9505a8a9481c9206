import Imaging
import SceneTestSupport
import Testing

@testable import Segmentation
@testable import Simulation

@Suite("Contact and borders")
struct ContactTests {
    /// Two squares that meet after about two minutes; each stops where the other is.
    private func meeting(_ appearance: CrystalAppearance.Contrast) -> GrowthScene {
        GrowthScene.camera(
            [
                .at(110, 120, side: 60, orientation: 0, growth: 16),
                .at(200, 126, side: 54, orientation: 0, growth: 16),
            ], frames: 16
        ).with {
            $0.appearance.contrast = appearance
            $0.optics.defocusMeanMicrometers = appearance == .transparent ? 0.3 : 0
        }
    }

    /// Where the crystals would be without each other: what their tracks predict.
    private func predictions(_ scene: GrowthScene, frame: Int) throws -> [ExpectedCrystal] {
        try scene.crystals.enumerated().map { index, crystal in
            let outline = try #require(FacetGrowth(crystal).outline(at: scene.times[frame]))
            return ExpectedCrystal(id: index + 1, polygon: outline.vertices.map { $0 * (1 / GrowthScene.testScale) })
        }
    }

    @Test(
        "Crystals in contact are split by what they were before, and name each other",
        arguments: [CrystalAppearance.Contrast.opaque, .transparent])
    func split(appearance: CrystalAppearance.Contrast) throws {
        let scene = meeting(appearance)
        let last = scene.frameCount - 1
        let seen = try SegmentedScene(scene, expected: predictions(scene, frame: last))
        #expect(seen.outlines.count == 2)
        for crystal in seen.truth {
            let outline = try #require(seen.outlines.first { $0.expectedID == crystal.id })
            #expect(outline.touching == [3 - crystal.id])
            #expect(outline.centroid.distance(to: Polygon.centroid(crystal.polygon)) < 2.5)
            #expect(abs(seen.meanOffset(of: outline, from: crystal)) < 3)
        }
    }

    @Test("Before contact known crystals keep their names and touch nothing")
    func beforeContact() throws {
        let scene = meeting(.opaque)
        let seen = try SegmentedScene(scene, frames: 4, expected: predictions(scene, frame: 3))
        #expect(seen.outlines.count == 2)
        for crystal in seen.truth {
            let outline = try seen.outline(of: crystal)
            #expect(outline.expectedID == crystal.id)
            #expect(outline.touching.isEmpty)
        }
    }

    @Test("In contact and unknown before, two crystals are one object")
    func unknownBefore() throws {
        let scene = meeting(.opaque)
        let merged = try SegmentedScene(scene).outlines
        #expect(merged.count == 1)
        let area = try GrowthTruth(scene).frames[15].crystals.reduce(0) { $0 + Polygon.area($1.polygon) }
        #expect(merged.allSatisfy { abs($0.areaPixels - area) < 0.03 * area })
    }

    @Test(
        "A crystal at the border is flagged, and its outline is that of the visible part",
        arguments: [(314.0, 120.0), (6, 120), (160, 4), (160, 236), (310, 232)])
    func border(x: Double, y: Double) throws {
        let seen = try SegmentedScene(GrowthScene.camera([.at(x, y, side: 70)]))
        #expect(seen.outlines.count == 1)
        let outline = try seen.outline(of: seen.truth[0])
        #expect(outline.touchesBorder)
        let visible = seen.truth[0].visibleFraction * Polygon.area(seen.truth[0].polygon)
        #expect(abs(outline.areaPixels - visible) < 0.06 * visible)
    }

    @Test("A transparent crystal at the border is one flagged object", arguments: [(300.0, 120.0), (160, 20)])
    func transparentBorder(x: Double, y: Double) throws {
        let scene = GrowthScene.camera([.at(x, y, side: 70)]).with { $0.appearance.contrast = .transparent }
        let seen = try SegmentedScene(scene)
        #expect(seen.outlines.count == 1)
        #expect(seen.outlines.allSatisfy { $0.touchesBorder })
        // The outline runs around the rim, outside of its centre line, and as far outside as that of a whole crystal.
        let whole = try SegmentedScene(scene.with {
            $0.crystals[0].xMicrometers = 160 * GrowthScene.testScale
            $0.crystals[0].yMicrometers = 120 * GrowthScene.testScale
        })
        let offset = whole.meanOffset(of: try whole.outline(of: whole.truth[0]), from: whole.truth[0])
        let visible = seen.truth[0].visibleFraction * Polygon.area(seen.truth[0].polygon)
        let edge = seen.truth[0].visibleFraction * Polygon.perimeter(seen.truth[0].polygon)
        #expect(seen.outlines.allSatisfy { abs($0.areaPixels - visible - offset * edge) < edge })
    }

    @Test("A crystal that comes within three pixels of the border does not count as touching it")
    func nearBorder() throws {
        let scene = GrowthScene.camera([.at(35, 120, side: 60, orientation: 0)])
        #expect(try SegmentedScene(scene).outlines.map(\.touchesBorder) == [false])
    }

    @Test("Opaque neighbours four pixels apart are two crystals")
    func closeNeighbours() throws {
        let scene = GrowthScene.camera([
            .at(110, 120, side: 60, orientation: 0), .at(174, 120, side: 60, orientation: 0),
        ])
        let seen = try SegmentedScene(scene)
        #expect(seen.outlines.count == 2)
        for crystal in seen.truth {
            let outline = try seen.outline(of: crystal)
            #expect(outline.centroid.distance(to: Polygon.centroid(crystal.polygon)) < 1)
        }
    }
}
