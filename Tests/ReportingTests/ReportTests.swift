import Foundation
import Kinetics
import Records
import RecordsTestSupport
import Statistics
import Testing

@testable import Reporting

@Suite("Report of a run", .serialized)
struct ReportTests {
    static let hasGnuplot = FileManager.default.isExecutableFile(atPath: "/usr/bin/gnuplot")

    static func run(in folder: String, settings: RunSettings = SyntheticRun.settings()) throws -> RunStore {
        let store = try RunStore.create(at: folder, replacing: false, settings: settings)
        try SyntheticRun().record(into: store)
        try store.numberCrystals()
        try store.store(
            HandMadeKinetics.square(side: 147, velocity: SyntheticRun.velocityOfFirst, start: 0, end: 1080),
            forCrystal: 1)
        try store.store(HandMadeKinetics.rounded(start: 220, end: 1440), forCrystal: 3)
        try store.finish(SyntheticRun.outcome())
        return store
    }

    @Test("Every figure is there as SVG, PNG and PDF with its script and data", .enabled(if: hasGnuplot))
    func figures() async throws {
        let folder = try TemporaryFolder()
        // A folder whose name would end gnuplot's strings.
        let store = try Self.run(in: folder.file("it's a \"run\" µ"))
        let outcome = try await RunReport.write(store)
        #expect(outcome.warnings.isEmpty)
        #expect(
            outcome.figures == [
                "side_length", "velocities", "crystal_01_side", "crystal_01_area", "crystal_01_facets",
                "crystal_02_side", "crystal_02_area", "crystal_02_facets", "crystal_03_side", "crystal_03_area",
            ])
        for name in outcome.figures {
            let path = store.folder.figures + "/" + name
            let starts: [(String, [UInt8])] = [
                ("png", [0x89, 0x50, 0x4E, 0x47]), ("pdf", Array("%PDF-".utf8)), ("svg", Array("<?xml".utf8)),
            ]
            for (ending, start) in starts {
                let content = [UInt8](try #require(FileManager.default.contents(atPath: path + "." + ending)))
                #expect(content.starts(with: start))
                #expect(content.count > 5000)
            }
            #expect(FileManager.default.fileExists(atPath: path + ".gp"))
            #expect(FileManager.default.fileExists(atPath: path + ".dat"))
        }
        let svg = try String(contentsOfFile: store.folder.figures + "/crystal_01_facets.svg", encoding: .utf8)
        #expect(svg.contains("facet 1 (12°): 3.815 ± 0.004 µm/min"))
        let page = try String(contentsOfFile: outcome.reportPath, encoding: .utf8)
        #expect(page.components(separatedBy: "data:image/svg+xml;base64,").count == 11)
    }

    @Test("Exporting again keeps what a user put beside the figures", .enabled(if: hasGnuplot))
    func userFiles() async throws {
        let folder = try TemporaryFolder()
        let store = try Self.run(in: folder.file("run"))
        _ = try await RunReport.write(store, gnuplot: "no-such-gnuplot")
        for name in ["for_paper.gp", "crystal_99_side.svg"] {
            try "x".write(toFile: folder.file("run/figures/" + name), atomically: true, encoding: .utf8)
        }
        _ = try await RunReport.write(store, gnuplot: "no-such-gnuplot")
        #expect(folder.exists("run/figures/for_paper.gp"))
        // What an earlier export left of a crystal that is not there any more.
        #expect(!folder.exists("run/figures/crystal_99_side.svg"))
    }

    @Test("Without gnuplot the report is complete but for the figures, and says so")
    func withoutGnuplot() async throws {
        let folder = try TemporaryFolder()
        let store = try Self.run(in: folder.file("run"))
        let outcome = try await RunReport.write(store, gnuplot: "no-such-gnuplot")
        #expect(outcome.figures.isEmpty)
        #expect(outcome.warnings.count == 1)
        let page = try folder.text("run/report.html")
        #expect(page.contains("gnuplot is not installed"))
        #expect(page.contains("7.630 ± 0.021 µm/min"))
        #expect(folder.exists("run/figures/crystal_01_side.gp"))
    }

