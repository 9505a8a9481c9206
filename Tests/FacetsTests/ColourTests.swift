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

    /// The side of the only crystal, in px: where luma's edges are, and where the colours place them if they tell the encoding;
    /// and what they tell.
    private func measured(
        _ scene: GrowthScene
    ) throws -> (plain: Double, corrected: Double, true: Double, estimate: ColourEstimate) {
        let luma = try scene.picture()
        let colours = try SimulatedRecording(scene: scene, channel: .rgb).frame(0).pixels
        var segmenter = try Segmenter(width: luma.width, height: luma.height, settings: .init())
        let frame = try segmenter.segment(luma, expected: [])
        let outline = try #require(frame.outlines.max { $0.areaPixels < $1.areaPixels })
        let plain = FacetFitter(pixels: luma, illumination: frame.illumination, scale: .test)
        let estimate = try #require(plain.colourEstimate(of: outline, rgb: colours, lumaWeights: .rec601))
        let fitter = FacetFitter(
            pixels: luma, illumination: frame.illumination, scale: .test,
            colourShift: ColourShift(linear: estimate.linear.shift, screen: estimate.screen.shift))
        let truth = try GrowthTruth(scene).frames[0].crystals[0].sideMicrometers
        let seen = [plain, fitter].map { $0.observe(outline, expected: nil, neighbours: [], earlier: nil) }
        let encoding = try #require(seen[1].encoding)
        #expect(encoding.skewness == nil)
        let isScreen = estimate.screen.misfitPixels < estimate.linear.misfitPixels
        let corrected = seen[1].side.value + (isScreen ? encoding.gains.side * encoding.shiftMicrometers : 0)
        return (
            seen[0].side.value / GrowthScene.testScale, corrected / GrowthScene.testScale, truth / GrowthScene.testScale,
            estimate
        )
    }

    @Test(
        "In colour encoded for a screen the side is too small by a third of a pixel, and right to a tenth when corrected",
        arguments: [[0.85, 0.55, 0.15], [0.3, 0.7, 0.9], [0.25, 0.6, 0.45]])
    func encoded(transmission: [Double]) throws {
        let side = try measured(scene(transmission, gamma: 0.45))
        #expect(side.plain < side.true - 0.2)
        #expect(abs(side.corrected - side.true) < 0.1)
        #expect(side.estimate.screen.misfitPixels < 0.5 * side.estimate.linear.misfitPixels)
    }

    @Test("In linear colour there is nothing to correct", arguments: [[0.85, 0.55, 0.15], [0.3, 0.7, 0.9], [0.25, 0.6, 0.45]])
    func linear(transmission: [Double]) throws {
        let side = try measured(scene(transmission, gamma: 1))
        #expect(abs(side.plain - side.true) < 0.1)
        #expect(abs(side.corrected - side.true) < 0.1)
        #expect(side.estimate.linear.misfitPixels < 0.5 * side.estimate.screen.misfitPixels)
    }

    @Test("Where two colours pass alike, both encodings explain the edges, and both places are told")
    func alike() throws {
        for (gamma, isRight) in [(1.0, \ColourEstimate.linear.shift), (0.45, \ColourEstimate.screen.shift)] {
            let side = try measured(scene([0.7, 0.7, 0.2], gamma: gamma))
            let blurs = (side.plain - side.true) / 2 / 1.2
            #expect(abs(side.estimate[keyPath: isRight] - blurs) < 0.08, "gamma \(gamma)")
            #expect(side.estimate.linear.shift - side.estimate.screen.shift > 0.15)
        }
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
        #expect(frame.outlines.allSatisfy { fitter.colourEstimate(of: $0, rgb: colours, lumaWeights: .rec601) == nil })
    }
}
