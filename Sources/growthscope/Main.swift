import ArgumentParser
import Foundation
import Logging

@main
enum Main {
    static func main() async {
        // A reader that closes its end of a pipe must not kill a run that is being written: writes give EPIPE instead.
        signal(SIGPIPE, SIG_IGN)
        LoggingSystem.bootstrap { _ in ConsoleLogHandler() }
        do {
            var command = try await GrowthScope.asyncParseAsRoot()
            if var asyncCommand = command as? any AsyncParsableCommand {
                try await asyncCommand.run()
            } else {
                try command.run()
            }
        } catch {
            exit(report(error))
        }
    }

    /// Prints the help that was asked for, or says what went wrong in one sentence on standard error.
    /// Returns the exit status.
    private static func report(_ error: any Error) -> Int32 {
        if let status = error as? ExitCode { return status.rawValue }
        switch GrowthScope.exitCode(for: error) {
        case .success:
            return Output.write(GrowthScope.fullMessage(for: error) + "\n").rawValue
        case .validationFailure:
            Console.shared.error(GrowthScope.message(for: error))
            return CommandStatus.usage.rawValue
        default:
            Console.shared.error(ErrorMessage.sentence(for: error))
            return CommandStatus(of: error).rawValue
        }
    }
}
