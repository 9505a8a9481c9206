import Foundation
import Records
import Subprocess

/// Runs gnuplot on the scripts of a folder.
enum GnuplotRunner {
    /// Longer than any figure takes: a run must not hang on its figures.
    private static let timeLimit = Duration.seconds(120)

    enum Result: Equatable {
        case drawn
        /// gnuplot is not installed.
        case missing
        case failed(reason: String)
    }

    /// `script` is a file name in `folder`; what it writes appears there.
    static func draw(_ script: String, in folder: String, executable: String = "gnuplot") async -> Result {
        await withTaskGroup(of: Result?.self) { group in
            group.addTask { await execute(script, in: folder, executable: executable) }
            group.addTask {
                // Ends early, without a result, when the drawing is done.
                try? await Task.sleep(for: timeLimit)
                return Task.isCancelled ? nil : .failed(reason: "it took more than \(timeLimit)")
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? .failed(reason: "cancelled")
        }
    }

    private static func execute(_ script: String, in folder: String, executable: String) async -> Result {
        // Quotes are doubled inside single quotes, where nothing else is special.
        let place = folder.replacing("'", with: "''")
        do {
            let result = try await run(
                .name(executable), arguments: ["--default-settings", "-e", "cd '\(place)'", script],
                // Numbers with a point, whatever the user's language.
                environment: .inherit.updating(["LC_NUMERIC": "C", "GNUTERM": nil]), output: .discarded,
                error: .string(limit: 1 << 16))
            if result.terminationStatus.isSuccess { return .drawn }
            let lines = result.standardError.split(separator: "\n")
            return .failed(reason: lines.last.map(String.init) ?? "\(result.terminationStatus)")
        } catch let error as SubprocessError where error.code == .executableNotFound {
            return .missing
        } catch {
            return .failed(reason: "\(error)")
        }
    }
}
