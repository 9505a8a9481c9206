import Foundation
import Imaging
import SceneTestSupport
import Segmentation
import Simulation
import Statistics
import Testing

@testable import Facets

@Suite("Edges in pictures that are encoded for a screen")
struct EncodingTests {
    /// The profile of an edge at zero, between two levels of encoded brightness, blurred in the light.
    private static func profile(inside: Double, outside: Double, blur: Double, exponent: Double) -> [EdgeBand.Bin] {
        let light = { (value: Double) in pow(value, 1 / exponent) }
        return stride(from: -5 * blur, through: 5 * blur, by: 0.5).map { u in
            let value = light(inside) + (light(outside) - light(inside)) * EdgeShape.passed(u / blur)
            let noise = 1e-4 * sin(37 * u)
            return EdgeBand.Bin(distance: u, value: pow(value, exponent) + noise, count: 200)
        }
    }

    @Test(
        "The skewness of a profile tells the encoding, and the shift where the edge lies in it",
        arguments: [(0.1, 1.2), (0.35, 1.3), (0.7, 1.6), (2.5, 1.1), (4, 2.6)])
    func encoded(inside: Double, blur: Double) throws {
        let bins = Self.profile(inside: inside, outside: 1, blur: blur, exponent: 1 / 2.2)
        let fit = try #require(EdgeShape.fitStep(bins))
        let encoding = try #require(StepEncoding(bins, fit.shape, position: fit.position))
        #expect(abs(encoding.skewness.value - 1) < 0.1)
        // A dark plate looks too small, a bright one too large.
        #expect((fit.position < 0) == (inside < 1))
        #expect(abs(fit.position) > 0.05)
        #expect(abs(fit.position + encoding.shiftPixels) < 0.01)
    }

    @Test("A profile of linear light is not skewed", arguments: [0.1, 0.5, 3])
    func linear(inside: Double) throws {
        let bins = Self.profile(inside: inside, outside: 1, blur: 1.3, exponent: 1)
        let fit = try #require(EdgeShape.fitStep(bins))
        let encoding = try #require(StepEncoding(bins, fit.shape, position: fit.position))
        #expect(abs(encoding.skewness.value) < 0.1)
        #expect(encoding.skewness.standardError < 0.1)
    }

    @Test("A rim tells nothing")
    func rim() {
        var shape = EdgeShape(inside: 0.95, outside: 1, blurPixels: 1.4)
        shape.rimDepth = 0.3
        let bins = (-14...14).map { EdgeBand.Bin(distance: 0.5 * Double($0), value: shape.value(0.5 * Double($0)), count: 100) }
        #expect(StepEncoding(bins, shape, position: 0) == nil)
        #expect(StepEncoding.shift(of: shape) == nil)
    }

    private static func tells(_ values: [Double], error: Double, bitDepth: Int = 8) -> ScreenEncoding.Verdict {
        var encoding = ScreenEncoding(bitDepth: bitDepth)
        for value in values { encoding.add(Estimate(value: value, standardError: error)) }
        return encoding.verdict
    }

    @Test("Clear profiles decide, whichever way; a few that lie far off change nothing")
    func decided() {
        let screen = Self.tells([0.9, 0.95, 1, 0.92, 40, -30, 0.97, 0.93, 0.9, 0.95, 0.94], error: 0.05)
        #expect(screen.probability > 0.98)
        #expect(screen.place(shift: 0.4).value == 0.4)
        #expect(screen.place(shift: -0.4).value == -0.4)
        #expect(screen.place(shift: -0.4).standardError < 0.05)
        let linear = Self.tells([-0.05, 0.02, 0.1, 50, 0, -0.03, -0.08, 0.04, -0.02, 0.01, 0.03], error: 0.05)
        #expect(linear.place(shift: 0.4) == Estimate(value: 0, standardError: 0))
    }

    @Test("Where the profiles do not tell, no edge is moved and the error says what it may be off by")
    func undecided() {
        for verdict in [Self.tells([], error: 1), Self.tells([0.4, -0.9, 1.3, 0.2, 0.6], error: 0.9)] {
            let place = verdict.place(shift: -0.5)
            #expect(place.value == 0)
            #expect(place.standardError > 0.15 && place.standardError < 0.5)
        }
        // Noise that is many times the skewness of any encoding.
        #expect(Self.tells([14, -3, 8, -20, 5], error: 14).place(shift: 0.05).value == 0)
    }

