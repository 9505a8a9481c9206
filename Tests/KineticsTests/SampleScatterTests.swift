import Facets
import Foundation
import Imaging
@testable import Kinetics
import Statistics
import Testing

@Suite("Scatter of samples beyond their standard errors")
struct SampleScatterTests {
    /// What errors that state a share of the noise are multiplied by.
    private static func factors(_ growth: SimulatedGrowth, stated share: Double) -> [Double] {
        (1...40).map { (seed: UInt64) in
            let samples = understated(growth.series(seed: seed), share).samples
            let error = samples[0].side.standardError
            return hypot(error, SampleScatter.excess(samples)) / error
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

    @Test("An error of the side is one of area and facets, and a large error is hardly widened")
    func widened() {
        var series = Self.steady.series(seed: 1)
        series.samples[3].side.standardError = 3
        series.samples[4].side.standardError = 0.3
        let wider = series.including(.independent(0.4, of: .square))
        #expect(abs(wider.samples[3].side.standardError - 3.027) < 0.001)
        #expect(abs(wider.samples[4].side.standardError - 0.5) < 1e-12)
        let (sample, facet) = (series.samples[4], series.facets[1].samples[4])
        let area = hypot(sample.area.standardError, 2 * sample.area.value / sample.side.value * 0.4)
        #expect(abs(wider.samples[4].area.standardError - area) < 1e-9)
        #expect(abs(wider.facets[1].samples[4].distance.standardError - hypot(facet.distance.standardError, 0.4)) < 1e-12)
        #expect(wider.samples[4].area.value == sample.area.value)
    }

    /// Of distances that are off by `errors`, in a polygon around a circle, or a rectangle.
    @Test("What an error of the side means for area and facets is what polygons show", arguments: [
        Habit.square, .rectangle, .hexagon, .triangle,
    ])
    func conversions(habit: Habit) throws {
        let sides = [Habit.triangle: 3, .hexagon: 6][habit] ?? 4
        let angles = (0..<sides).map { 2 * Double.pi * Double($0) / Double(sides) }
        func polygon(_ errors: [Double]) throws -> (side: Double, area: Double) {
            let distances = errors.indices.map { habit == .rectangle && $0 % 2 == 0 ? 40 + errors[$0] : 20 + errors[$0] }
            let corners = angles.indices.map { index -> Point in
                let next = (index + 1) % sides
                let (a, b) = (angles[index], angles[next])
                let determinant = sin(b - a)
                return Point(
                    x: (distances[index] * sin(b) - distances[next] * sin(a)) / determinant,
                    y: (distances[next] * cos(a) - distances[index] * cos(b)) / determinant)
            }
            let area = Polygon.area(corners)
            return (habit == .rectangle ? distances[0] + distances[2] : Polygon.perimeter(corners) / Double(sides), area)
        }
        let exact = try polygon(angles.map { _ in 0 })
        let step = 1e-4
        let common = try polygon(angles.map { _ in step })
        let shared = SideError.common((common.side - exact.side) / step, of: habit)
        #expect(abs(shared.distance - 1) < 1e-3)
        #expect(abs(shared.area(side: exact.side, area: exact.area) / ((common.area - exact.area) / step) - 1) < 1e-3)
        let single = try angles.indices.map { index in try polygon(angles.indices.map { $0 == index ? step : 0 }) }
        let side = single.reduce(0) { hypot($0, ($1.side - exact.side) / step) }
        let area = single.reduce(0) { hypot($0, ($1.area - exact.area) / step) }
        let own = SideError.independent(side, of: habit)
        #expect(abs(own.distance - 1) < 1e-3)
        #expect(abs(own.area(side: exact.side, area: exact.area) / area - 1) < 1e-3)
    }
}
