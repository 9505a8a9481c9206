import Foundation
import Statistics

/// How the stated errors of the geometry reach D.
struct GeometrySensitivity {
    /// Of ln D; 0 where no error is stated.
    let standardErrorOfLogD: Double

    /// Fits again with the beam, the layer and the liquid's surface moved by their standard errors, either way.
    init(_ fit: DiffusionFit, _ candidate: CandidateFit) {
        let geometry = fit.geometry
        var sum = 0.0
        let sources: [(Double?, (inout CuvetteGeometry, Double) -> Void)] = [
            (geometry.beamHeightStandardErrorMillimeters, {
                $0.beamBottomMillimeters += $1
                $0.beamTopMillimeters += $1
            }),
            (geometry.layerHeightStandardErrorMillimeters, { $0.layerHeightMillimeters += $1 }),
            (geometry.columnHeightStandardErrorMillimeters, { $0.columnHeightMillimeters += $1 }),
        ]
        for (error, move) in sources {
            guard let error, error > 0 else { continue }
            let change = Self.change(of: candidate.fit.parameters[0], for: error) { shift in
                var moved = geometry
                move(&moved, shift)
                return Self.logDiffusion(fit, candidate, moved)
            }
            sum += change * change
        }
        standardErrorOfLogD = sum.squareRoot()
    }

    /// By how much ln D goes with a shift of one standard error.
    ///
    /// Where an end lies outside of the cuvette or cannot be fitted, what a part of the error does is taken as linear.
    /// Infinite where no part can be had: an error that is stated is never dropped.
    private static func change(
        of centre: Double, for error: Double, _ logDiffusion: (Double) -> Double?
    ) -> Double {
        let ends = [-error, error].compactMap { shift -> Double? in
            for part in [1, 0.5, 0.25, 0.1, 0.03, 0.01] {
                if let moved = logDiffusion(part * shift) { return (moved - centre) / part }
            }
            return nil
        }
        return ends.count == 2 ? (ends[1] - ends[0]) / 2 : ends.first ?? .infinity
    }

    private static func logDiffusion(
        _ fit: DiffusionFit, _ candidate: CandidateFit, _ geometry: CuvetteGeometry
    ) -> Double? {
        guard geometry.beamBottomMillimeters >= 0, geometry.beamTopMillimeters <= geometry.columnHeightMillimeters,
            geometry.layerHeightMillimeters > 0, geometry.layerHeightMillimeters < geometry.columnHeightMillimeters
        else { return nil }
        var model = TraceModel(geometry: geometry)
        model.averagesLight = fit.model.averagesLight
        if let height = candidate.fitter.model.premixedHeightMillimeters {
            model = model.premixed(to: min(height, geometry.columnHeightMillimeters))
        }
        let old = candidate.fitter
        let fitter = TraceFitter(
            model: model,
            trace: TraceSamples(times: old.times, absorbances: old.absorbances, noiseScale: old.noiseScale),
            free: Set(old.free), fixed: old.fixed, span: fit.span, rise: fit.rise, noise: old.noise)
        let result = fitter.fit(from: candidate.parameters, tolerance: 1e-7, evaluations: 60)
        return result.chiSquare.isFinite ? result.parameters[0] : nil
    }
}
