import Foundation

/// What the fitted courses of all species together make of the light, at every time and channel that the unmixing uses.
struct UnmixedBeam {
    /// One time; the channels are those of the projection.
    struct Moment {
        let projection: UnmixingProjection
        /// Transmittance averaged over the beam, without stray light.
        var light: [Double]
        /// The absorbance that the mean concentrations in the beam have.
        var means: [Double]
        /// Mean concentration of each species in the beam, as absorbance at the maximum of its spectrum.
        var amounts: [Double]

        /// Difference between what the spectrometer shows and the absorbance of the mean concentrations.
        func bend(strayLightFraction fraction: Double) -> [Double] {
            var bend = means
            let factor = 1 / (1 + fraction)
            for j in bend.indices { bend[j] = -log((light[j] + fraction) * factor) / Photometry.ln10 - bend[j] }
            return bend
        }

        /// d absorbance / d stray light fraction: (1 / (1 + s) - 1 / (T + s)) / ln 10.
        func strayLightDerivatives(at fraction: Double) -> [Double] {
            light.map { (1 / (1 + fraction) - 1 / ($0 + fraction)) / Photometry.ln10 }
        }
    }

    /// nil where too few channels are left.
    let moments: [Moment?]

    init(_ spectra: ProjectedSpectra, _ plain: TraceModel, courses: [DiffusionResult.FittedCourse]) {
        let species = zip(courses, spectra.unmixing.species).map { SpeciesCourse($0, $1, plain) }
        // A beam of a thousand spectra is evaluated at a hundred rows of ln time, and interpolated as in a fit.
        let start = species.map(\.parameters.startSeconds).min() ?? 0
        let table = TauInterpolation(
            taus: spectra.times.map { $0 - start },
            among: species.reduce(species.first?.rows ?? 0..<0) { rows, one in
                min(rows.lowerBound, one.rows.lowerBound)..<max(rows.upperBound, one.rows.upperBound)
            })
        let channels = spectra.unmixing.channels
        let rows = table.rows.map { row in
            Self.light(species, channels, atSeconds: start + exp(Double(row) * TauInterpolation.step), plain.weights)
        }
        moments = spectra.times.indices.map { i in
            guard let projection = spectra.projections[i] else { return nil }
            let amounts = species.map { $0.amount(atSeconds: spectra.times[i], plain.weights) }
            let all = table.values(rows, at: i)
            var means = projection.channels.map { _ in 0.0 }
            for (one, amount) in zip(species, amounts) {
                for (j, channel) in projection.channels.enumerated() { means[j] += one.shape[channel] * amount }
            }
            return Moment(
                projection: projection, light: projection.channels.map { all[$0] }, means: means, amounts: amounts)
        }
    }

    /// One value for each wavelength, of which only the `channels` count.
    private static func light(
        _ species: [SpeciesCourse], _ channels: [Int], atSeconds seconds: Double, _ weights: [Double]
    ) -> [Double] {
        var light = species[0].shape.map { _ in 0.0 }
        let profiles = species.map { one in one.profile(atSeconds: seconds).map { -Photometry.ln10 * $0 } }
        for channel in channels {
            var sum = 0.0
            for j in weights.indices {
                var exponent = 0.0
                for k in species.indices { exponent += species[k].shape[channel] * profiles[k][j] }
                sum += weights[j] * exp(exponent)
            }
            light[channel] = sum
        }
        return light
    }
}

/// One species' fitted course.
private struct SpeciesCourse {
    let model: TraceModel
    let parameters: TraceParameters
    /// Of its spectrum, 1 at the maximum.
    let shape: [Double]
    private let amplitude: Double

    init(_ course: DiffusionResult.FittedCourse, _ species: SpeciesUnmixing.Species, _ plain: TraceModel) {
        model = course.premixedHeightMillimeters.map { plain.premixed(to: $0) } ?? plain
        parameters = TraceParameters(
            logDiffusion: log(course.diffusionCoefficient), logAmplitude: log(course.endAbsorbance),
            startSeconds: course.startSeconds, premixedFraction: course.premixedFraction)
        shape = species.shape
        amplitude = course.endAbsorbance
    }

    /// Multiples of `TauInterpolation.step` in the ln of the time since the injection, outside of which nothing changes.
    var rows: Range<Int> {
        let shift = -log(model.tau(parameters, at: parameters.startSeconds + 1)) / TauInterpolation.step
        return model.rows.lowerBound + Int(shift.rounded(.down))..<model.rows.upperBound + Int(shift.rounded(.up))
    }

    /// Absorbance at the quadrature heights.
    func profile(atSeconds seconds: Double) -> [Double] {
        model.concentrations(parameters, atSeconds: seconds).values.map { amplitude * $0 }
    }

    func amount(atSeconds seconds: Double, _ weights: [Double]) -> Double {
        zip(weights, profile(atSeconds: seconds)).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
