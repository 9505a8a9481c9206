import Foundation
import Statistics
import Testing

@testable import Facets

@Suite("The blurs of a crystal's rim, frame after frame")
struct BlurChainTests {
    private static let perBlur = -3.0
    private static let change = 0.005

    /// What frames tell that measure the blur's logarithm with an error, filtered as the fits of rims do it.
    private static func steps(_ measured: [Double], error: Double, newStartAt restart: Int? = nil) -> [BlurStep] {
        var steps: [BlurStep] = []
        var known: RandomWalk.State?
        for (frame, value) in measured.enumerated() {
            if frame == restart { known = nil }
            let prior = known.map { RandomWalk.State(value: $0.value, variance: $0.variance + change * change) }
                ?? RandomWalk.State(value: value, variance: pow(BlurChain.doubtOfFirst, 2))
            let information = 1 / prior.variance + 1 / (error * error)
            let told = RandomWalk.State(
                value: (prior.value / prior.variance + value / (error * error)) / information, variance: 1 / information)
            let blur = exp(told.value)
            steps.append(
                BlurStep(
                    blurs: BeckeWidth.candidates.map { blur * (1 + 0.5 * ($0 - 1)) },
                    standardError: blur * told.variance.squareRoot(), placePerBlur: perBlur,
                    change: known == nil ? nil : change))
            known = told
        }
        return steps
    }

    private static func settled(_ steps: [BlurStep], width: Double = 1, change: Double = change, usable: (Int) -> Bool = { _ in true })
        -> [BlurChain.Settled?]
    {
        var chain = BlurChain(width: width)
        let links = steps.enumerated().map { chain.add($0.element, isUsable: usable($0.offset)) }
        return BlurChain.settled(links, after: RandomWalk(change: change * change))
    }

    /// Errors of a frame, the same every time.
    private static func scatter(_ frame: Int) -> Double {
        let hash = sin(12.9898 * Double(frame) + 4.1) * 43758.5453
        return (hash - hash.rounded(.down) - 0.5) * 12.0.squareRoot()
    }

    @Test("A blur that does not change is that of all frames, from the first to the last")
    func steady() throws {
        let measured = (0..<80).map { log(1.5) + 0.03 * Self.scatter($0) }
        let steps = Self.steps(measured, error: 0.03)
        let mean = exp(measured.reduce(0, +) / Double(measured.count))
        let settled = Self.settled(steps, change: 1e-6)
        for (step, blur) in zip(steps, settled) {
            let blur = try #require(blur)
            #expect(abs(step.blurs[6] + blur.gain - mean) < 2e-4)
            #expect(abs(blur.standardError - 1.5 * 0.03 / 80.0.squareRoot()) < 1e-4)
        }
        // Another width of the line has another blur.
        let wider = try #require(Self.settled(steps, width: 1.06, change: 1e-6)[40])
        #expect(abs(steps[40].blurs[8] + wider.gain - 1.03 * mean) < 2e-4)
    }

    @Test("A drift is followed, and each frame is nearer to the truth than when it was measured")
    func drifting() throws {
        let truth = (0..<200).map { log(1.5) + 0.05 * sin(Double($0) / 25) }
        let steps = Self.steps(truth.indices.map { truth[$0] + 0.03 * Self.scatter($0) }, error: 0.03)
        let settled = Self.settled(steps)
        func rms(_ blurs: [Double]) -> Double {
            (zip(blurs, truth).reduce(0) { $0 + pow($1.0 - exp($1.1), 2) } / Double(truth.count)).squareRoot()
        }
        let before = steps.map { $0.blurs[6] }
        let after = try zip(before, settled).map { try $0 + #require($1).gain }
        #expect(rms(after) < 0.7 * rms(before))
        let stated = try settled.map { try #require($0).standardError }
        #expect(zip(stated, steps).allSatisfy { $0 <= $1.standardError * (1 + 1e-9) })
    }

    @Test("Where focus was changed at once, nothing is told across")
    func refocused() throws {
        let measured = (0..<40).map { log($0 < 20 ? 1.5 : 2.1) }
        let settled = Self.settled(Self.steps(measured, error: 0.03, newStartAt: 20))
        for blur in settled { #expect(abs(try #require(blur).gain) < 1e-9) }
    }

    @Test("Frames that are not usable tell nothing, and are told their blur by the others")
    func unusable() throws {
        let measured = (0..<60).map { log((20..<40).contains($0) ? 1.6 : 1.5) }
        let steps = Self.steps(measured, error: 0.03)
        let settled = Self.settled(steps, usable: { !(20..<40).contains($0) })
        for frame in 20..<40 {
            let blur = try #require(settled[frame])
            #expect(abs(steps[frame].blurs[6] + blur.gain - 1.5) < 0.02)
        }
        #expect(try #require(settled[30]).standardError > #require(settled[10]).standardError)
    }

    @Test("Frames whose blur is not known are left out")
    func unknown() throws {
        var steps = Self.steps((0..<10).map { _ in log(1.5) }, error: 0.03)
        steps[4].blurs = BeckeWidth.candidates.map { _ in .nan }
        let settled = Self.settled(steps)
        #expect(settled[4] == nil)
        #expect(settled.compactMap { $0 }.count == 9)
        #expect(Self.settled([]).isEmpty)
    }
}
