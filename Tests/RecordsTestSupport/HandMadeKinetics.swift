import Kinetics
import Statistics

/// Growth laws as a fit of the synthetic run would give them, made by hand from its truth.
public enum HandMadeKinetics {
    public static func square(side: Double, velocity: Double, start: Double, end: Double) -> CrystalKinetics {
        let minutes = (end - start) / 60
        return CrystalKinetics(
            sideFit: CrystalKinetics.SideFit(
                startSeconds: start, endSeconds: end, sideAtStart: Estimate(value: side, standardError: 0.06),
                velocity: Estimate(value: velocity, standardError: 0.006), combinedStandardError: 0.0212,
                confidence95: velocity - 0.042 ... velocity + 0.042, residualStandardDeviation: 0.25,
                sampleCount: Int(minutes * 3)),
            nucleationTime: Estimate(value: start - side / velocity * 60, standardError: 3.1),
            segments: [
                CrystalKinetics.Segment(
                    startSeconds: start, endSeconds: (start + end) / 2,
                    sideVelocity: Estimate(value: velocity, standardError: 0.012)),
                CrystalKinetics.Segment(
                    startSeconds: (start + end) / 2, endSeconds: end,
                    sideVelocity: Estimate(value: velocity - 0.01, standardError: 0.012)),
            ],
            powerLaw: CrystalKinetics.PowerLaw(
                exponent: Estimate(value: 1.004, standardError: 0.008), confidence95: 0.988 ... 1.02),
            regime: .interfaceLimited,
            areaLaw: CrystalKinetics.AreaLaw(
                startSeconds: start, endSeconds: end,
                a0: Estimate(value: side * side, standardError: 18),
                a1: Estimate(value: 2 * side * velocity, standardError: 3.5),
                a2: Estimate(value: velocity * velocity, standardError: 0.2),
                a2FromSide: Estimate(value: velocity * velocity + 0.1, standardError: 0.3),
                disagreementSigmas: -0.28),
            facetRates: (1 ... 4).map {
                CrystalKinetics.FacetRate(
                    facet: $0, normalDegrees: 12 + 90 * Double($0 - 1),
                    normalRate: Estimate(value: velocity / 2, standardError: 0.004))
            },
            soluteFlux: Estimate(value: 1.59e-5, standardError: 4.4e-8), flags: [])
    }

    public static func rounded(start: Double, end: Double) -> CrystalKinetics {
        CrystalKinetics(
            sideFit: CrystalKinetics.SideFit(
                startSeconds: start, endSeconds: end, sideAtStart: Estimate(value: 44.3, standardError: 0.08),
                velocity: Estimate(value: 2.659, standardError: 0.009), combinedStandardError: 0.0114,
                confidence95: 2.637 ... 2.681, residualStandardDeviation: 0.27, sampleCount: 60),
            regime: .undetermined, flags: [.noFacets, .nucleationNotDetermined, .correlatedResiduals])
    }
}
