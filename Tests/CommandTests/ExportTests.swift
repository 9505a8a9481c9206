import Analysis
import Foundation
import Records
import RecordsTestSupport
import Testing

@testable import growthscope

@Suite("export")
struct ExportTests {
    let folder: TemporaryFolder
    let run: String

    /// A run whose program ended before it was closed.
    init() throws {
        folder = try TemporaryFolder()
        run = folder.path + "/run"
        let store = try RunStore.create(at: run, replacing: false, settings: SyntheticRun.settings())
        try SyntheticRun().record(into: store)
        try store.close()
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    @Test("A run that was cut off gets its tables, velocities, figures and report")
    func cutOff() throws {
        let result = try BuiltCommand.run("export", run)
        #expect(result.status == 0)
        let files = RunFolder(run)
        #expect(result.output.contains("report: \(files.report)"))
        #expect(result.errors.contains("the program ended before the run was closed"))
        let velocities = result.output.matches(of: /side velocity ([0-9.]+) \+- ([0-9.]+)/)
        let first = try #require(velocities.first)
        let (value, error) = (try #require(Double(first.1)), try #require(Double(first.2)))
        #expect(abs(value - SyntheticRun.velocityOfFirst) < 4 * error)
        #expect(try text(files.crystals).split(separator: "\n").count >= 3)
        #expect(try text(files.measurements).split(separator: "\n").count > 100)
        #expect(try text(files.report).contains("</html>"))
    }

    @Test("Exporting twice writes the same bytes")
    func twice() throws {
        #expect(try BuiltCommand.run("export", run, "--quiet").status == 0)
        let files = RunFolder(run)
        let tables = [files.measurements, files.facets, files.crystals, files.segments, files.facetRates, files.events]
        let before = try tables.map(text)
        let again = try BuiltCommand.run("export", run, "--quiet")
        #expect(again.status == 0)
        #expect(again.errors.isEmpty)
        #expect(try tables.map(text) == before)
    }

    @Test("A script that was restyled is replaced only with --force")
    func restyled() throws {
        #expect(try BuiltCommand.run("export", run, "--quiet").status == 0)
        let figures = RunFolder(run).figures
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: figures).sorted().first { $0.hasSuffix(".gp") })
        let script = "\(figures)/\(name)"
        let original = try text(script)
        try "# mine\n".write(toFile: script, atomically: true, encoding: .utf8)
        let later = Date.now.addingTimeInterval(60)
        try FileManager.default.setAttributes([.modificationDate: later], ofItemAtPath: script)
        let refused = try BuiltCommand.run("export", run, "--quiet")
        #expect(refused.status == 64)
        #expect(refused.errors.contains(name) && refused.errors.contains("--force"))
        #expect(try text(script) == "# mine\n")
        #expect(try BuiltCommand.run("export", run, "--quiet", "--force").status == 0)
        #expect(try text(script) == original)
    }

    @Test("What is no run is told apart from what is not there")
    func noRun() throws {
        #expect(try BuiltCommand.run("export", folder.path + "/nothing").status == 66)
        #expect(try BuiltCommand.run("export", folder.path).status == 65)
        let damaged = folder.path + "/damaged"
        try FileManager.default.createDirectory(atPath: damaged, withIntermediateDirectories: true)
        try Data("not a database, but long enough to look at".utf8).write(
            to: URL(fileURLWithPath: RunFolder(damaged).database))
        let result = try BuiltCommand.run("export", damaged)
        #expect(result.status == 65, "\(result.errors)")
        #expect(result.errors.filter { $0 == "\n" }.count == 1)
    }
}
