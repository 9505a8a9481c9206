import Foundation
import Statistics

/// Diffusion coefficients of species that were unmixed from spectra.
///
/// Unmixing takes absorbances for proportional to amounts. In a beam of some height, and with stray light, they are not,
/// and at every wavelength in another measure. What that does to the unmixed amounts follows from the fitted courses, is
/// taken off, and the fit made again, until D does not change; only then is it judged. Stray light that is not stated is
/// found from what the unmixing leaves of the spectra (`SpectralStrayLight`).
public struct UnmixedDiffusion: Sendable {
    let unmixing: SpeciesUnmixing
    let geometry: CuvetteGeometry
    let path: String

    /// Means of consecutive spectra from which the first rounds take the bend, to find nearly where D settles: few are far
    /// off, more are nearer, and the rounds go through every wavelength of each.
    private static let roughSpectra = [75, 300]

    public init(unmixing: SpeciesUnmixing, geometry: CuvetteGeometry, path: String) {
        self.unmixing = unmixing
        self.geometry = geometry
        self.path = path
    }

    /// One result for each species, and how many values each lacks because no light came through.
    ///
    /// Throws `UVVisError` where a trace cannot be used.
    public func run() throws -> (results: [DiffusionResult], missing: [Int]) {
        let spectra = ProjectedSpectra(unmixing)
        let amounts = spectra.amounts
        let plain = unmixing.traces(amounts)
        for trace in plain.map(\.trace) { try trace.check(path: path) }
        let model = TraceModel(geometry: geometry)
        let fits = try plain.map { try DiffusionFit(trace: $0.trace, geometry: geometry, path: path, model: model) }
        let results = try corrected(fits, spectra, amounts, model)
        return (results, plain.map(\.missing))
    }

    /// The bend that is left makes a trace look stirred or structured, so nothing of that kind is looked for, and nothing
    /// judged, before D has settled without it. What the judgement then finds is followed until D settles again.
    private func corrected(
        _ plain: [DiffusionFit], _ spectra: ProjectedSpectra, _ amounts: [[AbsorbanceValue]], _ model: TraceModel
    ) throws -> [DiffusionResult] {
        let courses = SideBySide.map(plain.count) { plain[$0].diffusionAlone() }.compactMap(\.self)
        // Without the course of every species nothing can be taken off.
        guard courses.count == plain.count else { return SideBySide.map(plain.count) { plain[$0].run() } }
        var rounds = UnmixedRounds(spectra, amounts, geometry: geometry, model: model, path: path, courses: courses)
        for count in Self.roughSpectra {
            if let few = rounds.averaged(to: count) { try rounds.settle(with: few) }
        }
        try rounds.settle()
        return try rounds.judge()
    }
}
