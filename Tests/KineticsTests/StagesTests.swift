import Foundation
import Kinetics
import Statistics
import Testing

@Suite("Stages of growth")
struct StagesTests {
    @Test("Induction, growth, slow-down and stop are found where they are, with their velocities")
    func fourStages() throws {
        let fit = SimulatedGrowth(
            times: SimulatedGrowth.every(10, count: 200),
            side: stagedSide(initial: 30, [(0, 305), (8, 1003), (3, 1497), (0, .infinity)])
        ).fit()
        try #require(fit.segments.count == 4)
        let truth = [0.0, 8, 3, 0]
        for (segment, velocity) in zip(fit.segments, truth) {
            #expect(abs(segment.sideVelocity.value - velocity) < 4 * segment.sideVelocity.standardError)
            #expect(segment.sideVelocity.standardError < 0.03)
        }
        for (segment, start) in zip(fit.segments.dropFirst(), [305.0, 1003, 1497]) {
            #expect(abs(segment.startSeconds - start) < 5)
        }
        let side = try #require(fit.sideFit)
        #expect(side.startSeconds > 300 && side.endSeconds < 1008)
        #expect(side.confidence95.contains(8))
        #expect(fit.flags.contains(.velocityChanges))
        // It rested before it grew: when it began cannot be told from this record.
        #expect(fit.nucleationTime == nil && fit.flags.contains(.nucleationNotDetermined))
    }

    @Test("A stop among outliers is one stop", arguments: [1, 2, 3, 4])
    func stopWithOutliers(seed: UInt64) throws {
        let fit = SimulatedGrowth(
            times: SimulatedGrowth.every(10, count: 100), side: stagedSide(initial: 30, [(8, 743), (0, .infinity)]),
            noise: .outliers
        ).fit(seed: seed)
        try #require(fit.segments.count == 2)
        #expect(abs(fit.segments[1].startSeconds - 743) < 10)
        #expect(abs(fit.segments[0].sideVelocity.value - 8) < 0.02)
    }

    @Test("Thirteen frames are enough for a change to half the velocity")
    func shortRecord() throws {
        let fit = SimulatedGrowth(
            times: SimulatedGrowth.every(120, count: 13), side: stagedSide(initial: 60, [(8, 700), (4, .infinity)])
        ).fit()
        try #require(fit.segments.count == 2)
        #expect(abs(fit.segments[1].startSeconds - 700) < 15)
    }

    @Test(
        "The focus drifting to and fro by a twentieth of a pixel is not a change of velocity",
        arguments: [0.6, 8.0], [30.0, 250])
    func focusDrift(velocity: Double, period: Double) {
        // 0.75 um/px.
        let fit = SimulatedGrowth(
            times: SimulatedGrowth.every(10, count: 150),
            side: { 100 + velocity * $0 / 60 + 0.0375 * sin(2 * .pi * $0 / period) }, noiseLevel: 0.02
        ).fit()
        #expect(fit.segments.count == 1)
    }

    @Test("Straight growth is one stage under any noise", arguments: 1...5)
    func noFalseBreaks(seed: UInt64) {
        for noise in [Noise.white, .autoregressive(0.9), .drift(periods: 3)] {
            let fit = SimulatedGrowth(
                times: SimulatedGrowth.every(36, count: 40), side: { 60 + 1.5 * $0 / 60 }, noise: noise
            ).fit(seed: seed)
            #expect(fit.segments.count == 1)
        }
    }

    @Test("A crystal that does not grow is said not to, with a velocity around zero", arguments: 1...5)
    func notGrowing(seed: UInt64) throws {
        let growth = SimulatedGrowth(times: SimulatedGrowth.every(10, count: 60), side: { _ in 50 })
        let fit = growth.fit(seed: seed, density: 4)
        #expect(fit.regime == .notGrowing)
        #expect(fit.flags.isSuperset(of: [.notGrowing, .nucleationNotDetermined]))
        #expect(abs(try #require(fit.sideFit).velocity.value) < 0.02)
        #expect(fit.powerLaw == nil && fit.nucleationTime == nil && fit.soluteFlux == nil)
    }

    @Test("A dissolving crystal has a negative velocity and does not grow")
    func dissolving() throws {
        let fit = SimulatedGrowth(times: SimulatedGrowth.every(10, count: 60), side: { 100 - 4 * $0 / 60 }).fit()
        #expect(abs(try #require(fit.sideFit).velocity.value + 4) < 0.02)
        #expect(fit.regime == .notGrowing)
    }

    @Test("A hundred thousand frames give the same stages, in bounded time")
    func longRecord() throws {
        let growth = SimulatedGrowth(
            times: SimulatedGrowth.every(0.01, count: 100_000),
            side: stagedSide(initial: 30, [(8, 700), (0, .infinity)]),
            noise: .autoregressive(0.9))
        var series = growth.series(seed: 3)
        series.facets = []
        let clock = ContinuousClock()
        var fit = CrystalKinetics()
        let elapsed = clock.measure {
            fit = GrowthLaws.fit(series, scaleRelativeStandardError: 0, densityGramsPerCubicCentimeter: nil)
        }
        try #require(fit.segments.count == 2)
        #expect(abs(fit.segments[1].startSeconds - 700) < 2)
        #expect(abs(try #require(fit.sideFit).velocity.value - 8) < 0.002)
        // 0.3 s in a release build; a debug build on a loaded machine is thirty times slower.
        #expect(elapsed < .seconds(30))
    }
}
