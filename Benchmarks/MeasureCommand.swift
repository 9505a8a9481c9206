import ArgumentParser
import Foundation

/// Runs one command and reports what it took; used by the benchmark on itself (see `ProcessUsage`).
struct MeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Run a command and report its time and memory.", shouldDisplay: false)

    @Option(help: "File that gets the report (JSON).")
    var report: String

    @Option(help: "File that gets the command's messages; its output is dropped.")
    var messages: String

    @Argument(parsing: .postTerminator, help: "The command.")
    var command: [String]

    func run() throws {
        try Data().write(to: URL(fileURLWithPath: messages))
        let errors = try FileHandle(forWritingTo: URL(fileURLWithPath: messages))
        let usage = try ProcessUsage.run(command, output: .nullDevice, errors: errors)
        try JSONEncoder().encode(usage).write(to: URL(fileURLWithPath: report))
    }
}
