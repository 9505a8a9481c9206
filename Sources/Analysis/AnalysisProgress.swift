/// How far an analysis is.
public struct AnalysisProgress: Sendable, Equatable {
    /// What is going on; only `frames` has a count.
    public enum Stage: String, Sendable {
        case frames, kinetics, figures
    }

    public var stage: Stage
    public var framesDone: Int
    /// nil where only reading to the end can tell.
    public var framesTotal: Int?
    /// Crystals followed so far.
    public var crystals: Int
    /// Since the start of the analysis, wall clock.
    public var elapsedSeconds: Double

    public init(
        stage: Stage = .frames, framesDone: Int, framesTotal: Int?, crystals: Int, elapsedSeconds: Double
    ) {
        self.stage = stage
        self.framesDone = framesDone
        self.framesTotal = framesTotal
        self.crystals = crystals
        self.elapsedSeconds = elapsedSeconds
    }
}
