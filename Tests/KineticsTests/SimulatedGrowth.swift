import Facets
import Foundation
import Kinetics
import Statistics

/// The same numbers on every run and machine (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// Mixed, because neighbouring states would give the same numbers one draw later.
    init(seed: UInt64) { state = Self.mixed(seed &+ 0x9E37_79B9_7F4A_7C15) }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func normal() -> Double {
        let u = Double.random(in: Double.leastNonzeroMagnitude..<1, using: &self)
        let v = Double.random(in: 0..<1, using: &self)
        return (-2 * log(u)).squareRoot() * cos(2 * .pi * v)
    }
}

enum Noise {
    case none
    case white
    case autoregressive(Double)
    /// White noise and a sine of the same standard deviation with this many periods in the record.
    case drift(periods: Double)
    /// White noise with 7 % of the samples twenty times as wrong.
    case outliers

    func samples(_ count: Int, _ generator: inout SeededGenerator) -> [Double] {
        switch self {
        case .none: return Array(repeating: 0, count: count)
        case .white: return (0..<count).map { _ in generator.normal() }
        case .autoregressive(let rho):
            var state = generator.normal()
            return (0..<count).map { i in
                if i > 0 { state = rho * state + (1 - rho * rho).squareRoot() * generator.normal() }
                return state
            }
        case .drift(let periods):
            let phase = Double.random(in: 0..<(2 * .pi), using: &generator)
            return (0..<count).map { i in
                sin(2 * .pi * periods * Double(i) / Double(count) + phase) + 0.7 * generator.normal()
            }
        case .outliers:
            return (0..<count).map { _ in
                Double.random(in: 0..<1, using: &generator) < 0.07 ? 20 * generator.normal() : generator.normal()
            }
        }
    }
}

/// A square crystal whose side follows a law, measured with noise.
struct SimulatedGrowth {
    var times: [Double]
    var side: @Sendable (Double) -> Double
    var noise = Noise.white
    /// um
    var noiseLevel = 0.05
    var habit = Habit.square
    /// Short side over long side.
    var widthRatio = 1.0
    var lastAbsentTimeSeconds: Double?

    static func every(_ interval: Double, count: Int) -> [Double] { (0..<count).map { Double($0) * interval } }

    func series(seed: UInt64) -> GrowthSeries {
        var generator = SeededGenerator(seed: seed)
        let errors = noise.samples(times.count, &generator).map { $0 * noiseLevel }
        var samples: [GrowthSeries.Sample] = []
        var facets = [[GrowthSeries.FacetSample]](repeating: [], count: 4)
        for (i, time) in times.enumerated() {
            let measured = side(time) + errors[i]
            let width = measured * widthRatio
            samples.append(
                .init(
                    timeSeconds: time, side: Estimate(value: measured, standardError: noiseLevel),
                    area: Estimate(value: measured * width, standardError: 2 * width * noiseLevel),
                    perimeterMicrometers: 2 * (measured + width), isUsable: true))
            for k in 0..<4 {
                let distance = (k % 2 == 0 ? measured : width) / 2 + 0.5 * noiseLevel * generator.normal()
                facets[k].append(
                    .init(
                        timeSeconds: time, distance: Estimate(value: distance, standardError: noiseLevel / 2),
                        isUsable: true))
            }
        }
        return GrowthSeries(
            crystalID: 1, habit: habit, samples: samples,
            facets: facets.enumerated().map {
                .init(facet: $0.offset + 1, normalDegrees: Double($0.offset) * 90, samples: $0.element)
            }, lastAbsentTimeSeconds: lastAbsentTimeSeconds)
    }

    func fit(seed: UInt64 = 1, scaleRelativeStandardError: Double = 0, density: Double? = nil) -> CrystalKinetics {
        GrowthLaws.fit(
            series(seed: seed), scaleRelativeStandardError: scaleRelativeStandardError,
            densityGramsPerCubicCentimeter: density)
    }
}

/// Side at time t (s) of growth in stages: from `initial` with each velocity (um/min) until the stage's end (s).
func stagedSide(initial: Double, _ stages: [(velocity: Double, until: Double)]) -> @Sendable (Double) -> Double {
    { t in
        var side = initial
        var start = 0.0
        for stage in stages {
            let end = min(t, stage.until)
            if end > start { side += stage.velocity * (end - start) / 60 }
            start = stage.until
        }
        return side
    }
}
