import Statistics

/// Normal growth rates of a crystal's facets.
enum FacetRates {
    /// Slopes of each facet's distance from the seed point over the stretch of steady growth; facets with fewer than
    /// three measurements in it are left out.
    static func fit(
        _ facets: [GrowthSeries.FacetSeries], over stretch: ClosedRange<Double>, slowSideError: SideError,
        scaleRelativeStandardError: Double
    ) -> [CrystalKinetics.FacetRate] {
        facets.compactMap { facet in
            let distance = MeasuredSeries(
                facet.samples.filter(\.isUsable).map { (time: $0.timeSeconds, estimate: $0.distance) },
                slowStandardDeviation: slowSideError.distance
            ).within(stretch)
            guard let line = PolynomialTrend(distance, degree: 1) else { return nil }
            return CrystalKinetics.FacetRate(
                facet: facet.facet, normalDegrees: facet.normalDegrees,
                normalRate: line.slope.includingScale(scaleRelativeStandardError))
        }
    }
}
