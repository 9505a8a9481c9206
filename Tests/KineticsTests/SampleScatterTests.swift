@testable import Kinetics
import Statistics
import Testing

@Suite("Scatter of samples beyond their standard errors")
struct SampleScatterTests {
    /// What errors that state a share of the noise are multiplied by.
    private static func factors(_ growth: SimulatedGrowth, stated share: Double) -> [Double] {
        (1...40).map { (seed: UInt64) in
            let samples = understated(growth.series(seed: seed), share).samples
            let excess = SampleScatter.excess(samples)
            return SampleScatter.factor(sideStandardError: samples[0].side.standardError, excess: excess)
        }
    }

    private static func understated(_ series: GrowthSeries, _ share: Double) -> GrowthSeries {
        var result = series
        for index in result.samples.indices { result.samples[index].side.standardError *= share }
        return result
    }

    private static let steady = SimulatedGrowth(
        times: SimulatedGrowth.every(12, count: 90), side: stagedSide(initial: 40, [(velocity: 6, until: 1e9)]))

    @Test("Samples that scatter as they say are left as they are")
    func honest() {
        let factors = Self.factors(Self.steady, stated: 1)
        #expect(factors.allSatisfy { $0 < 1.3 })
        #expect(OrderStatistics.median(factors) < 1.1)
    }

    @Test("Samples that scatter three times as much as they say get errors three times as large")
    func understated() {
        let factors = Self.factors(Self.steady, stated: 1 / 3.0)
        #expect(abs(OrderStatistics.median(factors) - 3) < 0.2)
        #expect(factors.allSatisfy { $0 > 2.1 && $0 < 3.9 })
    }

    @Test("Curved growth, a sudden change of velocity and stray samples are no scatter")
    func growthIsNoScatter() {
        var curved = Self.steady
        curved.side = { 20 + 3 * ($0 + 60).squareRoot() }
        var changing = Self.steady
        changing.side = stagedSide(
            initial: 40,
            [(velocity: 9, until: 250), (velocity: 5, until: 500), (velocity: 1, until: 750), (velocity: 0, until: 1e9)])
        changing.noiseLevel = 0.005
        var stray = Self.steady
        stray.noise = .outliers
        #expect(OrderStatistics.median(Self.factors(curved, stated: 1)) < 1.1)
        #expect(OrderStatistics.median(Self.factors(changing, stated: 1)) < 1.3)
        #expect(OrderStatistics.median(Self.factors(stray, stated: 1)) < 1.3)
    }

    @Test("Frames out of a fit, and fewer than five, tell nothing")
    func tooFew() {
        var series = Self.understated(Self.steady.series(seed: 1), 0.1)
        #expect(SampleScatter.excess(series.samples) > 0.8 * Self.steady.noiseLevel)
        #expect(SampleScatter.excess(Array(series.samples.prefix(4))) == 0)
        for index in series.samples.indices { series.samples[index].isUsable = false }
        #expect(SampleScatter.excess(series.samples) == 0)
    }

    @Test("Side, area and facets of a frame are widened alike, and a large error hardly")
    func widened() {
        var series = Self.steady.series(seed: 1)
        series.samples[3].side.standardError = 3
        series.samples[4].side.standardError = 0.3
        let wider = series.wideningErrors(excess: 0.4)
        #expect(abs(wider.samples[3].side.standardError - 3.027) < 0.001)
        #expect(abs(wider.samples[4].side.standardError - 0.5) < 1e-12)
        for (before, after) in [
            (series.samples[4].area, wider.samples[4].area),
            (series.facets[1].samples[4].distance, wider.facets[1].samples[4].distance),
        ] {
            #expect(abs(after.standardError / before.standardError - 0.5 / 0.3) < 1e-12)
            #expect(after.value == before.value)
        }
    }
}
