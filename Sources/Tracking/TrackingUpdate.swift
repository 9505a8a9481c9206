import Imaging

/// What one frame added to the tracks.
public struct TrackingUpdate: Sendable {
    /// Measurements of this frame, ordered by id. Objects not decided yet are among them.
    public var measurements: [TrackedCrystal]
    public var events: [TrackEvent]
    /// Verdicts that changed with this frame: track id to verdict.
    public var verdicts: [Int: TrackVerdict]
    /// Displacement of the sample since the first frame, um.
    public var driftMicrometers: Point

    /// Crystals that nucleated on something seen before them (dust): track id to the first frame of growth. What
    /// was measured under that id before this frame was not the crystal.
    public var growthOnsetFrames: [Int: Int]

    /// Whether whatever there was in the frame was looked for.
    public var isOfWholePicture = true

    public init(
        measurements: [TrackedCrystal], events: [TrackEvent], verdicts: [Int: TrackVerdict],
        driftMicrometers: Point, growthOnsetFrames: [Int: Int] = [:]
    ) {
        self.measurements = measurements
        self.events = events
        self.verdicts = verdicts
        self.driftMicrometers = driftMicrometers
        self.growthOnsetFrames = growthOnsetFrames
    }
}
