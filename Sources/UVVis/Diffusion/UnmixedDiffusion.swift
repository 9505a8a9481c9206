import Foundation
import Statistics

/// Diffusion coefficients of species that were unmixed from spectra.
///
/// Unmixing takes absorbances for proportional to amounts. In a beam of some height, and with stray light, they are not,
/// and at every wavelength in another measure. What that does to the unmixed amounts follows from the fitted courses, is
/// taken off, and the fit made again, until D does not change. Stray light that is not stated is found from what the
/// unmixing leaves of the spectra (`SpectralStrayLight`).
public struct UnmixedDiffusion: Sendable {
    let unmixing: SpeciesUnmixing
    let geometry: CuvetteGeometry
    let path: String

    private static let mostRounds = 5
    /// Of ln D, in units of its standard error.
    private static let settled = 0.05

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
        let plain = traces(amounts)
        for trace in plain.map(\.trace) { try trace.check(path: path) }
        var results = try plain.map { try DiffusionFit(trace: $0.trace, geometry: geometry, path: path).run() }
        var even = geometry
        even.strayLightFraction = 0
        var strayLight = geometry.strayLightFraction.map(SpectralStrayLight.stated)
            ?? SpectralStrayLight(fraction: 0, standardError: 0)
        for _ in 0..<Self.mostRounds {
            try Task.checkCancellation()
            // Without the course of every species nothing can be taken off.
            let courses = results.compactMap(\.parameters)
            guard courses.count == results.count else { break }
            let beam = UnmixedBeam(unmixing, geometry: geometry, courses: courses)
            if geometry.strayLightFraction == nil {
                strayLight = SpectralStrayLight(unmixing, beam, from: strayLight)
            }
            let before = results
            results = try traces(amounts, minus: UnmixedBend(unmixing, beam, strayLight)).map {
                try DiffusionFit(trace: $0.trace, geometry: even, path: path, averagesLight: false).run()
            }
            for k in results.indices { results[k].state(strayLight, isStated: geometry.strayLightFraction != nil) }
            if zip(before, results).allSatisfy(Self.isSettled) { break }
        }
        return (results, plain.map(\.missing))
    }

    private static func isSettled(_ before: DiffusionResult, _ after: DiffusionResult) -> Bool {
        guard let a = before.diffusionCoefficient, let b = after.diffusionCoefficient else { return false }
        return abs(a.value - b.value) < settled * b.standardError
    }

    private func traces(
        _ amounts: [[AbsorbanceValue]], minus bend: UnmixedBend? = nil
    ) -> [(trace: AbsorbanceTrace, missing: Int)] {
        unmixing.species.indices.map { k in
            let values = amounts.indices.map { i in
                var value = amounts[i][k]
                if let bend { value.absorbance -= bend.values[i][k] }
                return value
            }
            var (trace, missing) = TraceBuilder.trace(
                values, times: unmixing.spectra.times, name: unmixing.species[k].name)
            if let bend {
                let present = values.indices.filter { values[$0].absorbance.isFinite }
                trace.sharedError = bend.sharedError(ofSpecies: k, atTimes: present)
            }
            return (trace, missing)
        }
    }
}

extension DiffusionResult {
    /// In place of the stray light of the fit, from whose trace it was taken off before.
    fileprivate mutating func state(_ strayLight: SpectralStrayLight, isStated: Bool) {
        guard let place = nuisances.firstIndex(where: { $0.name == Nuisance.strayLight.rawValue }) else { return }
        nuisances[place].estimate = Estimate(
            value: strayLight.fraction, standardError: strayLight.standardError)
        nuisances[place].isFree = !isStated
        nuisances[place].reason =
            isStated
            ? "stated by the geometry, and taken off with the unmixing"
            : strayLight.isImplausible
                ? "not known: the spectra bend in a way that no stray light explains; its usual size is in the error of D"
                : "free, because the geometry does not state it: from what the unmixing leaves of the spectra"
    }
}
