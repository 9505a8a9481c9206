import Foundation
import Glibc

/// What a finished process took.
struct ProcessUsage: Codable, Sendable {
    var exitStatus: Int32
    var wallSeconds: Double
    /// User and system time of all its threads and children.
    var processorSeconds: Double
    /// Greatest resident set, in bytes.
    var peakBytes: Int

    /// Runs a command to its end and asks the kernel what it took.
    ///
    /// The kernel keeps one peak for all children of a process, and counts in it what the parent held when it started
    /// them: this is why `MeasureCommand` runs each command from a fresh process of its own. That process and its
    /// libraries take about 80 MB, below which no peak can be told.
    static func run(_ arguments: [String], output: FileHandle, errors: FileHandle) throws -> ProcessUsage {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        let start = ContinuousClock.now
        try process.run()
        process.waitUntilExit()
        let wall = (ContinuousClock.now - start) / .seconds(1)
        var usage = rusage()
        guard getrusage(RUSAGE_CHILDREN.rawValue, &usage) == 0 else {
            throw BenchmarkError.system(call: "getrusage", reason: String(cString: strerror(errno)))
        }
        return ProcessUsage(
            exitStatus: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            wallSeconds: wall, processorSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            // Linux counts in KiB.
            peakBytes: usage.ru_maxrss * 1024)
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
}
