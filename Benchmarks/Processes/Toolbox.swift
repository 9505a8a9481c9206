import Foundation

/// The programs that are run: the built `growthscope`, and `ffmpeg` to compare its times with.
struct Toolbox: Sendable {
    let program: String
    /// This program, which runs every command from a fresh process (see `ProcessUsage`).
    private let ownPath = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path

    init(program: String) throws {
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw BenchmarkError.missingProgram(path: program)
        }
        try Self.requireFFmpeg()
        self.program = URL(fileURLWithPath: program).standardizedFileURL.path
    }

    private static func requireFFmpeg() throws {
        let usage = try ProcessUsage.run(["ffmpeg", "-version"], output: .nullDevice, errors: .nullDevice)
        guard usage.exitStatus == 0 else { throw BenchmarkError.missingFFmpeg }
    }

    /// Pictures a scene in a folder: recording, given.json, truth.json.
    func simulate(scene: String, into folder: String) throws {
        try require([program, "simulate", "movie", "--scene", scene, "--output", folder, "--force", "--quiet"])
    }

    /// Analyses a recording with what a user would know of it.
    func analyze(_ recording: RecordingFolder, into run: String) throws -> ProcessUsage {
        try require(
            [program, "analyze", recording.moviePath, "--output", run, "--force", "--quiet"]
                + (try recording.given().analyzeArguments))
    }

    /// Decodes a recording and drops its frames.
    func decode(_ recording: RecordingFolder) throws -> ProcessUsage {
        try require(["ffmpeg", "-nostdin", "-loglevel", "error", "-i", recording.moviePath, "-f", "null", "-"])
    }

    @discardableResult
    private func require(_ command: [String]) throws -> ProcessUsage {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("growth-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let report = folder.appendingPathComponent("usage.json")
        let messages = folder.appendingPathComponent("messages")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: ownPath)
        process.arguments = ["measure", "--report", report.path, "--messages", messages.path, "--"] + command
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let words = command.joined(separator: " ")
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw BenchmarkError.commandFailed(
                command: words, status: process.terminationStatus, message: "it could not be started")
        }
        let usage = try JSONDecoder().decode(ProcessUsage.self, from: Data(contentsOf: report))
        guard usage.exitStatus == 0 else {
            let message = (try? String(contentsOf: messages, encoding: .utf8)) ?? ""
            throw BenchmarkError.commandFailed(command: words, status: usage.exitStatus, message: message)
        }
        return usage
    }
}
