import Foundation
import Records

/// What writing a report gave.
public struct ReportOutcome: Sendable, Equatable {
    /// Path of `report.html`.
    public var reportPath: String
    /// Names in `figures/`, without extension, of the figures that were drawn.
    public var figures: [String]
    /// Sentences about what could not be done; the run is valid all the same.
    public var warnings: [String]
}

/// Writes the figures and `report.html` of a run.
public enum RunReport {
    /// Makes `figures/` and `report.html` of a finished run anew.
    ///
    /// Each figure is there as SVG, PNG and PDF with the gnuplot script and the data behind it; crystals beyond the
    /// largest twelve are in the overview figures and tables only. Without gnuplot, scripts and data are written and
    /// a warning says so. Pictures are those kept by `RunStore.store(_:)`.
    /// - Parameter work: done while the figures are made, before the page is written.
    /// Throws: `RunError.cannotWrite`, `.diskFull`, and what `work` throws.
    public static func write(
        _ store: RunStore, while work: @escaping @Sendable () throws -> Void = {}
    ) async throws -> ReportOutcome {
        try await write(store, gnuplot: "gnuplot", while: work)
    }

    static func write(
        _ store: RunStore, gnuplot: String, while work: @escaping @Sendable () throws -> Void = {}
    ) async throws -> ReportOutcome {
        let crystals = try store.crystals()
        let program = "GrowthScope " + (store.settings.versions["GrowthScope"] ?? "")
        let set = FigureSet(store: store, crystals: crystals, program: program)
        async let done: Void = work()
        let figures = try set.write()
        let (drawn, warnings) = await FigureSet.draw(figures, in: store.folder.figures, executable: gnuplot)
        var views: [String: FigureView] = [:]
        for figure in figures where drawn.contains(figure.name) {
            let path = store.folder.figures + "/" + figure.name + ".svg"
            guard let data = FileManager.default.contents(atPath: path) else { continue }
            views[figure.name] = FigureView(
                [UInt8](data), mediaType: "image/svg+xml", caption: figure.caption, file: figure.name)
        }
        try await done
        let page = ReportPage(
            summary: try store.summary(), crystals: crystals, figures: views, pictures: try store.pictures(),
            events: try store.events(limit: ReportPage.eventLimit), eventCount: try store.eventCount(),
            warnings: warnings)
        try AtomicFile.write(try page.html(), to: store.folder.report)
        return ReportOutcome(
            reportPath: store.folder.report, figures: figures.map(\.name).filter(drawn.contains), warnings: warnings)
    }
}
