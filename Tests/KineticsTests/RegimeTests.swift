import Facets
import Foundation
import Kinetics
import Statistics
import Testing

@Suite("Exponent and regime")
struct RegimeTests {
    private func growth(exponent: Double, noiseLevel: Double = 0.05, start: Double = 60) -> SimulatedGrowth {
        // Nucleates at 30 s and has grown to 150 um at 1230 s.
        SimulatedGrowth(
            times: SimulatedGrowth.every(10, count: 120).map { $0 + start },
            side: { 150 * pow(max(0, $0 - 30) / 1200, exponent) }, noiseLevel: noiseLevel)
    }

    @Test(
        "The exponent tells the regime, whatever the velocity's changes",
        arguments: [
            (1.0, CrystalKinetics.Regime.interfaceLimited), (0.5, .diffusionLimited), (0.75, .mixed),
        ])
    func regimes(exponent: Double, regime: CrystalKinetics.Regime) throws {
        let fit = growth(exponent: exponent).fit()
        let law = try #require(fit.powerLaw)
        #expect(abs(law.exponent.value - exponent) < 0.01)
        #expect(law.confidence95.contains(law.exponent.value))
        #expect(fit.regime == regime)
        #expect(abs(try #require(fit.nucleationTime).value - 30) < 3)
        #expect(fit.flags.contains(.velocityChanges) == (exponent < 1))
    }

    @Test("Growth that surely gains speed, or slows down more than diffusion makes it, has no regime", arguments: [1.4, 0.35])
    func noRegime(exponent: Double) throws {
        let fit = growth(exponent: exponent).fit()
        let law = try #require(fit.powerLaw)
        #expect(law.confidence95.lowerBound > 1.1 || law.confidence95.upperBound < 0.45)
        #expect(fit.regime == .undetermined)
    }

    @Test("What the samples state and do not scatter is in the exponent's error: it may bend the curve")
    func slowError() throws {
        // Half a micrometre in the middle third of the growth.
        let bent = SimulatedGrowth(
            times: SimulatedGrowth.every(20, count: 60),
            side: { 60 + 8 * $0 / 60 + 0.25 * (1 - cos(2 * .pi * $0 / 1180)) }, noiseLevel: 0.05)
        var series = bent.series(seed: 3)
        func law() throws -> CrystalKinetics.PowerLaw {
            try #require(GrowthLaws.fit(
                series, scaleRelativeStandardError: 0, densityGramsPerCubicCentimeter: nil).powerLaw)
        }
        for index in series.samples.indices { series.samples[index].side.standardError = 0.05 }
        let plain = try law()
        for index in series.samples.indices { series.samples[index].side.standardError = 0.5 }
        let doubtful = try law()
        #expect(abs(doubtful.exponent.value - plain.exponent.value) < 1e-6)
        #expect(!plain.confidence95.contains(1) && doubtful.confidence95.contains(1))
        #expect(doubtful.exponent.standardError > 2 * plain.exponent.standardError)
    }

    @Test("A slow-down after linear growth does not turn the regime of the growth into a mixed one")
    func slowDown() {
        let fit = SimulatedGrowth(
            times: SimulatedGrowth.every(10, count: 150), side: stagedSide(initial: 10, [(8, 900), (2, .infinity)])
        ).fit()
        #expect(fit.regime == .interfaceLimited)
    }

    @Test("A short late piece of growth with noise leaves the regime open, with a wide interval", arguments: 1...4)
    func undetermined(seed: UInt64) throws {
        let fit = SimulatedGrowth(
            times: SimulatedGrowth.every(10, count: 20), side: { 400 + 2 * $0 / 60 }, noiseLevel: 0.2
        ).fit(seed: seed)
        #expect(fit.regime == .undetermined)
        if let law = fit.powerLaw {
            #expect(law.confidence95.upperBound - law.confidence95.lowerBound > 0.5)
        }
    }

    @Test("The exponent's interval holds the truth in nine of ten series")
    func coverage() throws {
        var hits = 0
        for seed in 1...25 {
            var series = growth(exponent: 0.5, noiseLevel: 0.3).series(seed: UInt64(seed))
            series.facets = []
            let fit = GrowthLaws.fit(series, scaleRelativeStandardError: 0, densityGramsPerCubicCentimeter: nil)
            if try #require(fit.powerLaw).confidence95.contains(0.5) { hits += 1 }
        }
        #expect(hits >= 22)
    }
}

@Suite("Nucleation time")
struct NucleationTests {
    @Test(
        "The interval of the extrapolated time holds the truth, with and without frames before",
        arguments: [true, false])
    func coverage(seenFromTheStart: Bool) throws {
        var hits = 0
        var worst = 0.0
        for seed in 1...30 {
            let growth = SimulatedGrowth(
                times: SimulatedGrowth.every(20, count: 40).map { $0 + 300 }, side: { 5 * ($0 - 283) / 60 },
                noiseLevel: 0.1, lastAbsentTimeSeconds: seenFromTheStart ? nil : 280)
            var series = growth.series(seed: UInt64(seed))
            series.facets = []
            let time = try #require(
                GrowthLaws.fit(series, scaleRelativeStandardError: 0, densityGramsPerCubicCentimeter: nil)
                    .nucleationTime)
            if abs(time.value - 283) < 2 * time.standardError { hits += 1 }
            worst = max(worst, time.standardError)
            #expect(time.value <= 300)
        }
        #expect(hits >= 26)
        #expect(worst < 3)
    }

    @Test("Growth that was slower while it could not be measured leaves what the frames say")
    func slowerAtFirst() throws {
        // Seen from 300 s on, measurable from 600 s on; the line through what was measured starts at 500 s.
        let growth = SimulatedGrowth(
            times: SimulatedGrowth.every(20, count: 60).map { $0 + 300 },
            side: { $0 < 600 ? 2 + $0 / 100 : 5 * ($0 - 500) / 60 }, lastAbsentTimeSeconds: 290)
        var series = growth.series(seed: 1)
        for i in series.samples.indices where series.samples[i].timeSeconds < 600 { series.samples[i].isUsable = false }
        let time = try #require(
            GrowthLaws.fit(series, scaleRelativeStandardError: 0, densityGramsPerCubicCentimeter: nil).nucleationTime)
        #expect(time.value == 295)
        #expect(abs(time.standardError - 10 / 12.0.squareRoot()) < 1e-12)
    }

    @Test("Seen in the first frame already and growing only later, it has no nucleation time")
    func restsAtFirst() throws {
        let growth = SimulatedGrowth(
            times: SimulatedGrowth.every(20, count: 60), side: { $0 < 600 ? 2 : 2 + 5 * ($0 - 600) / 60 })
        var series = growth.series(seed: 1)
        for i in series.samples.indices where series.samples[i].timeSeconds < 640 { series.samples[i].isUsable = false }
        let fit = GrowthLaws.fit(series, scaleRelativeStandardError: 0, densityGramsPerCubicCentimeter: nil)
        #expect(fit.sideFit != nil && fit.nucleationTime == nil)
        #expect(fit.flags.contains(.nucleationNotDetermined))
    }

    @Test("A crystal that was large at the start has no nucleation time")
    func tooFarBack() {
        let fit = SimulatedGrowth(times: SimulatedGrowth.every(10, count: 60), side: { 200 + 5 * $0 / 60 }).fit()
        #expect(fit.nucleationTime == nil)
        #expect(fit.flags.contains(.nucleationNotDetermined))
    }
}
