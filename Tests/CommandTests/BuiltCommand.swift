import Foundation

/// The built `growthscope`, run as a process of its own.
enum BuiltCommand {
    struct Result {
        var status: Int32
        var output: String
        var errors: String
        /// The most memory that the process held at a time, bytes.
        var peakMemory = 0
    }

    /// A command that runs longer hangs, and is ended. Tests run side by side, and sanitizers slow them down.
    private static let longestSeconds = 900.0

    /// The test runner lies beside the program.
    private static let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("growthscope").path

    /// Under the address sanitizer faults count, and not what Foundation's XML parser and the argument parser leave behind
    /// when the command ends with an error.
    private static let environment = ProcessInfo.processInfo.environment
        .merging(["ASAN_OPTIONS": "detect_leaks=0"]) { given, _ in given }

    private static func process(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// Begins a command whose messages nobody reads.
    static func start(_ arguments: [String]) throws -> Process {
        let process = process(arguments)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    static func run(_ arguments: String..., output: FileHandle? = nil) throws -> Result {
        try run(arguments, output: output)
    }

    /// Runs the command to its end; `output` takes the place of its standard output.
    static func run(_ arguments: [String], output: FileHandle? = nil) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("growthscope-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Files rather than pipes: a full pipe would block a command that nobody reads.
        let outputFile = folder.appendingPathComponent("output")
        let errorFile = folder.appendingPathComponent("errors")
        try Data().write(to: outputFile)
        try Data().write(to: errorFile)
        let process = process(arguments)
        process.currentDirectoryURL = folder
        process.standardOutput = try output ?? FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        try process.run()
        let peakMemory = watch(process)
        return Result(
            status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: try String(contentsOf: outputFile, encoding: .utf8),
            errors: try String(contentsOf: errorFile, encoding: .utf8), peakMemory: peakMemory)
    }

    /// Waits for the process, and returns the most memory that it held.
    private static func watch(_ process: Process) -> Int {
        let begun = Date.now
        var peak = 0
        while process.isRunning {
            let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
            // The kernel keeps the high-water mark: the last look before the end is close to it.
            if let mark = status?.firstMatch(of: /VmHWM:\s+([0-9]+) kB/).flatMap({ Int($0.1) }) { peak = 1024 * mark }
            if Date.now.timeIntervalSince(begun) > longestSeconds { kill(process.processIdentifier, SIGKILL) }
            usleep(10_000)
        }
        process.waitUntilExit()
        return peak
    }
}
