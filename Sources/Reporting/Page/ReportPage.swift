import Facets
import Foundation
import Kinetics
import Mustache
import Records
import Statistics
import Tracking

/// The page as a whole: finished texts, named as in the template. The template escapes every one of them
/// but the embedded pictures.
struct ReportPage {
    struct EventRow {
        var time: String
        var frame: Int
        var text: String
    }

    struct Entry {
        var key: String
        var value: String
    }

    /// Rows of the events' table; `events.csv` has all.
    static let eventLimit = 200

    var title: String
    var headline: String
    var subline: String
    // The template cannot ask a list whether it is empty.
    var hasCrystals: Bool
    var hasPictures: Bool
    var hasEvents: Bool
    var crystals: [CrystalView]
    var detailed: [CrystalView]
    var limitation: String?
    var statusSentence: String?
    var warnings: [String]
    var pictures: [FigureView]
    var overview: [FigureView]
    var events: [EventRow]
    var moreEvents: String?
    var provenance: [Entry]
    var versions: [Entry]
    var commandLine: String?

    init(
        summary: RunSummary, crystals records: [CrystalRecord], figures: [String: FigureView], pictures: [RunPicture],
        events: [TrackEvent], eventCount: Int, warnings extraWarnings: [String]
    ) {
        let name = summary.input.path.split(separator: "/").last.map(String.init) ?? summary.input.path
        title = "Crystal growth in \(name)"
        headline = Self.headline(records)
        subline = Self.subline(summary)
        hasCrystals = !records.isEmpty
        hasPictures = !pictures.isEmpty
        hasEvents = !events.isEmpty
        let prominent = FigureSet.largest(FigureSet.crystalLimit, of: records)
        crystals = records.map { record in
            let own = ["side", "area", "facets"].compactMap { figures[Figure.name(crystal: record.number, $0)] }
            return CrystalView(record, drawings: own)
        }
        detailed = crystals.filter { prominent.contains($0.number) }
        limitation =
            records.count > prominent.count
            ? "The \(prominent.count) largest of \(records.count) crystals are shown in detail; the tables have all."
            : nil
        statusSentence = Sentences.status(summary.status)
        warnings = summary.warnings + extraWarnings
        self.pictures = pictures.map { FigureView($0.bytes, mediaType: $0.mediaType, caption: $0.caption) }
        overview = ["side_length", "velocities"].compactMap { figures[$0] }
        self.events = events.prefix(Self.eventLimit).map {
            EventRow(time: Self.eventTime($0.timeSeconds), frame: $0.frame, text: Sentences.event($0))
        }
        moreEvents = eventCount > Self.eventLimit ? "\(eventCount - Self.eventLimit) more are in events.csv." : nil
        provenance = Provenance.entries(summary)
        versions = summary.versions.sorted { $0.key < $1.key }.map { Entry(key: $0.key, value: $0.value) }
        commandLine = summary.settings.commandLine.isEmpty ? nil : summary.settings.commandLine.joined(separator: " ")
    }

    private static func headline(_ crystals: [CrystalRecord]) -> String {
        guard !crystals.isEmpty else { return "No crystal was found in this recording." }
        let fits = crystals.compactMap { $0.kinetics?.sideFit }
        let count = Sentences.count(crystals.count, "crystal", "crystals")
        guard let first = fits.first else { return "\(count); no side velocity could be determined." }
        if crystals.count == 1 {
            let velocity = Estimate(value: first.velocity.value, standardError: first.combinedStandardError)
            return "One crystal, growing at \(Rounded.text(velocity)) µm/min."
        }
        let sorted = fits.map(\.velocity.value).sorted()
        guard let slowest = sorted.first, let fastest = sorted.last, sorted.count > 1 else {
            return "\(count); one side velocity could be determined."
        }
        let middle = sorted.count / 2
        let median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        let (low, high) = (Rounded.decimals(slowest, 2), Rounded.decimals(fastest, 2))
        let typical = Rounded.decimals(median, 2)
        let range = "\(low) to \(high) µm/min, median \(typical) µm/min."
        return sorted.count == crystals.count
            ? "\(count), growing at \(range)" : "\(count); \(sorted.count) of them have a velocity: \(range)"
    }

    private static func subline(_ summary: RunSummary) -> String {
        let counts = summary.counts
        var text = Sentences.count(counts.framesMeasured, "frame", "frames") + " measured"
        if let first = summary.timeBase.firstSeconds, let last = summary.timeBase.lastSeconds, last > first {
            text += " over \(Sentences.duration(last - first))"
        }
        if counts.framesMissing > 0 { text += ", \(counts.framesMissing) missing" }
        return text + "."
    }

    private static func eventTime(_ seconds: Double) -> String {
        seconds.isFinite ? Sentences.duration(seconds) : "–"
    }

    func html() throws -> String {
        let parts = MustacheLibrary(templates: ["figure": try MustacheTemplate(string: ReportTemplate.figure)])
        return try MustacheTemplate(string: ReportTemplate.text).render(self, library: parts)
    }
}
