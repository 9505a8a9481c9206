import Foundation
import Statistics

/// What the textbook's plane source in a half-space makes of a trace: for comparison with publications that used it.
///
/// A = A_inf L / sqrt(pi D (t - t0)) exp(-z² / 4 D (t - t0)) + b at the middle of the beam. It knows neither the height of
/// the layer and of the beam, nor that light is averaged and strays, nor the surface of the liquid; t0 and b are free where
/// they are in the fit that it is compared with.
struct PlaneSourceFit {
    /// ln D and its standard error for independent noise; nil where it does not converge.
    let logDiffusion: Estimate?
    /// Of the residuals, absorbance.
    let residualStandardDeviation: Double

    init(_ candidate: CandidateFit, geometry: CuvetteGeometry, span: Double, rise: Double) {
        let fitter = candidate.fitter
        let known = candidate.parameters
        let (hasStart, hasBaseline) = (fitter.free.contains(.startTime), fitter.free.contains(.baseline))
        let start = [known.logDiffusion, known.logAmplitude] + (hasStart ? [known.startSeconds / span] : [])
            + (hasBaseline ? [known.baseline / rise] : [])
        let distance = geometry.beamDistanceMeters
        let height = geometry.columnHeightMeters
        let options = LeastSquares.Options(
            tolerance: 1e-9, maximumEvaluations: 200, scale: start.map { _ in 1 }, firstSteps: [0.05, 1])
        let fit = LeastSquares.fit(start: start, options: options) { vector in
            let begin = hasStart ? vector[2] * span : known.startSeconds
            let offset = hasBaseline ? vector[vector.count - 1] * rise : known.baseline
            return fitter.times.indices.map { i in
                let concentration = PlaneSource.relativeConcentration(
                    atMeters: distance, diffusionTimesTime: exp(vector[0]) * (fitter.times[i] - begin),
                    columnHeightMeters: height)
                return (exp(vector[1]) * concentration + offset - fitter.absorbances[i]) / fitter.noiseScale[i]
            }
        }
        logDiffusion = fit.success ? Estimate(value: fit.parameters[0], standardError: fit.standardErrors[0]) : nil
        residualStandardDeviation = fit.residualStandardDeviation
    }

    /// In the words of a result.
    func comparison(with logDiffusion: Double) -> DiffusionResult.PlaneSourceComparison? {
        self.logDiffusion.map { found in
            let value = exp(found.value)
            return DiffusionResult.PlaneSourceComparison(
                diffusionCoefficient: Estimate(value: value, standardError: value * found.standardError),
                relativeDifference: exp(found.value - logDiffusion) - 1,
                residualStandardDeviation: residualStandardDeviation)
        }
    }
}
