import Analysis
import Foundation
import Testing

@testable import growthscope

@Suite("The command as a process")
struct ProcessTests {
    @Test("--version prints the version and succeeds")
    func version() throws {
        let result = try BuiltCommand.run("--version")
        #expect(result.status == 0)
        #expect(result.output == "\(ProgramVersion.string)\n")
        #expect(result.errors.isEmpty)
    }

    @Test("Help goes to standard output and succeeds", arguments: ["--help", "help"])
    func help(argument: String) throws {
        let result = try BuiltCommand.run(argument)
        #expect(result.status == 0)
        #expect(result.output.contains("analyze, analyse"))
        #expect(result.errors.isEmpty)
    }

    @Test(
        "Wrong usage is one sentence on standard error and status 64",
        arguments: [
            ["analyze"], ["analyze", "in.mp4"], ["grow"], ["analyze", "in.mp4", "--output", "run", "--scale", "0.75"],
            ["analyze", "in.mp4", "--output", "run", "--scale", "0um"],
            ["analyze", "in.mp4", "--output", "run", "--contrast", "blue"],
            ["analyze", "in.mp4", "--output", "run", "--density", "-1"],
        ])
    func usage(arguments: [String]) throws {
        let result = try BuiltCommand.run(arguments)
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
        #expect(result.errors.hasPrefix("growthscope: "))
        #expect(result.errors.filter { $0 == "\n" }.count == 1, "\(result.errors)")
    }

    @Test("A reader that goes away ends nothing; a full disk is an I/O error")
    func standardOutputFails() throws {
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let unread = try BuiltCommand.run("--help", output: pipe.fileHandleForWriting)
        #expect(unread.status == 0)
        #expect(unread.errors.isEmpty)
        let full = try BuiltCommand.run("--help", output: FileHandle(forWritingTo: URL(fileURLWithPath: "/dev/full")))
        #expect(full.status == 74)
        #expect(full.errors.contains("No space left on device"))
    }
}
