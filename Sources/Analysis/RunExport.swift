import Foundation
import Records

/// Writes the tables, figures and report of a run again from its record.
public struct RunExport: Sendable {
    /// The run's folder.
    public var path: String

    public init(path: String) { self.path = path }

    /// A run that is going on is exported as it stands. One that was cut off is closed with what its record holds, and a
    /// warning says so.
    ///
    /// Throws `RunError`.
    public func run(progress: @Sendable (AnalysisProgress) -> Void) async throws -> AnalysisOutcome {
        let store = try RunStore.open(path)
        let isGoingOn = store.isBeingWritten
        if !isGoingOn { store.folder.adoptCutOffRecording() }
        // An ending that an earlier export of an unfinished run has made up is none.
        let known = try store.outcome().flatMap { $0.status == .unfinished ? nil : $0 }
        let ending = known ?? Self.cutOff(isGoingOn: isGoingOn)
        var outcome = try await RunClosing(store).close(ending, progress: progress)
        try store.close()
        // The export itself was not interrupted, whatever the run was.
        outcome.isInterrupted = false
        return outcome
    }

    private static func cutOff(isGoingOn: Bool) -> RunOutcome {
        RunOutcome(
            status: .unfinished,
            warnings: [
                isGoingOn
                    ? "the run is still going on: these are its results so far"
                    : "the program ended before the run was closed: it holds what was measured until then"
            ], finished: Date.now.formatted(.iso8601))
    }
}
