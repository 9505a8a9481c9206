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
        let rows = Self.rows(unmixing, beam, fraction: start.fraction)
        guard let (step, variance) = Self.regression(rows, beam) else {
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

    private struct Row {
        var time: Int
        var channel: Int
        var weight: Double
        /// What is left of the data, and of the stray light's influence.
        var data: Double
        var influence: Double
    }

    private static func rows(_ unmixing: SpeciesUnmixing, _ beam: UnmixedBeam, fraction: Double) -> [Row] {
        beam.moments.indices.flatMap { i -> [Row] in
            guard let moment = beam.moments[i] else { return [] }
            let projection = moment.projection
            let bend = moment.bend(strayLightFraction: fraction)
            let seen = projection.channels.indices.map {
                unmixing.spectra.absorbances[i][projection.channels[$0]] - bend[$0]
            }
            let data = projection.remainder(seen)
            let influence = projection.remainder(moment.strayLightDerivatives(at: fraction))
            return projection.channels.indices.map { j in
                Row(
                    time: i, channel: projection.channels[j], weight: projection.weights[j], data: data[j],
                    influence: influence[j])
            }
        }
    }

    /// Slope and its variance. Neighbouring channels and consecutive spectra may share their errors, which the photometric
    /// ones do not know: the variance is that of sums over whole spectra and over whole channels (Cameron, Gelbach and
    /// Miller 2011, J. Bus. Econ. Stat. 29, 238), and no less than that of independent values.
    private static func regression(_ rows: [Row], _ beam: UnmixedBeam) -> (slope: Double, variance: Double)? {
        let cleaned = Dictionary(grouping: rows, by: \.channel).values.flatMap { Self.withoutOwnCourse($0, beam) }
        var (product, square) = (0.0, 0.0)
        for row in cleaned {
            product += row.weight * row.influence * row.data
            square += row.weight * row.influence * row.influence
        }
        guard square > 0 else { return nil }
        let slope = product / square
        var byTime: [Int: Double] = [:]
        var byChannel: [Int: Double] = [:]
        var (single, misfit) = (0.0, 0.0)
        for row in cleaned {
            let residual = row.data - slope * row.influence
            let score = row.weight * row.influence * residual
            byTime[row.time, default: 0] += score
            byChannel[row.channel, default: 0] += score
            single += score * score
            misfit += row.weight * residual * residual
        }
        func sum(_ scores: [Int: Double]) -> Double { scores.values.reduce(0) { $0 + $1 * $1 } }
        let clustered = (sum(byTime) + sum(byChannel) - single) / (square * square)
        let independent = misfit / Double(max(1, cleaned.count)) / square
        return (slope, max(clustered, independent))
    }

    /// The rows of one channel without what is constant or goes with the amounts of the species.
    private static func withoutOwnCourse(_ rows: [Row], _ beam: UnmixedBeam) -> [Row] {
        let species = beam.moments.lazy.compactMap(\.self).first?.amounts.count ?? 0
        guard rows.count > species + 3 else { return [] }
        let columns = [rows.map { _ in 1.0 }]
            + (0..<species).map { k in rows.map { beam.moments[$0.time]?.amounts[k] ?? 0 } }
        guard
            let projection = UnmixingProjection(
                channels: Array(rows.indices), columns: columns, weights: rows.map(\.weight))
        else { return [] }
        let data = projection.remainder(rows.map(\.data))
        let influence = projection.remainder(rows.map(\.influence))
        return rows.indices.map { i in
            var row = rows[i]
            (row.data, row.influence) = (data[i], influence[i])
            return row
        }
    }
}
