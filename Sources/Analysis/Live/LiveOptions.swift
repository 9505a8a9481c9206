import Calibration
import Camera
import Imaging

/// What a live run is asked to do: the settings that are saved with it.
public struct LiveOptions: Sendable {
    /// The camera's device.
    public var devicePath: String
    public var outputFolder: String
    /// An existing run in `outputFolder` gives way; without it that is an error.
    public var replacesExistingRun: Bool
    public var scale: ScaleStatement
    public var contrast: ContrastChoice
    /// What lies outside is not looked at; px.
    public var regionOfInterest: PixelRect?
    /// What lies inside is no crystal; px.
    public var ignoredRegions: [PixelRect]
    /// For the solute flux, which is left out without it.
    public var densityGramsPerCubicCentimeter: Double?
    public var camera: CameraSettings
    /// One frame per interval; nil for every frame.
    public var intervalSeconds: Double?
    /// nil until the run is stopped.
    public var durationSeconds: Double?
    /// A camera without frames, or a full disk, ends the run after this.
    public var patienceSeconds: Double
    /// Keep the frames that are measured, in `recording.mkv`.
    public var records: Bool

    public init(
        devicePath: String, outputFolder: String, replacesExistingRun: Bool = false, scale: ScaleStatement = .none,
        contrast: ContrastChoice = .auto, regionOfInterest: PixelRect? = nil, ignoredRegions: [PixelRect] = [],
        densityGramsPerCubicCentimeter: Double? = nil, camera: CameraSettings = CameraSettings(),
        intervalSeconds: Double? = nil, durationSeconds: Double? = nil, patienceSeconds: Double = 3600,
        records: Bool = false
    ) {
        self.devicePath = devicePath
        self.outputFolder = outputFolder
        self.replacesExistingRun = replacesExistingRun
        self.scale = scale
        self.contrast = contrast
        self.regionOfInterest = regionOfInterest
        self.ignoredRegions = ignoredRegions
        self.densityGramsPerCubicCentimeter = densityGramsPerCubicCentimeter
        self.camera = camera
        self.intervalSeconds = intervalSeconds
        self.durationSeconds = durationSeconds
        self.patienceSeconds = patienceSeconds
        self.records = records
    }

    var plan: CapturePlan {
        CapturePlan(
            intervalSeconds: intervalSeconds, durationSeconds: durationSeconds, patienceSeconds: patienceSeconds,
            heldFrames: 1)
    }
}
