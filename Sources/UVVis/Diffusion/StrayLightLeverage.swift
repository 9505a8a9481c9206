/// What every value of the spectra adds to the fraction of stray light.
///
/// The regression of `ChannelCourses` is a sum of the values, each with a weight that no noise and hardly the course changes:
/// near the solution the sum alone has to be taken again.
struct StrayLightLeverage {
    /// Of the fraction.
    let variance: Double
    /// In the channels of the projection; nil where a time has none.
    private let rows: [[Double]?]

    /// nil where the spectra say nothing of stray light.
    init?(_ unmixing: SpeciesUnmixing, _ beam: UnmixedBeam, strayLightFraction fraction: Double) {
        let courses = ChannelCourses(unmixing, beam, strayLightFraction: fraction)
        guard let (_, variance, square) = courses.regression else { return nil }
        self.variance = variance
        var k = -1
        rows = beam.moments.map { moment in
            guard let projection = moment?.projection else { return nil }
            k += 1
            // What is left was taken off the spectrum first, and the channels' own courses then: in a sum over values as
            // they were measured, the two projections come in the other order.
            var row = projection.remainder(courses.influence(k, in: projection.channels))
            for j in row.indices { row[j] *= projection.weights[j] / square }
            return row
        }
    }

    /// A Gauss-Newton step from a fraction.
    func step(_ unmixing: SpeciesUnmixing, _ beam: UnmixedBeam, strayLightFraction fraction: Double) -> Double {
        var sum = 0.0
        for (i, moment) in beam.moments.enumerated() {
            guard let moment, let row = rows[i] else { continue }
            let absorbances = unmixing.spectra.absorbances[i]
            let bend = moment.bend(strayLightFraction: fraction)
            for (j, channel) in moment.projection.channels.enumerated() {
                sum += row[j] * (absorbances[channel] - bend[j])
            }
        }
        return sum
    }
}