    @Test("A figure that gnuplot cannot draw is a warning with gnuplot's reason", .enabled(if: hasGnuplot))
    func brokenScript() async throws {
        let folder = try TemporaryFolder()
        try "plot nonsense(1,\n".write(toFile: folder.file("x.gp"), atomically: true, encoding: .utf8)
        let result = await GnuplotRunner.draw([.init(script: "x.gp")], in: folder.path)
        guard case .failed(let reason) = result else {
            Issue.record("drawn: \(result)")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test("The page needs nothing outside itself")
    func selfContained() async throws {
        let folder = try TemporaryFolder()
        let store = try Self.run(in: folder.file("run"))
        try store.store([RunPicture(name: "first", caption: "First frame", mediaType: "image/png", bytes: [1, 2, 3])])
        _ = try await RunReport.write(store, gnuplot: "no-such-gnuplot")
        let page = try folder.text("run/report.html")
        for reference in ["src=\"http", "href=\"http", "url(", "<script", "<link"] {
            #expect(!page.contains(reference))
        }
        #expect(page.contains("<img src=\"data:image/png;base64,AQID\" alt=\"First frame\">"))
        #expect(page.contains("name=\"viewport\""))
    }

    @Test("The page says what a group leader asks: velocities, intervals, events, doubts, provenance")
    func content() async throws {
        let folder = try TemporaryFolder()
        let store = try Self.run(in: folder.file("run"))
        _ = try await RunReport.write(store, gnuplot: "no-such-gnuplot")
        let page = try folder.text("run/report.html")
        for text in [
            "3 crystals; 2 of them have a velocity: 2.66 to 7.63 µm/min", "95 % interval 7.588 to 7.672 µm/min",
            "Crystal 1 comes into contact with another crystal: touches crystal 2.", "No growth law was fitted.",
            "In 18 of 72 frames it touches another crystal. They are not in the fit.",
            "There are no straight facets: the side is the length of a needle, or the square root of the area.", "(1.590 ± 0.004) × 10⁻⁵",
            "before the recording began", "0.7500 ± 0.0020 µm/px from --scale", String(repeating: "ab", count: 32),
            "multiplied by 60", "Frame 12 could not be decoded.", "agrees with the side", "5.1.6",
        ] {
            #expect(page.contains(text), "\(text)")
        }
    }

    @Test("A run without crystals has a page that says so, and no figures")
    func emptyRun() async throws {
        let folder = try TemporaryFolder()
        let store = try RunStore.create(at: folder.file("run"), replacing: false, settings: SyntheticRun.settings())
        try store.finish(SyntheticRun.outcome(.recordingCutOff))
        let outcome = try await RunReport.write(store)
        #expect(outcome.figures.isEmpty && outcome.warnings.isEmpty)
        let page = try folder.text("run/report.html")
        #expect(page.contains("No crystal was found in this recording."))
        #expect(page.contains("The recording breaks off."))
        #expect(!page.contains("<img"))
        #expect(!page.contains("<th>Crystal</th>"))
    }

    @Test("File names with markup and line breaks stay text, in the page and in the scripts", .enabled(if: hasGnuplot))
    func escaping() async throws {
        let folder = try TemporaryFolder()
        var settings = SyntheticRun.settings(input: "<script>alert('x')</script>&\n!touch pwned\".mp4")
        settings.versions["GrowthScope"] = "1\nsystem('touch pwned')"
        let store = try Self.run(in: folder.file("run"), settings: settings)
        let outcome = try await RunReport.write(store)
        #expect(outcome.warnings.isEmpty)
        let page = try folder.text("run/report.html")
        #expect(!page.contains("<script"))
        #expect(page.contains("&lt;script&gt;"))
        #expect(!folder.exists("run/figures/pwned"))
        #expect(!FileManager.default.fileExists(atPath: "pwned"))
    }

    @Test("Gnuplot shows text as it is")
    func gnuplotText() {
        #expect(GnuplotText.quoted("a_b^{c}") == "'a\\_b\\^\\{c\\}'")
        #expect(GnuplotText.quoted("it's `ls` \"\u{7}") == "'it''s `ls` \"'")
        #expect(GnuplotText.comment("a\r\nb") == "# ab")
        #expect(GnuplotText.number(.nan) == "NaN")
        #expect(GnuplotText.number(-0.5) == "-5.0000000e-01")
    }
}
