import Facets
import Foundation
import Statistics
import Testing

@testable import Kinetics

@Suite("Side velocity")
struct VelocityTests {
    @Test("Exact linear growth gives its velocity, nucleation time, exponent, area law and flux exactly")
    func exactGrowth() throws {
        // The published plate: 147 to 330 um in 24 min.
        let fit = SimulatedGrowth(
            times: SimulatedGrowth.every(20, count: 73), side: { 147 + 7.625 * $0 / 60 }, noise: .none
        ).fit(density: 4.16)
        let side = try #require(fit.sideFit)
        #expect(abs(side.velocity.value - 7.625) < 1e-9)
        #expect(abs(side.sideAtStart.value - 147) < 1e-7)
        #expect(side.startSeconds == 0 && side.endSeconds == 1440 && side.sampleCount == 73)
        #expect(abs(try #require(fit.nucleationTime).value + 147 / 7.625 * 60) < 1e-4)
        #expect(abs(try #require(fit.powerLaw).exponent.value - 1) < 1e-4)
        #expect(fit.regime == .interfaceLimited)
        let area = try #require(fit.areaLaw)
        #expect(abs(area.a0.value - 147 * 147) < 1e-4)
        #expect(abs(area.a1.value - 2 * 147 * 7.625) < 1e-5)
        #expect(abs(area.a2.value - 7.625 * 7.625) < 1e-6)
        #expect(abs(area.a2FromSide.value - 7.625 * 7.625) < 1e-6)
        #expect(abs(try #require(fit.soluteFlux).value - 4.16e-6 * 7.625 / 2) < 1e-12)
        #expect(fit.segments.count == 1)
        #expect(fit.flags.isEmpty)
    }

    @Test("The scale's error enters velocity, area and flux, and neither nucleation time nor exponent")
    func scaleError() throws {
        let growth = SimulatedGrowth(times: SimulatedGrowth.every(20, count: 60), side: { 60 + 8 * $0 / 60 })
        let bare = growth.fit(density: 4)
        let scaled = growth.fit(scaleRelativeStandardError: 0.01, density: 4)
        let side = try #require(scaled.sideFit)
        #expect(side.velocity == bare.sideFit?.velocity)
        let combined = hypot(side.velocity.standardError, 0.01 * side.velocity.value)
        #expect(abs(side.combinedStandardError / combined - 1) < 1e-12)
        #expect(side.confidence95.upperBound - side.velocity.value > 0.0195 * side.velocity.value)
        #expect(abs(try #require(scaled.areaLaw).a2.standardError / (0.02 * 64) - 1) < 0.02)
        #expect(abs(try #require(scaled.soluteFlux).standardError / (0.01 * 16e-6) - 1) < 0.02)
        #expect(try #require(scaled.facetRates.first).normalRate.standardError > 0.0399)
        #expect(try #require(scaled.segments.first).sideVelocity.standardError > 0.0799)
        #expect(scaled.nucleationTime == bare.nucleationTime)
        #expect(scaled.powerLaw?.exponent == bare.powerLaw?.exponent)
        #expect(scaled.areaLaw?.disagreementSigmas == bare.areaLaw?.disagreementSigmas)
    }

