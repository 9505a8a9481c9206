import Foundation
import Records
import UVVis

/// Writes the figures and `report.html` of a diffusion coefficient.
public enum DiffusionReport {
    /// Each figure is there as SVG, PNG and PDF with the gnuplot script and the data behind it; without gnuplot, scripts
    /// and data are written and a warning says so.
    ///
    /// - Returns: sentences about what could not be done.
    /// Throws: `RunError.cannotWrite`, `.diskFull`.
    public static func write(
        _ record: DiffusionRecord, _ results: [DiffusionResult], geometry: CuvetteGeometry, to folder: UVVisFolder
    ) async throws -> [String] {
        let content = results.enumerated().map { index, result in
            DiffusionFigures(result: result, geometry: geometry, suffix: results.count > 1 ? "_\(index + 1)" : "").all
        }
        let (views, warnings) = try await FigureFolder(path: folder.figures, version: record.versions["GrowthScope"] ?? "")
            .write(content.flatMap(\.self))
        let page = DiffusionPage(
            record, figures: content.map { figures in figures.compactMap { views[$0.0.name] } }, warnings: warnings)
        try AtomicFile.write(try page.html(), to: folder.report)
        return warnings
    }
}

/// Figures in a folder, written and drawn.
struct FigureFolder {
    let path: String
    let version: String

    func write(_ figures: [(Figure, String)]) async throws -> (views: [String: FigureView], warnings: [String]) {
        for (figure, rows) in figures {
            let comments = figure.columns.map { GnuplotText.comment($0) + "\n" }.joined()
            try AtomicFile.write(comments + rows, to: path + "/" + figure.dataFile)
            try AtomicFile.write(
                FigureStyle.script(figure, program: "GrowthScope " + version), to: path + "/" + figure.scriptFile)
        }
        let list = figures.map(\.0)
        let (drawn, warnings) = await FigureSet.draw(list, in: path, again: "the same command with --force")
        var views: [String: FigureView] = [:]
        for figure in list where drawn.contains(figure.name) {
            guard let data = FileManager.default.contents(atPath: path + "/" + figure.name + ".svg") else { continue }
            views[figure.name] = FigureView(
                [UInt8](data), mediaType: "image/svg+xml", caption: figure.caption, file: figure.name)
        }
        return (views, warnings)
    }
}
