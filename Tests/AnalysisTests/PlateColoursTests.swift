import Testing

@testable import Analysis
@testable import Facets

@Suite("What the colours of all plates tell together")
struct PlateColoursTests {
    /// One plate in one picture: how badly each encoding explains it, and the rim that it needs.
    private static func estimate(
        linear: (misfit: Double, rim: Double), screen: (misfit: Double, rim: Double), shift: Double = 0.1
    ) -> ColourEstimate {
        ColourEstimate(
            linear: .init(shift: shift, tilt: 0, rimDepth: linear.rim, misfitPixels: linear.misfit),
            screen: .init(shift: shift - 0.3, tilt: 0, rimDepth: screen.rim, misfitPixels: screen.misfit))
    }

    private static func probability(_ estimates: [ColourEstimate], bitDepth: Int = 8) throws -> Double {
        try #require(PlateColours(estimates, bitDepth: bitDepth)).screenProbability
    }

    private static func many(_ one: ColourEstimate) -> [ColourEstimate] { [ColourEstimate](repeating: one, count: 8) }

    @Test("What explains the colours of all plates is taken for certain")
    func decided() throws {
        let screen = Self.many(Self.estimate(linear: (0.2, 0.02), screen: (0.03, 0)))
        #expect(try Self.probability(screen) > 0.98)
        let linear = Self.many(Self.estimate(linear: (0.02, 0), screen: (0.25, -0.03)))
        #expect(try Self.probability(linear) < 0.02)
        let colours = try #require(PlateColours(screen, bitDepth: 8))
        #expect(colours.shift.linear == 0.1 && abs(colours.shift.screen + 0.2) < 1e-12)
    }

    @Test("Plates that contradict each other decide nothing, however clearly each speaks")
    func contradiction() throws {
        // Compression left the colours of some where their plate was before.
        let some = [(0.03, 0.16), (0.22, 0.04), (0.02, 0.17), (0.27, 0.09), (0.01, 0.18)]
        let probability = try Self.probability(
            some.map { Self.estimate(linear: ($0.0, 0.01), screen: ($0.1, 0.01)) })
        #expect(probability > 0.1 && probability < 0.9)
    }

    @Test("Where both explain the colours, the one without a rim is likelier", arguments: [8, 16])
    func rim(bitDepth: Int) throws {
        let without = Self.many(Self.estimate(linear: (0.005, 0.03), screen: (0.005, 0)))
        #expect(try Self.probability(without, bitDepth: bitDepth) > 0.9)
        // With a rim either way nothing is told.
        let open = try Self.probability(Self.many(Self.estimate(linear: (0.01, 0.12), screen: (0.01, 0.08))))
        #expect(abs(open - ScreenEncoding.probability(logarithmicOdds: 0, colourOfBits: 8)) < 0.01)
    }

    @Test("One plate alone tells nothing, nor do plates whose edges lie elsewhere each")
    func unusable() {
        let one = Self.estimate(linear: (0.2, 0.02), screen: (0.03, 0))
        #expect(PlateColours([one], bitDepth: 8) == nil)
        let apart = [-0.8, -0.4, 0, 0.4, 0.8].map { Self.estimate(linear: (0.2, 0.02), screen: (0.03, 0), shift: $0) }
        #expect(PlateColours(apart, bitDepth: 8) == nil)
    }
}
