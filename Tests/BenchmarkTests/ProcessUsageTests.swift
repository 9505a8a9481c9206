import Foundation
import Testing

@testable import growth_benchmark

@Suite("What a process takes")
struct ProcessUsageTests {
    // The kernel counts all children of a process together, and other suites start some at the same time.
    @Test(
        "Time and exit status of a command are its own, its memory is counted",
        .disabled("holds only in a process of its own, as MeasureCommand is"))
    func sleeping() throws {
        let usage = try ProcessUsage.run(
            ["sh", "-c", "sleep 0.3; exit 3"], output: .nullDevice, errors: .nullDevice)
        #expect(usage.exitStatus == 3)
        #expect(usage.wallSeconds >= 0.3)
        #expect(usage.processorSeconds < usage.wallSeconds)
        #expect(usage.peakBytes > 100_000)
    }

    @Test("A program that is not there is named, with how to build it")
    func missingProgram() {
        #expect {
            try Toolbox(program: "/nowhere/growthscope")
        } throws: { error in
            "\(error)".contains("/nowhere/growthscope") && "\(error)".contains("swift build")
        }
    }
}
