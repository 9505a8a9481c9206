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
    var notes: [String] = []
    var settings: [String: String] = [:]
    var liquid: StokesEinstein?

    init(traces: [AbsorbanceTrace], geometry: CuvetteGeometry, input: String, outputFolder: String) {
        self.traces = traces
        self.geometry = geometry
        self.input = input
        folder = UVVisFolder(outputFolder)
    }

    func run(replacing: Bool) async throws {
        for trace in traces { try trace.check(path: input) }
        try folder.prepare(replacing: replacing)
        let results = try await fit()
        let record = try await record(results)
        try UVVisFiles.writeTrace(results, to: folder)
        try UVVisFiles.write(record, to: folder.diffusion)
        let problems = try await DiffusionReport.write(record, results, geometry: geometry, to: folder)
        problems.forEach { Console.shared.warning($0) }
        record.warnings.forEach { Console.shared.warning("\($0.code): \($0.sentence)") }
        let status = Output.write(DiffusionText.text(record, folder: folder))
        if status != .success { throw ExitCode(status.rawValue) }
    }

    /// Species side by side.
    private func fit() async throws -> [DiffusionResult] {
        let bar = ProgressBar(console: .shared)
        defer { bar.finish() }
        bar.update(ProgressState(activity: "fitting the diffusion coefficient", elapsedSeconds: 0))
        return try await Interruption.cancelling("leaving without a result") {
            try await withThrowingTaskGroup(of: (Int, DiffusionResult).self) { group in
                for (index, trace) in traces.enumerated() {
                    group.addTask {
                        try Task.checkCancellation()
                        return (index, try DiffusionFit(trace: trace, geometry: geometry, path: input).run())
                    }
                }
                var results: [Int: DiffusionResult] = [:]
                for try await (index, result) in group { results[index] = result }
                return traces.indices.compactMap { results[$0] }
            }
        }
    }

    private func record(_ results: [DiffusionResult]) async throws -> DiffusionRecord {
        let species = results.map { result in
            var species = DiffusionRecord.Species(result, name: result.name ?? "solute")
            species.notes += notes
            if let liquid, species.diffusionCoefficient != nil, let diffusion = result.diffusionCoefficient {
                species.hydrodynamicRadius = DiffusionRecord.HydrodynamicRadius(liquid, diffusion)
            }
            return species
        }
        return DiffusionRecord(
            species: species, geometry: geometry, input: try await InputDigest.entries(input), settings: settings,
            commandLine: CommandLine.arguments, versions: ["GrowthScope": ProgramVersion.string],
            finished: Date.now.formatted(.iso8601))
    }
}
