import Foundation
import Records
import Subprocess

/// Runs gnuplot on the scripts of a folder.
enum GnuplotRunner {
    /// Longer than any figure takes, for each of them: a run must not hang on its figures.
    private static let timeLimit = Duration.seconds(120)

    /// A script and what it shall draw its figure as.
    struct Drawing: Equatable {
        var script: String
        var formats: [String] = Figure.formats
    }

    enum Result: Equatable {
        case drawn
        /// gnuplot is not installed.
        case missing
        case failed(reason: String)
    }

    /// Scripts are file names in `folder`; what they write appears there. One process draws all of them, since starting
    /// it takes as long as a figure; it ends at the first script that fails.
    static func draw(_ drawings: [Drawing], in folder: String, executable: String = "gnuplot") async -> Result {
        let limit = timeLimit * max(1, drawings.count)
        return await withTaskGroup(of: Result?.self) { group in
            group.addTask { await execute(drawings, in: folder, executable: executable) }
            group.addTask {
                // Ends early, without a result, when the drawing is done.
                try? await Task.sleep(for: limit)
                return Task.isCancelled ? nil : .failed(reason: "it took more than \(limit)")
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? .failed(reason: "cancelled")
        }
    }

    private static func execute(_ drawings: [Drawing], in folder: String, executable: String) async -> Result {
        // Quotes are doubled inside single quotes, where nothing else is special.
        let place = folder.replacing("'", with: "''")
        let start = ["--default-settings", "-e", "cd '\(place)'"]
        let inTurn = drawings.flatMap { ["-e", "reset; formats='\($0.formats.joined(separator: " "))'", $0.script] }
        do {
            let result = try await run(
                .name(executable), arguments: Arguments(start + inTurn),
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
