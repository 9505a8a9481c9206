import Foundation
import Records

/// Files of a run that somebody changed since they were written: a figure's script restyled for a paper, a table
/// saved by a spreadsheet program.
struct EditedExports {
    private let folder: RunFolder

    init(_ folder: RunFolder) { self.folder = folder }

    /// The first of them by name, nil where there is none. The report is written last: what is younger was changed.
    var first: String? {
        guard let written = Self.modified(folder.report) else { return nil }
        return candidates.first { file in
            // A second for file systems that keep no fractions of it.
            Self.modified(file).map { $0.timeIntervalSince(written) > 1 } ?? false
        }
    }

    private var candidates: [String] {
        let figures = (try? FileManager.default.contentsOfDirectory(atPath: folder.figures)) ?? []
        let tables = [
            folder.crystals, folder.events, folder.facetRates, folder.facets, folder.measurements, folder.segments,
        ]
        return tables + figures.sorted().map { "\(folder.figures)/\($0)" }
    }

    private static func modified(_ path: String) -> Date? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
    }
}
