import Statistics

/// What every value of the spectra adds to the fraction of stray light.
///
/// The regression of `ChannelCourses` is a sum of the values, each with a weight that no noise and hardly the course changes:
/// near the solution the sum alone has to be taken again.
struct StrayLightLeverage {
    /// Of the fraction.
    let variance: Double
    /// In the channels of the projection; nil where a time has none.
    private let rows: [[Double]?]
    /// What the spectra as they were measured add.
    private let measured: Double

    /// nil where the spectra say nothing of stray light.
    init?(_ unmixing: SpeciesUnmixing, _ beam: UnmixedBeam, strayLightFraction fraction: Double) {
        let courses = ChannelCourses(unmixing, beam, strayLightFraction: fraction)
        guard let (_, variance, square) = courses.regression else { return nil }
        self.variance = variance
        let places = beam.moments.indices.filter { beam.moments[$0] != nil }
        let parts = SideBySide.map(places.count) { k -> (row: [Double], measured: Double) in
            let i = places[k]
            guard let projection = beam.moments[i]?.projection else { return ([], 0) }
            // What is left was taken off the spectrum first, and the channels' own courses then: in a sum over values as
            // they were measured, the two projections come in the other order.
            var row = projection.remainder(courses.influence(k, in: projection.channels))
            for j in row.indices { row[j] *= projection.weights[j] / square }
            let absorbances = unmixing.spectra.absorbances[i]
            return (row, dotProduct(row, projection.channels.map { absorbances[$0] }))
        }
        var rows: [[Double]?] = beam.moments.map { _ in nil }
        for (i, part) in zip(places, parts) { rows[i] = part.row }
        self.rows = rows
        measured = parts.reduce(0) { $0 + $1.measured }
    }

    /// A Gauss-Newton step from a fraction.
    func step(_ beam: UnmixedBeam, strayLightFraction fraction: Double) -> Double {
        let bend = beam.bend(strayLightFraction: fraction)
        let bent = SideBySide.map(rows.count) { i in
            guard let moment = beam.moments[i], let row = rows[i] else { return 0.0 }
            return dotProduct(row, bend.values(moment, at: i))
        }
        return measured - bent.reduce(0, +)
    }
}
