import Foundation
import Statistics

/// The nuisances of a fit with their errors, and why each is free or not.
struct NuisanceReport {
    let entries: [DiffusionResult.FittedNuisance]

    init(geometry: CuvetteGeometry, _ candidate: CandidateFit, _ refinement: CorrelatedRefinement) {
        let fitter = candidate.fitter
        let parameters = fitter.parameters(refinement.parameters)
        entries = Nuisance.allCases.map { nuisance in
            let place = fitter.free.firstIndex(of: nuisance)
            let error = place.map {
                max(0, refinement.covariance[$0 + 2, $0 + 2]).squareRoot() * fitter.unit(of: nuisance)
            }
            return DiffusionResult.FittedNuisance(
                name: nuisance.rawValue,
                estimate: Estimate(value: Self.value(of: nuisance, parameters), standardError: error ?? 0),
                unit: Self.unit(of: nuisance), isFree: place != nil,
                reason: Self.reason(nuisance, isFree: place != nil, geometry))
        }
    }

    private static func value(of nuisance: Nuisance, _ p: TraceParameters) -> Double {
        switch nuisance {
        case .startTime: p.startSeconds
        case .baseline: p.baseline
        case .drift: p.driftPerSecond
        case .strayLight: p.strayLightFraction
        case .premixed: p.premixedFraction
        }
    }

    private static func unit(of nuisance: Nuisance) -> String {
        switch nuisance {
        case .startTime: "s"
        case .baseline: "absorbance"
        case .drift: "absorbance/s"
        case .strayLight, .premixed: "fraction"
        }
    }

    private static func reason(_ nuisance: Nuisance, isFree: Bool, _ geometry: CuvetteGeometry) -> String {
        switch (nuisance, isFree) {
        case (.startTime, true):
            geometry.isStartTimeKnown
                ? "free, because the data deny the stated time of injection"
                : "free, because the geometry does not state when the injection was"
        case (.startTime, false): "0: the geometry states that the trace's clock starts with the injection"
        case (.baseline, true): "free, because the geometry states that the baseline was not zeroed"
        case (.baseline, false): "0: the geometry states that the baseline was zeroed"
        case (.drift, true): "free, with a usual size of \(TraceFitter.usualDrift) over the trace: no lamp is perfectly stable"
        case (.drift, false): "0"
        case (.strayLight, true): "free, because the geometry does not state it"
        case (.strayLight, false):
            geometry.strayLightFraction != nil ? "stated by the geometry" : "0: not stated, and of no consequence at these absorbances"
        case (.premixed, true): "free, because solute was in the beam earlier than diffusion carries it there"
        case (.premixed, false): "0: the data show none"
        }
    }
}
