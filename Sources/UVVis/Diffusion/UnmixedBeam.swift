import Foundation
import Statistics

/// What the fitted courses of all species together make of the light, at every time and channel that the unmixing uses.
struct UnmixedBeam {
    /// One time.
    struct Moment {
        let projection: UnmixingProjection
        /// Mean concentration of each species in the beam, as absorbance at the maximum of its spectrum.
        var amounts: [Double]
    }

    /// nil where too few channels are left.
    let moments: [Moment?]
    private let table: TauInterpolation
    /// At each of the table's rows.
    private let rows: [Row]
    /// Those in which the rows are known.
    private let channels: [Int]

    /// One value for each wavelength.
    private struct Row {
        /// Transmittance averaged over the beam, without stray light.
        var light: [Double]
        /// The absorbance that the mean concentrations in the beam have.
        var means: [Double]
    }

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
        let profiles = table.rows.map { row in
            species.map { $0.profile(atSeconds: start + exp(Double(row) * TauInterpolation.step)) }
        }
        let amounts = species.indices.map { k in
            table.values(profiles.map { dotProduct(plain.weights, $0[k]) })
        }
        moments = spectra.projections.indices.map { i in
            spectra.projections[i].map { Moment(projection: $0, amounts: amounts.map { $0[i] }) }
        }
        let shapes = spectra.unmixing.spectra.wavelengths.indices.map { channel in species.map { $0.shape[channel] } }
        rows = SideBySide.map(profiles.count) { Self.row(shapes, channels, profiles[$0], plain.weights) }
        self.table = table
        self.channels = channels
    }

    /// - Parameters:
    ///   - shapes: of every species at each wavelength.
    ///   - profiles: absorbances of each species at the quadrature heights.
    private static func row(
        _ shapes: [[Double]], _ channels: [Int], _ profiles: [[Double]], _ weights: [Double]
    ) -> Row {
        var row = Row(light: shapes.map { _ in 1.0 }, means: shapes.map { _ in 0.0 })
        let amounts = profiles.map { dotProduct(weights, $0) }
        // Before any solute has come, every wavelength has all of its light.
        guard profiles.contains(where: { $0.contains { abs($0) > 1e-18 } }) else { return row }
        let exponents = profiles.map { $0.map { -Photometry.ln10 * $0 } }
        for channel in channels {
            let shares = shapes[channel]
            row.light[channel] = weights.indices.reduce(0) { sum, j in
                var exponent = 0.0
                for k in shares.indices { exponent += shares[k] * exponents[k][j] }
                return sum + weights[j] * exp(exponent)
            }
            row.means[channel] = dotProduct(shares, amounts)
        }
        return row
    }

    /// Difference between what the spectrometer shows and the absorbance of the mean concentrations.
    func bend(strayLightFraction fraction: Double) -> Course {
        let factor = 1 / (1 + fraction)
        return course { -log(($0 + fraction) * factor) / Photometry.ln10 - $1 }
    }

    /// d absorbance / d stray light fraction: (1 / (1 + s) - 1 / (T + s)) / ln 10.
    func strayLightDerivatives(at fraction: Double) -> Course {
        course { light, _ in (1 / (1 + fraction) - 1 / (light + fraction)) / Photometry.ln10 }
    }

    private func course(_ value: (_ light: Double, _ mean: Double) -> Double) -> Course {
        Course(
            table: table,
            rows: rows.map { row in
                var values = row.means.map { _ in 0.0 }
                for channel in channels { values[channel] = value(row.light[channel], row.means[channel]) }
                return values
            })
    }

    /// What goes smoothly with the time since the injection, in every channel.
    struct Course {
        fileprivate let table: TauInterpolation
        fileprivate let rows: [[Double]]

        /// In the channels of a moment, which is that of the i-th time.
        func values(_ moment: Moment, at i: Int) -> [Double] {
            let all = table.values(rows, at: i)
            return moment.projection.channels.map { all[$0] }
        }
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
}
