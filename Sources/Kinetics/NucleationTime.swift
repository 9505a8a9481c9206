import Foundation
import Statistics

/// When the crystal began to grow from nothing.
enum NucleationTime {
    /// From the growth law at side zero and the frames in which the crystal was not there.
    ///
    /// The law gives a normal distribution of t_n. The crystal was there when it was first seen, and in the last
    /// frame without it no larger than at its first measurement; so t_n lies between
    /// lastAbsent - (time to grow to the first side) and firstSeen, and the estimate is the mean of the distribution
    /// cut to that. Where the law starts later than the crystal was seen (it grew more slowly at first), the frames
    /// alone count.
    /// - Returns: nil where the record starts with a crystal at rest, where the law would have to be trusted further
    ///   back than it was observed, or where it starts later than the crystal was seen and no frame is without it.
    static func estimate(
        _ series: GrowthSeries, velocities: StageVelocities, power: PowerLawFit?
    ) -> Estimate? {
        guard velocities.growsFromTheStart, var extrapolated = extrapolation(velocities, power) else { return nil }
        if let velocity = velocities.steadyGrowth?.line.slope.value, velocity > 0 {
            extrapolated = extrapolated.including(60 * series.commonError.side / velocity)
        }
        let firstSeen = series.samples.map(\.timeSeconds).filter(\.isFinite).min() ?? velocities.side.first
        let firstUsable = velocities.side.first
        guard extrapolated.value.isFinite, extrapolated.standardError.isFinite,
            firstUsable - extrapolated.value <= velocities.side.span
        else { return nil }
        let startsTooLate = extrapolated.value - 4 * extrapolated.standardError > firstSeen
        guard let absent = series.lastAbsentTimeSeconds, absent.isFinite, absent < firstSeen else {
            return startsTooLate ? nil : truncated(extrapolated, to: -.infinity, firstSeen)
        }
        if startsTooLate {
            return Estimate(value: (absent + firstSeen) / 2, standardError: (firstSeen - absent) / 12.0.squareRoot())
        }
        let earliest = absent - max(0, firstUsable - extrapolated.value)
        return truncated(extrapolated, to: earliest, firstSeen)
    }

    private static func extrapolation(_ velocities: StageVelocities, _ power: PowerLawFit?) -> Estimate? {
        if let power, power.coversChangingVelocity { return power.nucleationTime }
        return velocities.fitted.first { $0.line.slope.value > 0 }?.line.zeroCrossing
    }

    /// Mean and standard deviation of a normal distribution cut to low...high (Johnson, Kotz and Balakrishnan,
    /// Continuous Univariate Distributions, 13.10.1).
    static func truncated(_ estimate: Estimate, to low: Double, _ high: Double) -> Estimate {
        let sigma = estimate.standardError
        guard sigma > 0 else {
            return Estimate(value: min(max(estimate.value, low), high), standardError: 0)
        }
        let a = (low - estimate.value) / sigma
        let b = (high - estimate.value) / sigma
        let mass = Normal.cumulative(b) - Normal.cumulative(a)
        // Beyond this the differences of the tails have no digits left; the nearest end is the answer.
        guard mass > 1e-6 else {
            return Estimate(value: min(max(estimate.value, low), high), standardError: sigma)
        }
        func density(_ z: Double) -> Double { z.isFinite ? exp(-z * z / 2) / (2 * Double.pi).squareRoot() : 0 }
        func weighted(_ z: Double) -> Double { z.isFinite ? z * density(z) : 0 }
        let shift = (density(a) - density(b)) / mass
        let variance = 1 + (weighted(a) - weighted(b)) / mass - shift * shift
        return Estimate(
            value: estimate.value + sigma * shift, standardError: sigma * max(variance, 0).squareRoot())
    }
}