    @Test("An error that the samples state and their scatter does not show is taken for a slow one")
    func slowError() throws {
        let growth = SimulatedGrowth(
            times: SimulatedGrowth.every(20, count: 60), side: { 60 + 8 * $0 / 60 }, noiseLevel: 0.05)
        var stated = growth.series(seed: 3)
        let plain = try #require(GrowthLaws.fit(
            stated, scaleRelativeStandardError: 0, densityGramsPerCubicCentimeter: nil).sideFit)
        for index in stated.samples.indices { stated.samples[index].side.standardError = 0.5 }
        let doubtful = try #require(GrowthLaws.fit(
            stated, scaleRelativeStandardError: 0, densityGramsPerCubicCentimeter: nil).sideFit)
        #expect(abs(doubtful.velocity.value - plain.velocity.value) < 1e-9)
        // 0.5 um in each half of 1180 s: 1.5 sqrt(2) 0.5 um over 19.7 min.
        #expect(abs(doubtful.velocity.standardError / 0.0539 - 1) < 0.03)
        #expect(doubtful.confidence95.contains(plain.velocity.value + 0.1))
        #expect(plain.velocity.standardError < 0.005)
    }

    // 120 series each; a true coverage of 95 % falls below 90 % in fewer than 2 % of such trials.
    @Test(
        "The 95 % interval of a line's slope holds the truth, and is not wider than needed",
        arguments: [
            ("white", 12, 3.6), ("white", 60, 3.2), ("ar0.5", 40, 3.8), ("ar0.9", 110, 4.5), ("drift", 60, 4.5),
            ("outliers", 60, 3.6),
        ])
    func coverage(_ kind: String, count: Int, widestRatio: Double) throws {
        let noises: [String: Noise] = [
            "white": .white, "ar0.5": .autoregressive(0.5), "ar0.9": .autoregressive(0.9),
            "drift": .drift(periods: 1.5), "outliers": .outliers,
        ]
        let growth = SimulatedGrowth(
            times: SimulatedGrowth.every(1440 / Double(count), count: count), side: { 147 + 7.625 * $0 / 60 },
            noise: try #require(noises[kind]))
        var hits = 0
        var squares = 0.0
        var width = 0.0
        let trials = 120
        for seed in 1...trials {
            let samples = growth.series(seed: UInt64(seed)).samples
            let series = MeasuredSeries(samples.map { (time: $0.timeSeconds, estimate: $0.side) })
            let line = try #require(PolynomialTrend(series, degree: 1))
            let interval = line.slopeInterval95
            if interval.contains(7.625) { hits += 1 }
            squares += (line.slope.value - 7.625) * (line.slope.value - 7.625)
            width += (interval.upperBound - interval.lowerBound) / 2
        }
        #expect(Double(hits) / Double(trials) >= 0.9)
        #expect(width / Double(trials) < widestRatio * (squares / Double(trials)).squareRoot())
    }

    @Test("The interval of the velocity holds the truth when the stage was found in the same data")
    func coverageWithStop() throws {
        let growth = SimulatedGrowth(
            times: SimulatedGrowth.every(30, count: 40), side: stagedSide(initial: 30, [(8, 900), (0, .infinity)]))
        var hits = 0
        for seed in 1...40 {
            var series = growth.series(seed: UInt64(seed))
            series.facets = []
            let fit = GrowthLaws.fit(series, scaleRelativeStandardError: 0, densityGramsPerCubicCentimeter: nil)
            if try #require(fit.sideFit).confidence95.contains(8) { hits += 1 }
        }
        #expect(hits >= 36)
    }

    @Test("Facets move with half the side's velocity on a square, the short ones slower on a ribbon")
    func facetRates() throws {
        let times = SimulatedGrowth.every(20, count: 60)
        let square = SimulatedGrowth(times: times, side: { 60 + 8 * $0 / 60 }).fit()
        #expect(square.facetRates.count == 4)
        for rate in square.facetRates {
            #expect(abs(rate.normalRate.value - 4) < 4 * rate.normalRate.standardError)
            #expect(rate.normalRate.standardError < 0.01)
        }
        let ribbon = SimulatedGrowth(times: times, side: { 60 + 8 * $0 / 60 }, habit: .ribbon, widthRatio: 0.2).fit()
        #expect(abs(ribbon.facetRates[1].normalRate.value - 0.8) < 0.01)
        #expect(ribbon.facetRates[1].normalDegrees == 90)
    }

    @Test("An error that all sides share moves the line and its start, and does not tilt it")
    func commonError() throws {
        let common = 0.5
        var series = SimulatedGrowth(
            times: SimulatedGrowth.every(20, count: 73), side: { 147 + 7.625 * $0 / 60 }
        ).series(seed: 4)
        let alone = GrowthLaws.fit(series, scaleRelativeStandardError: 0, densityGramsPerCubicCentimeter: nil)
        series.commonError.side = common
        let shared = GrowthLaws.fit(series, scaleRelativeStandardError: 0, densityGramsPerCubicCentimeter: nil)
        let (a, b) = (try #require(alone.sideFit), try #require(shared.sideFit))
        #expect(a.velocity.value == b.velocity.value && a.velocity.standardError == b.velocity.standardError)
        #expect(a.confidence95 == b.confidence95)
        #expect(abs(b.sideAtStart.standardError - hypot(a.sideAtStart.standardError, common)) < 1e-12)
        let start = try #require(alone.nucleationTime).standardError
        let moved = try #require(shared.nucleationTime).standardError
        #expect(moved > start && moved < 1.01 * hypot(start, 60 * common / a.velocity.value))
        let (law, other) = (try #require(alone.areaLaw), try #require(shared.areaLaw))
        // A crystal whose sides are all larger by this.
        let larger = law.a0.value * pow(1 + common / a.sideAtStart.value, 2) - law.a0.value
        #expect(abs(other.a0.standardError / hypot(law.a0.standardError, larger) - 1) < 0.05)
        #expect(other.a1.standardError > law.a1.standardError)
        #expect(other.a2.standardError == law.a2.standardError)
        series.commonError.velocity = 0.2
        let tilted = try #require(GrowthLaws.fit(
            series, scaleRelativeStandardError: 0, densityGramsPerCubicCentimeter: nil).sideFit)
        #expect(abs(tilted.velocity.standardError - hypot(a.velocity.standardError, 0.2)) < 1e-12)
        #expect(tilted.confidence95.upperBound - tilted.velocity.value > 1.95 * 0.2)
    }
}
