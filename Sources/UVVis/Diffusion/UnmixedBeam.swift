import Foundation

/// What the fitted courses of all species together make of the light, at every time and channel that the unmixing uses.
struct UnmixedBeam {
    /// One time; the channels are those of the projection.
    struct Moment {
        let projection: UnmixingProjection
        /// -log10 of the transmittance averaged over the beam, without stray light.
        var absorbances: [Double]
        /// The absorbance that the mean concentrations in the beam have.
        var means: [Double]
        /// Mean concentration of each species in the beam, as absorbance at the maximum of its spectrum.
        var amounts: [Double]

        /// Difference between what the spectrometer shows and the absorbance of the mean concentrations.
        func bend(strayLightFraction fraction: Double) -> [Double] {
            zip(absorbances, means).map { Photometry.withStrayLight($0, fraction: fraction) - $1 }
        }

        /// d absorbance / d stray light fraction: (1 / (1 + s) - 1 / (T + s)) / ln 10.
        func strayLightDerivatives(at fraction: Double) -> [Double] {
            absorbances.map {
                (1 / (1 + fraction) - 1 / (exp(-Photometry.ln10 * $0) + fraction)) / Photometry.ln10
            }
        }
    }

    /// nil where too few channels are left.
    let moments: [Moment?]

    /// - Parameter projections: of every time, which no course changes.
    init(
        _ unmixing: SpeciesUnmixing, _ projections: [UnmixingProjection?], _ plain: TraceModel,
        courses: [DiffusionResult.FittedCourse]
    ) {
        let models = courses.map { course in
            course.premixedHeightMillimeters.map { plain.premixed(to: $0) } ?? plain
        }
        let parameters = courses.map { course in
            TraceParameters(
                logDiffusion: log(course.diffusionCoefficient), logAmplitude: log(course.endAbsorbance),
                startSeconds: course.startSeconds, premixedFraction: course.premixedFraction)
        }
        let shapes = unmixing.species.map(\.shape)
        moments = unmixing.spectra.times.indices.map { i in
            guard let projection = projections[i] else { return nil }
            let time = unmixing.spectra.times[i]
            let profiles = zip(models, parameters).map { model, p in
                model.concentrations(p, atSeconds: time).values.map { exp(p.logAmplitude) * $0 }
            }
            return Self.moment(projection, profiles, shapes, weights: plain.weights)
        }
    }

    private static func moment(
        _ projection: UnmixingProjection, _ profiles: [[Double]], _ shapes: [[Double]], weights: [Double]
    ) -> Moment {
        let amounts = profiles.map { profile in zip(weights, profile).reduce(0) { $0 + $1.0 * $1.1 } }
        var moment = Moment(projection: projection, absorbances: [], means: [], amounts: amounts)
        var total = weights
        for channel in projection.channels {
            for j in total.indices {
                total[j] = profiles.indices.reduce(0) { $0 + shapes[$1][channel] * profiles[$1][j] }
            }
            moment.absorbances.append(Photometry.beamAbsorbance(total, weights: weights, absorbanceAtEnd: 1))
            moment.means.append(amounts.indices.reduce(0) { $0 + shapes[$1][channel] * amounts[$1] })
        }
        return moment
    }
}
