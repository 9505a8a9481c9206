import Facets
import Imaging
import Statistics

/// The point of the sample from which a crystal's facets are measured: its centre when it first showed facets.
struct SeedPoint {
    /// um, in the sample's coordinates.
    let position: Point
    /// Of each component, um.
    let standardError: Double

    /// The centre lies midway between opposite facets, so that its variance along a normal is half of a facet's.
    init(_ observation: CrystalObservation, drift: StageDrift) {
        position = observation.centre - drift.displacementMicrometers
        let measured = observation.facets.filter(\.isMeasured)
        let variance = measured.map { $0.offsetMicrometers.standardError * $0.offsetMicrometers.standardError }
            .reduce(0, +) / Double(max(1, measured.count))
        let driftVariance = drift.standardErrorMicrometers * drift.standardErrorMicrometers
        standardError = (variance / 2 + driftVariance).squareRoot()
    }

    /// Distance of a facet's line (camera coordinates) from the seed point along the facet's normal.
    func distance(to facet: Facet, drift: StageDrift) -> Estimate {
        let normal = facet.normal
        let value = facet.offsetMicrometers.value - normal.dot(position + drift.displacementMicrometers)
        let offsetError = facet.offsetMicrometers.standardError
        let variance = offsetError * offsetError + standardError * standardError
            + drift.standardErrorMicrometers * drift.standardErrorMicrometers
        return Estimate(value: value, standardError: variance.squareRoot())
    }
}
