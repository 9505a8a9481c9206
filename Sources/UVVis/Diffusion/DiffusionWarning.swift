/// How far a diffusion coefficient can be relied on.
public enum DiffusionStatus: String, Sendable, Codable, CaseIterable {
    case ok
    case okWithWarning = "ok_with_warning"
    /// The trace does not determine D.
    case notIdentifiable = "not_identifiable"
    /// The trace is not that of a diffusion in this geometry.
    case modelMismatch = "model_mismatch"
}

/// Something about a trace that its reader has to know.
public struct DiffusionWarning: Sendable, Equatable {
    public enum Code: String, Sendable, CaseIterable {
        case strayLightOrSaturation = "stray_light_or_saturation"
        case earlyJumpOrConvection = "early_jump_or_convection"
        case noOvershoot = "no_overshoot"
        case missingLag = "missing_lag"
        case startTimeDoubtful = "start_time_doubtful"
        case startBeforeRecording = "start_before_recording"
        case correlatedResiduals = "correlated_residuals"
        case systematicResiduals = "systematic_residuals"
        case manyOutliers = "many_outliers"
        case driftDominates = "drift_dominates"
        case beamHeightDominates = "beam_height_dominates"
        case implausibleDiffusion = "implausible_diffusion_coefficient"
        case recordingTooShort = "recording_too_short"
        case signalTooWeak = "signal_too_weak"
        case wideInterval = "wide_interval"
        case openProfile = "open_profile"
    }

    public var code: Code
    public var sentence: String

    init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }

    /// What a warning of this kind makes of the whole result.
    public var consequence: DiffusionStatus {
        switch code {
        case .noOvershoot, .missingLag, .systematicResiduals, .driftDominates, .implausibleDiffusion: .modelMismatch
        case .startBeforeRecording, .recordingTooShort, .signalTooWeak, .wideInterval, .openProfile: .notIdentifiable
        default: .okWithWarning
        }
    }
}

extension DiffusionStatus {
    /// Of several traces: the one that says least.
    public static func worst(_ statuses: [DiffusionStatus]) -> DiffusionStatus {
        [.modelMismatch, .notIdentifiable, .okWithWarning].first(where: statuses.contains) ?? .ok
    }
}
