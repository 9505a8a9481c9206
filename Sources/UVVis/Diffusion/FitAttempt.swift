import Foundation
import Statistics

/// A fit of the whole trace or of a part of it.
struct FitAttempt {
    var candidate: CandidateFit
    /// By how much the injection has to be moved from its stated time, where the data ask for that.
    var startShiftSeconds: Double?
    /// nil where the derivatives depend on each other.
    var refinement: CorrelatedRefinement?
    var structure: ResidualStructure?
    /// At the beginning of the trace.
    var leftOutSeconds = 0.0
    /// Half the difference between what the fits with and without the beginning say.
    var ambiguityOfLogD = 0.0

    /// - Parameter shared: what all values have in common.
    init(
        candidate: CandidateFit, startShiftSeconds: Double?, refinement: CorrelatedRefinement?, shared: SharedError?
    ) {
        self.candidate = candidate
        self.startShiftSeconds = startShiftSeconds
        self.refinement = refinement
        structure = refinement.map { _ in candidate.structure(shared) }
    }
}

extension CandidateFit {
    /// What is left of the data, beyond what errors that all values share account for.
    func structure(_ shared: SharedError?) -> ResidualStructure {
        let courses = shared?.courses(at: fitter.times) ?? []
        return ResidualStructure(
            residuals: residuals, derivatives: Matrix(columns: fitter.derivatives(fit.parameters)), noise: fitter.noise,
            shared: courses.map { course in course.indices.map { course[$0] / fitter.noiseScale[$0] } })
    }
}

extension DiffusionResult.FittedCourse {
    init(_ candidate: CandidateFit, _ refinement: CorrelatedRefinement) {
        let parameters = candidate.fitter.parameters(refinement.parameters)
        self.init(
            endAbsorbance: exp(parameters.logAmplitude), diffusionCoefficient: parameters.diffusionCoefficient,
            startSeconds: parameters.startSeconds, premixedFraction: parameters.premixedFraction,
            premixedHeightMillimeters: candidate.fitter.model.premixedHeightMillimeters)
    }
}
