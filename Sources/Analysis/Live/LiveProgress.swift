import Camera
import Statistics
import Tracking

/// How a live run stands.
public struct LiveProgress: Sendable {
    /// The crystal with the longest side in the latest frame.
    public struct Largest: Sendable {
        /// um
        public var side: Estimate
        /// um/min, fitted over its growth so far; nil while there is too little of it.
        public var sideVelocity: Estimate?
    }

    /// Since the first frame.
    public var elapsedSeconds: Double
    /// Measured.
    public var frames: Int
    public var counts: CaptureCounts
    public var crystals: Int
    public var largest: Largest?
}

/// What a live run has to say while it goes on.
public enum LiveNotice: Sendable {
    /// The camera as it was set.
    case camera(CameraState)
    /// Something happened that is in the run's events.
    case event(TrackEvent)
    case progress(LiveProgress)
    /// The run is being closed.
    case closing(AnalysisProgress)
}
