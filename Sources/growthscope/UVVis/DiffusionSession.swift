import Analysis
import ArgumentParser
import Foundation
import Records
import Reporting
import Statistics
import UVVis

/// Fits traces, and leaves their folder.
struct DiffusionSession {
    let traces: [AbsorbanceTrace]
    let geometry: CuvetteGeometry
    let input: String
    let folder: UVVisFolder

    init(
        traces: [AbsorbanceTrace], geometry: CuvetteGeometry, input: String, output: String, replacing: Bool
    ) throws {
        self.traces = traces
        self.geometry = geometry
        self.input = input
        folder = UVVisFolder(output)
        for trace in traces { try trace.check(path: input) }
        try folder.prepare(replacing: replacing)
    }

    func run() async throws {
        var results: [DiffusionResult] = []
        for trace in traces {
            results.append(try DiffusionFit(trace: trace, geometry: geometry, path: input).run())
        }
        let record = try await record(results)
        try UVVisFiles.writeTrace(results, to: folder)
        try UVVisFiles.write(record, to: folder.diffusion)
        record.warnings.forEach { Console.shared.warning($0.sentence) }
        let status = Output.write(DiffusionText.text(record, folder: folder))
        if status != .success { throw ExitCode(status.rawValue) }
    }

    private func record(_ results: [DiffusionResult]) async throws -> DiffusionRecord {
        let species = results.map { DiffusionRecord.Species($0, name: $0.name ?? "solute") }
        return DiffusionRecord(
            species: species, geometry: geometry,
            input: ["path": input, "sha256": try await FileDigest.sha256(ofFile: input)], settings: [:],
            commandLine: CommandLine.arguments, versions: ["GrowthScope": ProgramVersion.string],
            finished: Date.now.formatted(.iso8601))
    }
}
