import Kinetics
import Statistics
import Testing

@Suite("Scatter of samples beyond their standard errors")
struct SampleScatterTests {
    private static func factors(_ growth: SimulatedGrowth, stated share: Double) -> [Double] {
        (1...40).map { seed in
            SampleScatter.factor(growth.series(seed: seed).multiplyingErrors(by: share).samples)
        }
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
        changing.side = stagedSide(initial: 40, [(velocity: 9, until: 500), (velocity: 0, until: 1e9)])
        var stray = Self.steady
        stray.noise = .outliers
        #expect(OrderStatistics.median(Self.factors(curved, stated: 1)) < 1.1)
        #expect(OrderStatistics.median(Self.factors(changing, stated: 1)) < 1.1)
        #expect(OrderStatistics.median(Self.factors(stray, stated: 1)) < 1.3)
    }

    @Test("Frames out of a fit, and fewer than five, tell nothing")
    func tooFew() {
        var series = Self.steady.series(seed: 1).multiplyingErrors(by: 0.1)
        #expect(SampleScatter.factor(series.samples) > 5)
        #expect(SampleScatter.factor(Array(series.samples.prefix(4))) == 1)
        for index in series.samples.indices { series.samples[index].isUsable = false }
        #expect(SampleScatter.factor(series.samples) == 1)
    }

    @Test("Side, area and facets are widened alike")
    func widened() {
        let series = Self.steady.series(seed: 1)
        let wider = series.multiplyingErrors(by: 2)
        #expect(wider.samples[3].side.standardError == 2 * series.samples[3].side.standardError)
        #expect(wider.samples[3].area.standardError == 2 * series.samples[3].area.standardError)
        #expect(
            wider.facets[1].samples[3].distance.standardError == 2 * series.facets[1].samples[3].distance.standardError)
        #expect(wider.samples[3].side.value == series.samples[3].side.value)
    }
}
