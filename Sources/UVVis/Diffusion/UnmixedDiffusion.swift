import Foundation
import Statistics

/// Diffusion coefficients of species that were unmixed from spectra.
///
/// Unmixing takes absorbances for proportional to amounts. In a beam of some height, and with stray light, they are not,
/// and at every wavelength in another measure. What that does to the unmixed amounts follows from the fitted courses, is
/// taken off, and the fit made again, until neither changes.
public struct UnmixedDiffusion: Sendable {
    let unmixing: SpeciesUnmixing
    let geometry: CuvetteGeometry
    let path: String

    private static let rounds = 2

    public init(unmixing: SpeciesUnmixing, geometry: CuvetteGeometry, path: String) {
        self.unmixing = unmixing
        self.geometry = geometry
        self.path = path
    }

    /// One result for each species, and how many values each lacks because no light came through.
    ///
    /// Throws `UVVisError` where a trace cannot be used.
    public func run() throws -> (results: [DiffusionResult], missing: [Int]) {
        let amounts = unmixing.amounts(tolerance: 3)
        let plain = traces(amounts, minus: nil)
        for trace in plain.map(\.trace) { try trace.check(path: path) }
        var results = try plain.map { try DiffusionFit(trace: $0.trace, geometry: geometry, path: path).run() }
        var even = geometry
        even.strayLightFraction = 0
        for _ in 0..<Self.rounds {
            try Task.checkCancellation()
            // Without the course of every species nothing can be taken off.
            guard let bend = bend(results.map(\.parameters)) else { break }
            results = try traces(amounts, minus: bend).map {
                try DiffusionFit(trace: $0.trace, geometry: even, path: path, averagesLight: false).run()
            }
        }
        return (results, plain.map(\.missing))
    }

    private func traces(
        _ amounts: [[AbsorbanceValue]], minus bend: [[Double]]?
    ) -> [(trace: AbsorbanceTrace, missing: Int)] {
        unmixing.species.indices.map { k in
            let values = amounts.indices.map { i in
                var value = amounts[i][k]
                if let bend { value.absorbance -= bend[i][k] }
                return value
            }
            return TraceBuilder.trace(values, times: unmixing.spectra.times, name: unmixing.species[k].name)
        }
    }

    /// By how much each unmixed amount differs from the mean concentration in the beam; one list per time.
    private func bend(_ courses: [DiffusionResult.FittedCourse?]) -> [[Double]]? {
        let known = courses.compactMap(\.self)
        guard known.count == courses.count else { return nil }
        let plain = TraceModel(geometry: geometry)
        let models = known.map { course in
            course.premixedHeightMillimeters.map { plain.premixed(to: $0) } ?? plain
        }
        let parameters = known.map { course in
            TraceParameters(
                logDiffusion: log(course.diffusionCoefficient), logAmplitude: log(course.endAbsorbance),
                startSeconds: course.startSeconds, premixedFraction: course.premixedFraction)
        }
        return unmixing.spectra.times.indices.map { i in
            let used = unmixing.usedChannels(at: i)
            let time = unmixing.spectra.times[i]
            let profiles = zip(models, parameters).map { $0.concentrations($1, atSeconds: time) }
            let difference = used.map { channel in
                curvature(known, profiles, shapes: unmixing.species.map { $0.shape[channel] })
            }
            let all = Array(unmixing.species.indices)
            guard used.count > all.count + 2, let fit = unmixing.solve(difference, at: i, used, all) else {
                return all.map { _ in 0 }
            }
            return all.map { fit.parameters[$0] }
        }
    }

    /// Absorbance that the spectrometer shows of one channel minus that of the mean concentrations.
    private func curvature(
        _ courses: [DiffusionResult.FittedCourse], _ profiles: [(values: [Double], weights: [Double])],
        shapes: [Double]
    ) -> Double {
        guard let weights = profiles.first?.weights else { return 0 }
        var total = weights.map { _ in 0.0 }
        for (k, profile) in profiles.enumerated() {
            let amplitude = courses[k].endAbsorbance * shapes[k]
            for j in total.indices { total[j] += amplitude * profile.values[j] }
        }
        var mean = 0.0
        for j in weights.indices { mean += weights[j] * total[j] }
        let seen = Photometry.beamAbsorbance(total, weights: weights, absorbanceAtEnd: 1)
        return Photometry.withStrayLight(seen, fraction: geometry.strayLightFraction ?? 0) - mean
    }
}
