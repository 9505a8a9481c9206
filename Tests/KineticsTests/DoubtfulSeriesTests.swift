import Facets
import Foundation
import Kinetics
import Statistics
import Testing

@Suite("Short, broken and strange series")
struct DoubtfulSeriesTests {
    private func sample(_ time: Double, _ side: Double, usable: Bool = true) -> GrowthSeries.Sample {
        .init(
            timeSeconds: time, side: Estimate(value: side, standardError: 0.05),
            area: Estimate(value: side * side, standardError: 0.1 * side), perimeterMicrometers: 4 * side,
            isUsable: usable)
    }

    private func fit(_ samples: [GrowthSeries.Sample], scale: Double = 0, density: Double? = 4) -> CrystalKinetics {
        GrowthLaws.fit(
            GrowthSeries(crystalID: 1, habit: .square, samples: samples, facets: [], lastAbsentTimeSeconds: nil),
            scaleRelativeStandardError: scale, densityGramsPerCubicCentimeter: density)
    }

    private let noisy = (0..<40).map { i in (Double(i) * 15, 50 + 4 * Double(i) * 15 / 60 + 0.03 * sin(Double(i * i))) }

    @Test("No, one or two usable frames give no fit and say so", arguments: 0...2)
    func tooFew(count: Int) {
        let result = fit((0..<count).map { sample(Double($0), 10 + Double($0)) })
        #expect(result.sideFit == nil && result.segments.isEmpty && result.regime == .undetermined)
        #expect(result.flags.contains(.tooFewFrames))
    }

    @Test("Three frames give a velocity with the wide interval of one degree of freedom")
    func threeFrames() throws {
        let result = fit([sample(0, 20), sample(60, 23.1), sample(120, 25.9)])
        let side = try #require(result.sideFit)
        let halfWidth = (side.confidence95.upperBound - side.confidence95.lowerBound) / 2
        #expect(abs(side.velocity.value - 2.95) < 1e-9)
        #expect(abs(halfWidth / side.velocity.standardError - 12.706) < 0.01)
        #expect(result.flags.contains(.tooFewFrames))
        #expect(result.areaLaw == nil && result.powerLaw == nil && result.soluteFlux == nil)
    }

    @Test("The order of the samples does not matter")
    func order() {
        let forward = noisy.map { sample($0.0, $0.1) }
        let a = fit(forward)
        let b = fit(forward.reversed())
        #expect(a.sideFit?.velocity == b.sideFit?.velocity && a.sideFit?.confidence95 == b.sideFit?.confidence95)
        #expect(a.areaLaw?.a2 == b.areaLaw?.a2 && a.powerLaw?.exponent == b.powerLaw?.exponent)
    }

    @Test("The same series gives the same numbers every time")
    func deterministic() {
        let samples = noisy.map { sample($0.0, $0.1) }
        var first = fit(samples)
        var second = fit(samples)
        #expect(first.flags == second.flags)
        // A set prints its elements in any order.
        first.flags = []
        second.flags = []
        #expect(String(describing: first) == String(describing: second))
    }

    @Test("Values that are not finite, not positive or not usable are left out")
    func badValues() throws {
        let good = noisy.map { sample($0.0, $0.1) }
        let bad = [
            sample(31, .nan), sample(.infinity, 60), sample(.nan, 60), sample(33, -5), sample(34, 0),
            sample(77, 500, usable: false),
        ]
        let clean = try #require(fit(good).sideFit)
        let dirty = try #require(fit(good + bad).sideFit)
        #expect(clean.velocity == dirty.velocity)
        #expect(dirty.sampleCount == clean.sampleCount)
    }

    @Test("Areas and errors that are not finite spare the velocity")
    func badAreas() throws {
        var samples = noisy.map { sample($0.0, $0.1) }
        for i in samples.indices {
            samples[i].area = Estimate(value: .nan, standardError: .nan)
            samples[i].side.standardError = i % 2 == 0 ? .nan : -1
            samples[i].perimeterMicrometers = .nan
        }
        let result = fit(samples)
        #expect(abs(try #require(result.sideFit).velocity.value - 4) < 0.02)
        #expect(result.areaLaw == nil && result.soluteFlux == nil)
    }

    @Test("Frames of one and the same time count as one")
    func identicalTimes() throws {
        #expect(fit((0..<10).map { sample(5, 20 + Double($0)) }).sideFit == nil)
        let doubled = noisy.flatMap { [sample($0.0, $0.1), sample($0.0, $0.1)] }
        #expect(try #require(fit(doubled).sideFit).sampleCount == noisy.count)
    }

    @Test("Exactly constant sides have the velocity zero and do not grow")
    func constant() throws {
        let result = fit((0..<20).map { sample(Double($0), 42) })
        #expect(abs(try #require(result.sideFit).velocity.value) < 1e-9)
        #expect(result.regime == .notGrowing)
        #expect(result.segments.count == 1)
    }

