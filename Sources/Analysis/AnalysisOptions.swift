import Calibration
import Imaging
import Segmentation

/// How crystals are expected to show; `auto` finds out from the first frames.
public enum ContrastChoice: String, Sendable, Codable, CaseIterable {
    case auto, dark, bright, rim
    /// By the colour channel that separates them best.
    case colour

    /// What the segmentation is told; nil where it finds out.
    var expected: Contrast? {
        switch self {
        case .auto, .colour: nil
        case .dark: .dark
        case .bright: .bright
        case .rim: .rim
        }
    }
}

/// What an analysis is asked to do: the settings that are saved with the run.
public struct AnalysisOptions: Sendable, Equatable {
    /// A movie, a TIFF stack, a folder or a pattern of images.
    public var inputPath: String
    public var outputFolder: String
    /// An existing run in `outputFolder` gives way; without it that is an error.
    public var replacesExistingRun: Bool
    /// Nothing on standard error but errors.
    public var isQuiet: Bool
    public var scale: ScaleStatement
    public var timeBase: TimeBase
    public var contrast: ContrastChoice
    /// What lies outside is not looked at; px.
    public var regionOfInterest: PixelRect?
    /// What lies inside is no crystal (a clock, a scale bar); px.
    public var ignoredRegions: [PixelRect]
    /// For the solute flux, which is left out without it.
    public var densityGramsPerCubicCentimeter: Double?
    /// Write `overlay.mp4`.
    public var rendersOverlay: Bool

    public init(
        inputPath: String, outputFolder: String, replacesExistingRun: Bool = false, isQuiet: Bool = false,
        scale: ScaleStatement = .none, timeBase: TimeBase = TimeBase(), contrast: ContrastChoice = .auto,
        regionOfInterest: PixelRect? = nil, ignoredRegions: [PixelRect] = [],
        densityGramsPerCubicCentimeter: Double? = nil, rendersOverlay: Bool = false
    ) {
        self.inputPath = inputPath
        self.outputFolder = outputFolder
        self.replacesExistingRun = replacesExistingRun
        self.isQuiet = isQuiet
        self.scale = scale
        self.timeBase = timeBase
        self.contrast = contrast
        self.regionOfInterest = regionOfInterest
        self.ignoredRegions = ignoredRegions
        self.densityGramsPerCubicCentimeter = densityGramsPerCubicCentimeter
        self.rendersOverlay = rendersOverlay
    }
}
