import Foundation
import Statistics

/// The fraction of stray light from what unmixing leaves of the spectra.
///
/// Stray light takes off s (10^A - 1) / ln 10 at every wavelength, which is no sum of the species' spectra: it shows where
/// the mixture absorbs most, and grows with more than the first power of the absorbance. Only that is asked of the data.
/// What goes with the first power, or does not change, in any single channel (an error of a pure spectrum, the noise of
/// the reference) is left to that channel. One fraction holds for all wavelengths, as in the geometry file.
struct SpectralStrayLight: Sendable, Equatable {
    var fraction: Double
    var standardError: Double
    /// What the spectra say and no stray light can be.
    var isImplausible = false

    static func stated(_ fraction: Double) -> SpectralStrayLight {
        SpectralStrayLight(fraction: fraction, standardError: 0)
    }

    /// What is known of spectrometers before any spectrum is seen.
    static let unknown = SpectralStrayLight(fraction: 0, standardError: NuisanceSelection.strayLightExperience)

    init(fraction: Double, standardError: Double) {
        self.fraction = fraction
        self.standardError = standardError
    }

    /// One Gauss-Newton step from a fraction, with the experience that it is a percent at most as one more measurement.
    init(_ unmixing: SpeciesUnmixing, _ beam: UnmixedBeam, from start: SpectralStrayLight) {
        let courses = Self.courses(unmixing, beam, fraction: start.fraction)
        guard let (step, variance) = Self.regression(courses.compactMap { $0.withoutOwnCourse(beam) }, beam) else {
            self = .unknown
            return
        }
        let found = start.fraction + step
        let prior = NuisanceSelection.strayLightExperience * NuisanceSelection.strayLightExperience
        let share = prior / (prior + variance)
        self.init(fraction: share * found, standardError: (share * variance).squareRoot())
        if fraction < -3 * standardError || fraction > NuisanceSelection.mostStrayLight {
            // Something else bends the spectra. What stray light there is beside it is not known.
            self = .unknown
            isImplausible = true
        }
    }

    /// What is left of the data, and of the stray light's influence, in one channel.
    private struct ChannelCourse {
        /// Of the times at which the channel is used.
        var places: [Int] = []
        var weights: [Double] = []
        var data: [Double] = []
        var influence: [Double] = []

        /// Without what is constant or goes with the amounts of the species; nil where too little is left.
        func withoutOwnCourse(_ beam: UnmixedBeam) -> ChannelCourse? {
            let species = beam.moments.lazy.compactMap(\.self).first?.amounts.count ?? 0
            guard places.count > species + 3 else { return nil }
            let columns = [places.map { _ in 1.0 }]
                + (0..<species).map { k in places.map { beam.moments[$0]?.amounts[k] ?? 0 } }
            guard
                let projection = UnmixingProjection(
                    channels: Array(places.indices), columns: columns, weights: weights)
            else { return nil }
            var course = self
            course.data = projection.remainder(data)
            course.influence = projection.remainder(influence)
            return course
        }
    }

    /// One for each wavelength of the series.
    private static func courses(
        _ unmixing: SpeciesUnmixing, _ beam: UnmixedBeam, fraction: Double
    ) -> [ChannelCourse] {
        var courses = unmixing.spectra.wavelengths.map { _ in ChannelCourse() }
        for (i, moment) in beam.moments.enumerated() {
            guard let moment else { continue }
            let projection = moment.projection
            let bend = moment.bend(strayLightFraction: fraction)
            let seen = projection.channels.indices.map {
                unmixing.spectra.absorbances[i][projection.channels[$0]] - bend[$0]
            }
            let data = projection.remainder(seen)
            let influence = projection.remainder(moment.strayLightDerivatives(at: fraction))
            for (j, channel) in projection.channels.enumerated() {
                courses[channel].places.append(i)
                courses[channel].weights.append(projection.weights[j])
                courses[channel].data.append(data[j])
                courses[channel].influence.append(influence[j])
            }
        }
        return courses
    }

    /// Slope and its variance. Neighbouring channels and consecutive spectra may share their errors, which the photometric
    /// ones do not know: the variance is that of sums over whole spectra and over whole channels (Cameron, Gelbach and
    /// Miller 2011, J. Bus. Econ. Stat. 29, 238), and no less than that of independent values.
    private static func regression(
        _ courses: [ChannelCourse], _ beam: UnmixedBeam
    ) -> (slope: Double, variance: Double)? {
        var (product, square) = (0.0, 0.0)
        for course in courses {
            for i in course.places.indices {
                let leverage = course.weights[i] * course.influence[i]
                product += leverage * course.data[i]
                square += leverage * course.influence[i]
            }
        }
        guard square > 0 else { return nil }
        let slope = product / square
        var byTime = beam.moments.map { _ in 0.0 }
        var (byChannel, single, misfit) = (0.0, 0.0, 0.0)
        for course in courses {
            var sum = 0.0
            for (i, place) in course.places.enumerated() {
                let residual = course.data[i] - slope * course.influence[i]
                let score = course.weights[i] * course.influence[i] * residual
                byTime[place] += score
                sum += score
                single += score * score
                misfit += course.weights[i] * residual * residual
            }
            byChannel += sum * sum
        }
        let clustered = (byTime.reduce(0) { $0 + $1 * $1 } + byChannel - single) / (square * square)
        let count = courses.reduce(0) { $0 + $1.places.count }
        let independent = misfit / Double(max(1, count)) / square
        return (slope, max(clustered, independent))
    }
}