    @Test("What is far more skewed than an encoding makes it, or the other way, is something else", arguments: [3.0, -2])
    func otherCause(skewness: Double) {
        let verdict = Self.tells([0, 0.1, -0.1, 0, 0.05].map { skewness + $0 }, error: 0.05)
        #expect(verdict.place(shift: 0.4).value == 0)
        #expect(verdict.place(shift: 0.4).standardError > 0.1)
    }

    @Test("More than eight bits are linear unless the profiles say otherwise")
    func deep() {
        #expect(Self.tells([], error: 1, bitDepth: 16).place(shift: 0.4).standardError < 0.06)
        #expect(Self.tells([0.93, 0.95, 0.96, 0.94], error: 0.03, bitDepth: 16).place(shift: 0.4).value == 0.4)
    }

    @Test("Noise of many frames averages out in more than eight bits, and hides an encoding in eight, which may be compressed")
    func manyFrames() {
        let values: [Double] = (0..<60).map { number in
            let noise = 0.2 * Double(1 + number % 3)
            return number.isMultiple(of: 2) ? 0.8 + noise : 0.8 - noise
        }
        #expect(Self.tells(values, error: 0.4, bitDepth: 16).place(shift: 0.4).value == 0.4)
        #expect(Self.tells(values, error: 0.4).place(shift: 0.4).value == 0)
    }

    @Test("What the colours tell of the encoding is what the verdict goes by where no profile tells more")
    func colours() {
        let surely = ScreenEncoding.probability(logarithmicOdds: 8, colourOfBits: 8)
        #expect(surely > 0.99 && ScreenEncoding.probability(logarithmicOdds: -8, colourOfBits: 8) < 0.01)
        let place = ScreenEncoding(probability: surely).verdict.place(shift: 0.4)
        #expect(place.value == 0.4 && place.standardError < 0.05)
        let open = ScreenEncoding.probability(logarithmicOdds: 0, colourOfBits: 8)
        let doubtful = ScreenEncoding(probability: open).verdict.place(shift: 0.4)
        #expect(doubtful.value == 0.4 && doubtful.standardError > 0.15)
        #expect(ScreenEncoding.probability(logarithmicOdds: 0, colourOfBits: 16) < 0.5)
    }

    @Test("A crystal keeps what its edges tell where they are clear, and the shift without facets too", arguments: [1, 0.45])
    func observed(gamma: Double) throws {
        let scene = GrowthScene.camera([
            .at(110.3, 119.6, side: 80, orientation: 15), .at(250.2, 80.4, side: 8),
        ]).with { $0.gamma = gamma }
        let picture = try scene.picture()
        var segmenter = try Segmenter(width: picture.width, height: picture.height, settings: .init())
        let frame = try segmenter.segment(picture, expected: [])
        let fitter = FacetFitter(pixels: picture, illumination: frame.illumination, scale: .test)
        let seen = frame.outlines.map { fitter.observe($0, expected: nil, neighbours: [], earlier: nil) }
        let large = try #require(seen.max { $0.area.value < $1.area.value })
        let record = try #require(large.encoding)
        #expect(abs(try #require(record.skewness).value - (gamma == 1 ? 0 : 1)) < 0.25)
        #expect(abs(record.gains.side - 2) < 0.01 && abs(record.gains.area / large.perimeterMicrometers - 1) < 0.01)
        let truth = try GrowthTruth(scene).frames[0].crystals.map(\.sideMicrometers)
        let moved = large.side.value + record.gains.side * (gamma == 1 ? 0 : record.shiftMicrometers)
        #expect(abs(moved - (truth.max() ?? 0)) < 0.05 * GrowthScene.testScale)
        let small = try #require(seen.first { $0.facets.isEmpty && $0.area.value > 30 * pow(GrowthScene.testScale, 2) })
        let shift = try #require(small.encoding)
        #expect(shift.skewness == nil)
        let root = small.side.value + shift.gains.side * (gamma == 1 ? 0 : shift.shiftMicrometers)
        #expect(abs(root - (truth.min() ?? 0)) < 0.35 * GrowthScene.testScale)
    }
}
