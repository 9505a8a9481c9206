import Mustache
import Records
import Statistics
import UVVis

/// The report of absorbance traces: finished texts, named as in the template, which escapes every one of them.
struct AbsorbancePage {
    struct Trace {
        var name: String
        var values: String
        var range: String
        var error: String
        var commonError: String
        var aboveLimit: String
    }

    var title: String
    var headline: String
    var warnings: [String]
    var facts: [ReportPage.Entry]
    var traces: [Trace]
    var notes: [String]
    var hasNotes: Bool
    var figures: [FigureView]
    var provenance: [ReportPage.Entry]
    var commandLine: String

    init(
        _ record: AbsorbanceRecord, _ spectra: AbsorbanceSpectra,
        traces: [(name: String?, values: [AbsorbanceValue])], figures: [FigureView], warnings: [String]
    ) {
        let input = record.input["path"] ?? ""
        title = "Absorbance from \(input.split(separator: "/").last.map(String.init) ?? input)"
        let hours = ((spectra.times.last ?? 0) - (spectra.times.first ?? 0)) / 3600
        headline = "\(record.spectra) spectra over \(Rounded.plain(hours)) h."
        self.warnings = warnings
        let ends = [spectra.wavelengths.first, spectra.wavelengths.last].compactMap(\.self).map { Rounded.plain($0) }
        facts = [
            .init(key: "Wavelengths", value: "\(record.channels), \(ends.joined(separator: " to ")) nm"),
            .init(key: "Left out", value: "\(record.maskedChannels) wavelengths, saturated or without light"),
        ]
        self.traces = traces.map { Trace(name: $0.name ?? "band", $0.values) }
        notes = record.notes
        hasNotes = !record.notes.isEmpty
        self.figures = figures
        provenance = ProvenanceFacts.entries(
            input: record.input, settings: record.settings, versions: record.versions, finished: record.finished)
        commandLine = record.commandLine.joined(separator: " ")
    }

    func html() throws -> String {
        let parts = MustacheLibrary(templates: ["figure": try MustacheTemplate(string: ReportTemplate.figure)])
        return try MustacheTemplate(string: AbsorbanceTemplate.text).render(self, library: parts)
    }
}

extension AbsorbancePage.Trace {
    init(name: String, _ values: [AbsorbanceValue]) {
        let present = values.filter { $0.absorbance.isFinite }
        func text(_ value: Double?) -> String { value.map { Rounded.decimals($0, 4) } ?? "–" }
        self.name = name
        self.values = "\(present.count)"
        let absorbances = present.map(\.absorbance)
        range = "\(text(absorbances.min())) to \(text(absorbances.max()))"
        let errors = present.map(\.standardError).filter(\.isFinite)
        error = errors.isEmpty ? "–" : Rounded.plain(OrderStatistics.median(errors))
        let common = present.map(\.commonError).filter(\.isFinite).max() ?? 0
        commonError = common > 0 ? Rounded.plain(common) : "–"
        aboveLimit = "\(values.count - present.count)"
    }
}