    @Test("A scale or a density without sense is not used")
    func senselessSettings() throws {
        let samples = noisy.map { sample($0.0, $0.1) }
        let plain = try #require(fit(samples).sideFit)
        for scale in [Double.nan, .infinity, -0.1] {
            let side = try #require(fit(samples, scale: scale).sideFit)
            #expect(side.combinedStandardError == plain.velocity.standardError)
        }
        for density in [Double.nan, .infinity, -4, 0] { #expect(fit(samples, density: density).soluteFlux == nil) }
        #expect(fit(samples, density: nil).soluteFlux == nil)
    }

    @Test("Numbers that mean nothing end in finite numbers or nil", arguments: 1...25)
    func anything(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let count = Int.random(in: 0...60, using: &generator)
        let size = pow(10, Double.random(in: -6...9, using: &generator))
        let length = pow(10, Double.random(in: -6...9, using: &generator))
        let samples = (0..<count).map { _ in
            let time = length * Double.random(in: 0...1, using: &generator)
            return sample(time, size * Double.random(in: 0...1, using: &generator))
        }
        let result = fit(samples)
        for number in [
            result.sideFit?.velocity.value, result.sideFit?.velocity.standardError,
            result.sideFit?.confidence95.lowerBound,
            result.nucleationTime?.value, result.nucleationTime?.standardError, result.powerLaw?.exponent.value,
            result.powerLaw?.exponent.standardError, result.powerLaw?.confidence95.upperBound, result.areaLaw?.a2.value,
            result.areaLaw?.a2.standardError, result.areaLaw?.disagreementSigmas, result.soluteFlux?.value,
        ] {
            if let number { #expect(number.isFinite) }
        }
        for segment in result.segments {
            #expect(segment.sideVelocity.standardError.isFinite && segment.endSeconds >= segment.startSeconds)
        }
    }

    @Test("A crystal without facets says so")
    func noFacets() {
        #expect(fit(noisy.map { sample($0.0, $0.1) }).flags.contains(.noFacets))
    }
}

@Suite("Area law and solute flux")
struct AreaTests {
    @Test(
        "The quadratic coefficient and the side's velocity agree for every habit",
        arguments: [Habit.square, .hexagon, .rectangle, .ribbon])
    func agreement(habit: Habit) throws {
        let ratio = habit == .ribbon ? 0.15 : habit == .rectangle ? 0.6 : habit == .hexagon ? 2.598 : 1
        let fit = SimulatedGrowth(
            times: SimulatedGrowth.every(20, count: 60), side: { 60 + 8 * $0 / 60 }, habit: habit, widthRatio: ratio
        ).fit()
        let law = try #require(fit.areaLaw)
        #expect(abs(law.a2FromSide.value / (ratio * 64) - 1) < 0.01)
        #expect(abs(law.a2.value - ratio * 64) < 4 * law.a2.standardError)
        #expect(abs(law.disagreementSigmas) < 4)
        #expect(!fit.flags.contains(.areaDisagreesWithSide))
    }

    @Test("The width of a rectangle may grow at a velocity of its own")
    func ownWidth() throws {
        let growth = SimulatedGrowth(
            times: SimulatedGrowth.every(20, count: 60), side: { 60 + 8 * $0 / 60 }, habit: .rectangle)
        var series = growth.series(seed: 1)
        for i in series.samples.indices {
            series.samples[i].area.value = series.samples[i].side.value * (20 + 2 * series.samples[i].timeSeconds / 60)
        }
        let law = try #require(
            GrowthLaws.fit(series, scaleRelativeStandardError: 0, densityGramsPerCubicCentimeter: nil).areaLaw)
        #expect(abs(law.a2FromSide.value - 16) < 0.05)
        #expect(abs(law.a2.value - 16) < 0.1)
    }

    @Test("An area that grows by another law than the side is flagged")
    func disagreement() throws {
        let growth = SimulatedGrowth(times: SimulatedGrowth.every(20, count: 60), side: { 60 + 8 * $0 / 60 })
        var series = growth.series(seed: 1)
        for i in series.samples.indices {
            let minutes = series.samples[i].timeSeconds / 60
            series.samples[i].area.value = 3600 + 960 * minutes + 80 * minutes * minutes
        }
        let fit = GrowthLaws.fit(series, scaleRelativeStandardError: 0, densityGramsPerCubicCentimeter: nil)
        #expect(fit.flags.contains(.areaDisagreesWithSide))
        #expect(try #require(fit.areaLaw).disagreementSigmas > 10)
    }

    @Test("Into the sides of a MAPbI3 square at 8 um/min flow 1.66e-5 g per mm2 and minute")
    func soluteFlux() throws {
        let flux = try #require(
            SimulatedGrowth(times: SimulatedGrowth.every(20, count: 60), side: { 60 + 8 * $0 / 60 }).fit(density: 4.16)
                .soluteFlux)
        #expect(abs(flux.value - 1.664e-5) < 0.002e-5)
        #expect(flux.standardError > 0 && flux.standardError < 0.002e-5)
    }
}
