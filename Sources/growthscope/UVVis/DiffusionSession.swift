import Analysis
import ArgumentParser
import Foundation
import Records
import Reporting
import Statistics
import UVVis

/// Fits traces, and leaves their folder.
struct DiffusionSession {
    let source: DiffusionSource
    let geometry: CuvetteGeometry
    let input: String
    let folder: UVVisFolder
    /// Everything that is read.
    let files: InputFiles
    var notes: [String] = []
    var settings: [String: String] = [:]
    var liquid: StokesEinstein?

    init(
        source: DiffusionSource, geometry: CuvetteGeometry, input: String, files: InputFiles, outputFolder: String
    ) {
        self.source = source
        self.geometry = geometry
        self.input = input
        self.files = files
        folder = UVVisFolder(outputFolder)
    }

    func run(replacing: Bool) async throws {
        try folder.check(replacing: replacing, sparing: files, isGenerated: UVVisFigure.isGenerated)
        let (results, missing) = try await fit()
        let record = try await record(results, missing)
        try folder.prepare(replacing: replacing, sparing: files, isGenerated: UVVisFigure.isGenerated)
        // First: a folder without it does not count as a result.
        try UVVisFiles.write(record, to: folder.diffusion)
        try UVVisFiles.writeTrace(results, to: folder)
        let problems = try await DiffusionReport.write(record, results, geometry: geometry, to: folder)
        problems.forEach { Console.shared.warning($0) }
        record.warnings.forEach { Console.shared.warning("\($0.code): \($0.sentence)") }
        let status = Output.write(DiffusionText.text(record, folder: folder))
        if status != .success { throw ExitCode(status.rawValue) }
    }

    private func fit() async throws -> (results: [DiffusionResult], missing: [Int]) {
        let bar = ProgressBar(console: .shared)
        defer { bar.finish() }
        bar.update(ProgressState(activity: "fitting the diffusion coefficient", elapsedSeconds: 0))
        return try await Interruption.cancelling("leaving without a result") {
            switch source {
            case .trace(let trace): ([try DiffusionFit(trace: trace, geometry: geometry, path: input).run()], [0])
            case .unmixing(let unmixing): try UnmixedDiffusion(unmixing: unmixing, geometry: geometry, path: input).run()
            }
        }
    }

    private func record(_ results: [DiffusionResult], _ missing: [Int]) async throws -> DiffusionRecord {
        let species = zip(results, missing).map { result, missing in
            var species = DiffusionRecord.Species(result, name: result.name ?? "solute")
            species.notes += notes
            species.notes += SpectraReading.note(missing, of: missing + result.times.count, name: result.name)
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
