import Foundation
import Records
import RecordsTestSupport
import Testing

@Suite("Inputs among the results")
struct InputFilesTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.file("run/figures"), withIntermediateDirectories: true)
        for name in ["run/trace.csv", "run/figures/frame.png", "run/notes.txt"] {
            try "data".write(toFile: folder.file(name), atomically: true, encoding: .utf8)
        }
    }

    private func outputs() -> [String] { ["run/trace.csv", "run/figures", "run/report.html"].map(folder.file) }

    private func expectRefusal(_ input: String, named path: String? = nil) {
        #expect(throws: RunError.replacesInput(path: path ?? input)) {
            try InputFiles([input]).requireApart(from: outputs())
        }
    }

    @Test("An input that is a result's file is refused, by whatever path it is named")
    func sameFile() throws {
        expectRefusal(folder.file("run/trace.csv"))
        expectRefusal(folder.file("run/figures/../trace.csv"))
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: folder.file("run"))
        expectRefusal(folder.file("link/trace.csv"))
    }

    @Test("An input in a folder that is replaced is refused, and so is the link that leads to it")
    func folderOfResults() throws {
        expectRefusal(folder.file("run/figures/frame.png"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("frame.png"), withDestinationPath: folder.file("run/figures/frame.png"))
        expectRefusal(folder.file("frame.png"))
    }

    @Test("A folder of inputs with a result's file in it is refused, and the file is named")
    func folderOfInputs() { expectRefusal(folder.file("run"), named: folder.file("run/trace.csv")) }

    @Test("Inputs beside the results, and those that are not there, are none of them")
    func apart() throws {
        try InputFiles([folder.file("run/notes.txt"), folder.file("none.csv")]).requireApart(from: outputs())
    }
}
