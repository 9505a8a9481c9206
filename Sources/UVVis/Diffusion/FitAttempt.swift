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

    init(candidate: CandidateFit, startShiftSeconds: Double?, refinement: CorrelatedRefinement?) {
        self.candidate = candidate
        self.startShiftSeconds = startShiftSeconds
        self.refinement = refinement
        let point = candidate.fit.parameters
        structure = refinement.map { _ in
            ResidualStructure(
                residuals: candidate.residuals,
                derivatives: Matrix(columns: candidate.fitter.derivatives(point)))
        }
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
