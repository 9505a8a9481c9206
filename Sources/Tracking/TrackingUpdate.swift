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

    public init(
        measurements: [TrackedCrystal], events: [TrackEvent], verdicts: [Int: TrackVerdict],
        driftMicrometers: Point
    ) {
        self.measurements = measurements
        self.events = events
        self.verdicts = verdicts
        self.driftMicrometers = driftMicrometers
    }
}
