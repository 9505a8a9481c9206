import Analysis
import ArgumentParser
import Foundation
import Statistics

/// An analysis as a person at a terminal sees it: progress, Ctrl-C, and the closing lines.
enum AnalysisSession {
    static func run(_ options: AnalysisOptions) async throws -> AnalysisOutcome {
        let bar = options.isQuiet ? nil : ProgressBar(console: .shared)
        defer { bar?.finish() }
        return try await Interruption.cancelling {
            try await AnalysisRun(options: options).run { bar?.update($0) }
        }
    }

    /// Prints warnings and results; throws the exit status where the run was interrupted.
    static func conclude(_ outcome: AnalysisOutcome, isQuiet: Bool) throws {
        if !isQuiet { outcome.warnings.forEach { Console.shared.warning($0) } }
        let written = Output.write(ClosingLines.text(outcome))
        if outcome.isInterrupted { throw ExitCode(CommandStatus.interrupted.rawValue) }
        if written != .success { throw ExitCode(written.rawValue) }
    }
}
