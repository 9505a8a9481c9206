import Analysis
import ArgumentParser

/// An analysis as a person at a terminal sees it: progress, Ctrl-C, warnings, and the exit status.
enum AnalysisSession {
    static func run(_ options: AnalysisOptions) async throws -> AnalysisOutcome {
        let bar = ProgressBar(console: .shared)
        defer { bar.finish() }
        return try await Interruption.cancelling("closing the run with what was measured") {
            try await AnalysisRun(options: options).run { bar.update(ProgressState($0)) }
        }
    }

    /// Prints the warnings and the result `text`; throws the exit status where the run was interrupted.
    static func conclude(_ outcome: AnalysisOutcome, text: String) throws {
        outcome.warnings.forEach { Console.shared.warning($0) }
        let written = Output.write(text)
        if outcome.isInterrupted { throw ExitCode(CommandStatus.interrupted.rawValue) }
        if written != .success { throw ExitCode(written.rawValue) }
    }
}

extension ProgressState {
    init(_ progress: AnalysisProgress) {
        guard progress.stage == .frames else {
            self.init(activity: Self.phrase(progress.stage), elapsedSeconds: progress.elapsedSeconds)
            return
        }
        self.init(
            framesDone: progress.framesDone, framesTotal: progress.framesTotal,
            note: progress.crystals == 1 ? "1 crystal" : "\(progress.crystals) crystals",
            elapsedSeconds: progress.elapsedSeconds)
    }

    private static func phrase(_ stage: AnalysisProgress.Stage) -> String {
        switch stage {
        case .frames: "reading frames"
        case .kinetics: "fitting growth laws"
        case .figures: "drawing figures"
        }
    }
}
