import Foundation
import Statistics

/// From a crystal's measurements to its growth: velocity, stages, nucleation, regime, area law, facets, solute flux.
public enum GrowthLaws {
    /// Fits every growth law that the series allows; what cannot be determined is nil, and a flag says why.
    ///
    /// - Parameters:
    ///   - series: in any order; samples that are not usable, not finite or not positive are left out.
    ///   - scaleRelativeStandardError: of the micrometres per pixel; enters every length, area and rate, and neither
    ///     times nor exponents, which do not depend on the scale. Not finite or negative counts as 0.
    ///   - densityGramsPerCubicCentimeter: of the crystal, for the solute flux; nil or not positive for none.
    ///
    /// The side is cut into stages of constant velocity (`GrowthStages`). The stage in which the crystal grew most
    /// is the steady growth; `sideFit`, the area law, the facets' rates and the flux are of that stage.
    public static func fit(
        _ series: GrowthSeries, scaleRelativeStandardError: Double, densityGramsPerCubicCentimeter: Double?
    ) -> CrystalKinetics {
        var result = CrystalKinetics()
        if !series.facets.contains(where: { !$0.samples.isEmpty }) { result.flags.insert(.noFacets) }
        let scaleError =
            scaleRelativeStandardError.isFinite && scaleRelativeStandardError > 0 ? scaleRelativeStandardError : 0
        let samples = series.samples.filter { $0.isUsable && $0.timeSeconds.isFinite }
        let slow = SideError.independent(SampleScatter.slowShare * SampleScatter.excess(samples), of: series.habit)
        let side = MeasuredSeries(
            samples.filter { $0.side.value > 0 }.map { (time: $0.timeSeconds, estimate: $0.side) },
            slowStandardDeviation: slow.side)
        if side.count < 5 { result.flags.insert(.tooFewFrames) }
        guard side.count >= 3 else { return result }

        let stages = GrowthStages(side)
        let velocities = StageVelocities(side: side, stages: stages)
        result.segments = velocities.segments(scaleRelativeStandardError: scaleError)
        if stages.count > 1 { result.flags.insert(.velocityChanges) }
        guard let steady = velocities.steadyGrowth else { return result }
        let line = steady.line
        result.sideFit = sideFit(
            line, commonVelocityError: series.commonError.velocity, scaleRelativeStandardError: scaleError)
        if line.hasCorrelatedResiduals { result.flags.insert(.correlatedResiduals) }
        let stretch = line.startSeconds...line.endSeconds
        result.facetRates = FacetRates.fit(
            series.facets, over: stretch, slowSideError: slow, scaleRelativeStandardError: scaleError)
        let area = AreaTrend(samples, over: stretch, slowSideError: slow)
        result.areaLaw = area?.law(line, habit: series.habit, scaleRelativeStandardError: scaleError)
        include(.common(series.commonError.side, of: series.habit), in: &result)
        guard velocities.isGrowing else {
            result.flags.formUnion([.notGrowing, .nucleationNotDetermined])
            // A wide interval around growth seen in three frames does not say that nothing grows.
            result.regime = side.count >= 5 ? .notGrowing : .undetermined
            return result
        }
        if let density = densityGramsPerCubicCentimeter, density.isFinite, density > 0 {
            result.soluteFlux = area?.soluteFlux(density: density, scaleRelativeStandardError: scaleError)
        }
        describeGrowth(&result, series: series, velocities: velocities)
        return result
    }

    /// An error that all sides share moves the line through them, and the area with it.
    private static func include(_ common: SideError, in result: inout CrystalKinetics) {
        guard common.side > 0, let fit = result.sideFit, fit.sideAtStart.value > 0 else { return }
        result.sideFit?.sideAtStart = fit.sideAtStart.including(common.side)
        guard let law = result.areaLaw else { return }
        let start = common.area(side: fit.sideAtStart.value, area: law.a0.value)
        result.areaLaw?.a0 = law.a0.including(start)
        // The area's error is in proportion to the lengths, which grow: its change in a minute is the linear term's.
        let area = law.a0.value + law.a1.value + law.a2.value
        let next = common.area(side: fit.sideAtStart.value + fit.velocity.value, area: area)
        result.areaLaw?.a1 = law.a1.including(next - start)
    }

    /// What only a growing crystal has: an exponent, a regime and a nucleation time.
    private static func describeGrowth(
        _ result: inout CrystalKinetics, series: GrowthSeries, velocities: StageVelocities
    ) {
        if let law = result.areaLaw, AreaTrend.disagrees(law) { result.flags.insert(.areaDisagreesWithSide) }
        let power = PowerLawFit(velocities)
        result.powerLaw = power?.law
        result.regime = power?.regime ?? .undetermined
        result.nucleationTime = NucleationTime.estimate(series, velocities: velocities, power: power)
        if result.nucleationTime == nil { result.flags.insert(.nucleationNotDetermined) }
    }

    private static func sideFit(
        _ line: PolynomialTrend, commonVelocityError: Double, scaleRelativeStandardError: Double
    ) -> CrystalKinetics.SideFit {
        let velocity = line.slope.including(commonVelocityError)
        let interval = line.slopeInterval95
        let scale = abs(velocity.value) * scaleRelativeStandardError
        let halfWidth = Normal.quantile(0.975) * hypot(scale, commonVelocityError)
        let low = hypot(velocity.value - interval.lowerBound, halfWidth)
        let high = hypot(interval.upperBound - velocity.value, halfWidth)
        return CrystalKinetics.SideFit(
            startSeconds: line.startSeconds, endSeconds: line.endSeconds,
            sideAtStart: line.value(at: line.startSeconds), velocity: velocity,
            combinedStandardError: hypot(velocity.standardError, scale),
            confidence95: (velocity.value - low)...(velocity.value + high),
            residualStandardDeviation: line.residualStandardDeviation, sampleCount: line.sampleCount)
    }
}

extension Estimate {
    /// With an error besides its own.
    func including(_ standardError: Double) -> Estimate {
        Estimate(value: value, standardError: hypot(self.standardError, standardError))
    }

    /// With the error of the scale added to its own; `power` is 1 for lengths and 2 for areas.
    func includingScale(_ relativeStandardError: Double, power: Double = 1) -> Estimate {
        including(power * relativeStandardError * value)
    }
}
