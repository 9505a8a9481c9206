import Calibration
import Facets
import Imaging
import SceneTestSupport
import Segmentation
import Simulation
import Statistics
import Testing

@Suite("Coloured plates")
struct ColourTests {
    private func scene(_ transmission: [Double], gamma: Double) -> GrowthScene {
        GrowthScene.camera([.at(160.3, 119.6, side: 90, orientation: 15)]).with {
            $0.appearance.contrast = .coloured
            $0.appearance.transmission = transmission
            $0.isColour = true
            $0.gamma = gamma
        }
    }

    /// The side of the only crystal, in px, with and without the shift that the colours tell.
    private func sides(_ scene: GrowthScene) throws -> (plain: Double, corrected: Double, true: Double) {
        let luma = try scene.picture()
        let colours = try SimulatedRecording(scene: scene, channel: .rgb).frame(0).pixels
        var segmenter = try Segmenter(width: luma.width, height: luma.height, settings: .init())
        let frame = try segmenter.segment(luma, expected: [])
        let outline = try #require(frame.outlines.max { $0.areaPixels < $1.areaPixels })
        let plain = FacetFitter(pixels: luma, illumination: frame.illumination, scale: .test)
        let shift = try #require(plain.colourShift(of: outline, rgb: colours, encoding: scene.gamma, lumaWeights: .rec601))
        let fitter = FacetFitter(pixels: luma, illumination: frame.illumination, scale: .test, edgeShift: shift)
        let truth = try GrowthTruth(scene).frames[0].crystals[0].sideMicrometers
        let measured = [plain, fitter].map {
            $0.observe(outline, expected: nil, neighbours: [], earlier: nil).side.value / GrowthScene.testScale
        }
        return (measured[0], measured[1], truth / GrowthScene.testScale)
    }

    @Test(
        "In gamma-encoded colour the side is too small by a third of a pixel, and right to a tenth when corrected",
        arguments: [[0.85, 0.55, 0.15], [0.3, 0.7, 0.9]])
    func encoded(transmission: [Double]) throws {
        let side = try sides(scene(transmission, gamma: 0.45))
        #expect(side.plain < side.true - 0.2)
        #expect(abs(side.corrected - side.true) < 0.1)
    }

    @Test("In linear colour there is nothing to correct")
    func linear() throws {
        let side = try sides(scene([0.85, 0.55, 0.15], gamma: 1))
        #expect(abs(side.plain - side.true) < 0.1)
        #expect(abs(side.corrected - side.true) < 0.1)
    }

    @Test("A grey plate tells nothing")
    func grey() throws {
        let scene = scene([0.3, 0.3, 0.3], gamma: 0.45)
        let luma = try scene.picture()
        let colours = try SimulatedRecording(scene: scene, channel: .rgb).frame(0).pixels
        var segmenter = try Segmenter(width: luma.width, height: luma.height, settings: .init())
        let frame = try segmenter.segment(luma, expected: [])
        let fitter = FacetFitter(pixels: luma, illumination: frame.illumination, scale: .test)
        #expect(!frame.outlines.isEmpty)
        #expect(frame.outlines.allSatisfy { fitter.colourShift(of: $0, rgb: colours, encoding: 0.45, lumaWeights: .rec601) == nil })
    }
}
