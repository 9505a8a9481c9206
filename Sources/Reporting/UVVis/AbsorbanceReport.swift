import Records
import UVVis

/// Writes the figures and `report.html` of absorbance traces.
public enum AbsorbanceReport {
    /// Each figure is there as SVG, PNG and PDF with its script and data; without gnuplot, scripts and data alone, and the
    /// page says so.
    ///
    /// - Parameters:
    ///   - band: nm, where the traces are means over a band.
    ///   - baseline: nm, where a window was subtracted.
    /// - Returns: sentences about what could not be drawn.
    /// Throws: `RunError.cannotWrite`, `.diskFull`.
    public static func write(
        _ record: AbsorbanceRecord, _ spectra: AbsorbanceSpectra,
        traces: [(name: String?, values: [AbsorbanceValue])], band: ClosedRange<Double>?,
        baseline: ClosedRange<Double>?, to folder: UVVisFolder
    ) async throws -> [String] {
        let figures = AbsorbanceFigures(spectra: spectra, traces: traces, band: band, baseline: baseline).all
        let (views, warnings) = try await FigureFolder(path: folder.figures, version: record.versions["GrowthScope"] ?? "")
            .write(figures)
        let page = AbsorbancePage(
            record, spectra, traces: traces, figures: figures.compactMap { views[$0.0.name] }, warnings: warnings)
        try AtomicFile.write(try page.html(), to: folder.report)
        return warnings
    }
}
