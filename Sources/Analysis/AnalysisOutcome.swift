import Facets
import Statistics

/// What an analysis leaves behind, for the lines that close the command.
public struct AnalysisOutcome: Sendable {
    public struct Crystal: Sendable {
        public var id: Int
        public var habit: Habit
        /// um/min, fit and scale combined; nil where no stretch of steady growth was found.
        public var sideVelocity: Estimate?
        /// Names of the flags that say why a number is missing or doubtful, sorted.
        public var flags: [String]

        public init(id: Int, habit: Habit, sideVelocity: Estimate?, flags: [String] = []) {
            self.id = id
            self.habit = habit
            self.sideVelocity = sideVelocity
            self.flags = flags
        }
    }

    public var folder: String
    public var reportPath: String
    public var frames: Int
    /// Ordered by id.
    public var crystals: [Crystal]
    public var warnings: [String]
    /// Cancelled before the end of the recording: the run holds what was measured until then.
    public var isInterrupted: Bool

    public init(
        folder: String, reportPath: String, frames: Int, crystals: [Crystal], warnings: [String],
        isInterrupted: Bool
    ) {
        self.folder = folder
        self.reportPath = reportPath
        self.frames = frames
        self.crystals = crystals
        self.warnings = warnings
        self.isInterrupted = isInterrupted
    }
}
