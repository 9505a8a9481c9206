import Foundation

/// Blur of the microscope, and how its focus wanders.
public struct MicroscopeOptics: Codable, Sendable, Equatable {
    /// Standard deviation of the point spread in focus; the camera's square pixels come on top.
    public var pointSpreadSigmaPixels = 1.15
    /// Blur that a micrometre of defocus adds in quadrature.
    public var defocusBlurPixelsPerMicrometer = 0.45
    /// Defocus = mean + drift rate x minutes + amplitude x sin(2 pi t / period + phase of the seed).
    public var defocusMeanMicrometers = 0.0
    public var defocusDriftMicrometersPerMinute = 0.0
    public var defocusAmplitudeMicrometers = 0.0
    public var defocusPeriodSeconds = 1800.0

    public init() {}

    enum CodingKeys: String, SceneKey {
        case pointSpreadSigmaPixels = "psf_sigma_px"
        case defocusBlurPixelsPerMicrometer = "defocus_blur_px_per_um"
        case defocusMeanMicrometers = "defocus_mean_um"
        case defocusDriftMicrometersPerMinute = "defocus_drift_um_per_min"
        case defocusAmplitudeMicrometers = "defocus_amplitude_um"
        case defocusPeriodSeconds = "defocus_period_s"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.sceneContainer(CodingKeys.self)
        try values.read(.pointSpreadSigmaPixels, into: &pointSpreadSigmaPixels)
        try values.read(.defocusBlurPixelsPerMicrometer, into: &defocusBlurPixelsPerMicrometer)
        try values.read(.defocusMeanMicrometers, into: &defocusMeanMicrometers)
        try values.read(.defocusDriftMicrometersPerMinute, into: &defocusDriftMicrometersPerMinute)
        try values.read(.defocusAmplitudeMicrometers, into: &defocusAmplitudeMicrometers)
        try values.read(.defocusPeriodSeconds, into: &defocusPeriodSeconds)
    }

    func defocusMicrometers(at time: Double, phase: Double) -> Double {
        defocusMeanMicrometers + defocusDriftMicrometersPerMinute * time / 60
            + defocusAmplitudeMicrometers * sin(2 * .pi * time / defocusPeriodSeconds + phase)
    }

    /// Standard deviation of the blur in px.
    func sigmaPixels(defocusMicrometers: Double) -> Double {
        hypot(pointSpreadSigmaPixels, defocusBlurPixelsPerMicrometer * defocusMicrometers)
    }
}
