import Foundation
import Imaging
import Mustache
import Records
import Statistics

/// A calibration on one page: the scale, the picture with what was found in it, and the residuals.
public struct CalibrationReport: Sendable {
    /// A series of residuals: one ruling, or one axis of a grid.
    public struct Series: Sendable {
        public var name: String
        /// Position in px from the picture's centre and residual in px.
        public var points: [(position: Double, residual: Double, isUsed: Bool)]

        public init(name: String, points: [(position: Double, residual: Double, isUsed: Bool)]) {
            self.name = name
            self.points = points
        }
    }

    public struct Fact: Sendable {
        public var key: String
        public var value: String

        public init(_ key: String, _ value: String) {
            self.key = key
            self.value = value
        }
    }

    public var title: String
    public var x: Estimate
    public var y: Estimate
    public var facts: [Fact]
    public var warnings: [String]
    public var series: [Series]
    /// A PNG file with its caption.
    public typealias Picture = (bytes: [UInt8], caption: String)

    /// Painted while gnuplot draws.
    public var pictures: @Sendable () throws -> [Picture]
    public var program: String

    public init(
        title: String, x: Estimate, y: Estimate, facts: [Fact], warnings: [String], series: [Series],
        pictures: @escaping @Sendable () throws -> [Picture], program: String
    ) {
        self.title = title
        self.x = x
        self.y = y
        self.facts = facts
        self.warnings = warnings
        self.series = series
        self.pictures = pictures
        self.program = program
    }

    /// What `write` leaves, with residuals or without.
    public static func files(stem: String, hasResiduals: Bool) -> [String] {
        let endings = RunFolder.figureEndings
        return [stem + ".html"] + (hasResiduals ? endings.map { residuals(stem) + "." + $0 } : [])
    }

    private static func residuals(_ stem: String) -> String { stem + "_residuals" }

    /// Writes `stem`.html and, where there are residuals, their figure as `stem`_residuals (SVG, PNG, PDF, script, data).
    ///
    /// Returns a sentence for each thing that could not be done. Throws: `RunError.cannotWrite`, `.diskFull`.
    public func write(stem: String) async throws -> [String] {
        async let residuals = Self.drawn(series, stem: stem, program: program)
        let pictures = try pictures().map { FigureView($0.bytes, mediaType: "image/png", caption: $0.caption) }
        let (figures, problems) = try await residuals
        let page = Page(
            title: title, headline: headline, error: relativeError, warnings: warnings + problems,
            facts: facts.map { ReportPage.Entry(key: $0.key, value: $0.value) },
            pictures: pictures,
            hasPictures: !pictures.isEmpty, figures: figures, hasFigures: !figures.isEmpty, program: program)
        let html = try MustacheTemplate(string: CalibrationTemplate.text).render(page)
        try AtomicFile.write(html, to: stem + ".html")
        return problems
    }

    private static func drawn(
        _ series: [Series], stem: String, program: String
    ) async throws -> (figures: [FigureView], problems: [String]) {
        guard series.contains(where: { !$0.points.isEmpty }) else { return ([], []) }
        let url = URL(fileURLWithPath: stem)
        let folder = url.deletingLastPathComponent().path
        let figure = ResidualFigure.figure(name: residuals(url.lastPathComponent), series: series)
        try AtomicFile.write(ResidualFigure.data(series), to: folder + "/" + figure.dataFile)
        try AtomicFile.write(FigureStyle.script(figure, program: program), to: folder + "/" + figure.scriptFile)
        let (drawn, problems) = await FigureSet.draw([figure], in: folder)
        guard drawn.contains(figure.name), let data = FileManager.default.contents(atPath: "\(folder)/\(figure.name).svg")
        else { return ([], problems) }
        return ([FigureView([UInt8](data), mediaType: "image/svg+xml", caption: figure.caption)], problems)
    }

    private var headline: String {
        x == y ? "\(Rounded.text(x)) µm per pixel"
            : "\(Rounded.text(x)) µm per pixel in x, \(Rounded.text(y)) in y"
    }

    private var relativeError: String {
        func percent(_ estimate: Estimate) -> String {
            Rounded.plain(100 * estimate.standardError / estimate.value) + " %"
        }
        let (a, b) = (percent(x), percent(y))
        return a == b ? "Standard error \(a)." : "Standard error \(a) in x, \(b) in y."
    }

    private struct Page {
        var title: String
        var headline: String
        var error: String
        var warnings: [String]
        var facts: [ReportPage.Entry]
        var pictures: [FigureView]
        var hasPictures: Bool
        var figures: [FigureView]
        var hasFigures: Bool
        var program: String
    }
}
