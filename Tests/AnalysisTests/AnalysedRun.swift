import Analysis
import Foundation
import Records
import Testing

/// A run folder with its tables.
struct AnalysedRun {
    let folder: RunFolder
    let outcome: AnalysisOutcome?

    /// Analyses, and waits for the end.
    init(
        _ options: AnalysisOptions, progress: @escaping @Sendable (AnalysisProgress) -> Void = { _ in }
    ) async throws {
        outcome = try await AnalysisRun(options: options).run(progress: progress)
        folder = RunFolder(options.outputFolder)
    }

    /// A folder that is there.
    init(folder: String) {
        self.folder = RunFolder(folder)
        outcome = nil
    }

    var measurements: ResultTable { get throws { try ResultTable(contentsOf: folder.measurements) } }
    var crystals: ResultTable { get throws { try ResultTable(contentsOf: folder.crystals) } }
    var facets: ResultTable { get throws { try ResultTable(contentsOf: folder.facets) } }
    var facetRates: ResultTable { get throws { try ResultTable(contentsOf: folder.facetRates) } }
    var segments: ResultTable { get throws { try ResultTable(contentsOf: folder.segments) } }
    var events: ResultTable { get throws { try ResultTable(contentsOf: folder.events) } }

    var summary: RunSummary {
        get throws {
            try JSONDecoder().decode(RunSummary.self, from: Data(contentsOf: URL(fileURLWithPath: folder.summary)))
        }
    }

    /// The six tables as they stand on disk.
    var tableBytes: [Data] {
        get throws {
            try tablePaths.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
        }
    }

    var tablePaths: [String] {
        [folder.measurements, folder.facets, folder.crystals, folder.segments, folder.facetRates, folder.events]
    }

    func events(_ kind: String) throws -> [[String: String]] { try events.rows.filter { $0["event"] == kind } }
}
