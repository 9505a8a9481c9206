import Imaging
import SceneTestSupport
import Simulation
import Testing

@testable import Segmentation

@Suite("Windows of a picture")
struct WindowsTests {
    /// Two plates that lie apart.
    private func scene(_ appearance: CrystalAppearance.Contrast) -> GrowthScene {
        GrowthScene.camera(
            [.at(85, 90, side: 50, growth: 2.5), .at(220, 150, side: 40, orientation: 8, growth: 2.5)], frames: 10
        ).with {
            $0.appearance.contrast = appearance
            $0.illumination.flicker = 0.02
        }
    }

    @Test(
        "What is found in a window is what a search finds there",
        arguments: [CrystalAppearance.Contrast.opaque, .transparent])
    func same(appearance: CrystalAppearance.Contrast) throws {
        let scene = scene(appearance)
        var searching = try scene.searched(8)
        var glancing = searching
        let before = try searching.segment(scene.picture(7), expected: []).outlines.filter { $0.areaPixels > 500 }
        #expect(before.count == 2)
        let expected = before.enumerated().map { ExpectedCrystal(id: $0.offset + 1, polygon: $0.element.contour) }
        let picture = try scene.picture(8)
        _ = try #require(try glancing.glance(picture, contrast: 0.9))
        let windows = try #require(glancing.windows(around: expected.map(\.polygon)))
        #expect(windows.count == 2)
        let local = try glancing.outlines(in: windows, of: picture, expected: expected)
        let whole = try searching.segment(picture, expected: expected).outlines
        for crystal in expected {
            let seen = try #require(local.first { $0.outline.expectedID == crystal.id })
            let right = try #require(whole.first { $0.expectedID == crystal.id })
            #expect(!seen.isCut)
            #expect(seen.outline.contrast == right.contrast && seen.outline.isOverlay == right.isOverlay)
            #expect(abs(seen.outline.areaPixels / right.areaPixels - 1) < 0.003)
            #expect(seen.outline.centroid.distance(to: right.centroid) < 0.05)
            #expect(abs(seen.outline.relativeContrast / right.relativeContrast - 1) < 0.02)
        }
    }

    @Test("What reaches beyond its window is cut, unless the picture ends there")
    func cut() throws {
        let scene = GrowthScene.camera([.at(120, 100, side: 60, growth: 2.5), .at(25, 200, side: 60, growth: 2.5)], frames: 10)
        var segmenter = try scene.searched(8)
        let picture = try scene.picture(8)
        _ = try segmenter.glance(picture, contrast: 0.9)
        // The middle of the first plate, and all of the second that is in the picture.
        let corner = [Point(x: 0, y: 168), Point(x: 57, y: 168), Point(x: 57, y: 232), Point(x: 0, y: 232)]
        let middle = [Point(x: 115, y: 95), Point(x: 125, y: 105)]
        let windows = try #require(segmenter.windows(around: [middle, corner]))
        let found = try segmenter.outlines(in: windows, of: picture, expected: [])
        #expect(found.filter(\.isCut).count == 1)
        let whole = try #require(found.first { !$0.isCut })
        #expect(whole.outline.touchesBorder && whole.outline.centroid.x < 60)
    }

    @Test("Windows that overlap are one, and most of the picture is searched as a whole")
    func shares() throws {
        let segmenter = try Segmenter(width: 400, height: 300, settings: .init())
        func square(_ x: Double, _ y: Double, _ side: Double) -> [Point] {
            [Point(x: x, y: y), Point(x: x + side, y: y), Point(x: x + side, y: y + side), Point(x: x, y: y + side)]
        }
        #expect(segmenter.windows(around: [square(40, 40, 30), square(85, 50, 20), square(250, 200, 20)])?.count == 2)
        #expect(segmenter.windows(around: [square(10, 10, 270)]) == nil)
        #expect(segmenter.windows(around: [square(-500, 10, 30)])?.isEmpty == true)
        #expect(segmenter.windows(around: []) == [])
    }
}
