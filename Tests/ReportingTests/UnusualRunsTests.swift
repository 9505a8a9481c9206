import Facets
import Foundation
import Imaging
import Kinetics
import Records
import RecordsTestSupport
import Segmentation
import Statistics
import Testing
import Tracking

@testable import Reporting

@Suite("Reports of unusual runs", .serialized)
struct UnusualRunsTests {
    static func crystal(_ id: Int, frame: Int, side: Double, error: Double = 0.2, flags: Set<MeasurementFlag> = [])
        -> TrackedCrystal
    {
        let centre = Point(x: 100, y: 100)
        let estimate = Estimate(value: side, standardError: error)
        let observation = CrystalObservation(
            expectedID: nil, centre: centre, vertices: [], facets: [], habit: .polygon, side: estimate, width: estimate,
            area: Estimate(value: side * side, standardError: error * side), perimeterMicrometers: 4 * side,
            orientationDegrees: 0, contrast: .dark, relativeContrast: -0.5, edge: nil, flags: flags,
            touching: [], isOverlay: false)
        let facet = TrackedFacet(
            number: 1, normalDegrees: 10, distance: Estimate(value: side / 2, standardError: error),
            lengthMicrometers: side, isMeasured: true)
        return TrackedCrystal(
            id: id, frame: frame, timeSeconds: Double(frame) * 10, observation: observation, facets: [facet])
    }

    static func record(_ frames: [[TrackedCrystal]], into store: RunStore) throws {
        for (frame, crystals) in frames.enumerated() {
            let verdicts = Dictionary(crystals.map { ($0.id, TrackVerdict.crystal) }) { first, _ in first }
            try store.append(
                TrackingUpdate(measurements: crystals, events: [], verdicts: verdicts, driftMicrometers: .zero),
                frame: frame, timeSeconds: Double(frame) * 10)
        }
        try store.finish(SyntheticRun.outcome())
    }

    @Test(
        "Odd crystals are drawn without a warning: one frame, no error, none usable, not growing",
        .enabled(if: ReportTests.hasGnuplot))
    func oddCrystals() async throws {
        let folder = try TemporaryFolder()
        let store = try RunStore.create(at: folder.path, replacing: false, settings: SyntheticRun.settings())
        let frames = (0 ..< 6).map { frame -> [TrackedCrystal] in
            var crystals = [
                Self.crystal(2, frame: frame, side: 50, error: 0),
                Self.crystal(3, frame: frame, side: 30, flags: [.border]),
                Self.crystal(4, frame: frame, side: frame == 3 ? .nan : 20, error: .nan),
            ]
            if frame == 2 { crystals.append(Self.crystal(1, frame: frame, side: 10)) }
            return crystals
        }
        try Self.record(frames, into: store)
        let outcome = try await RunReport.write(store)
        #expect(outcome.warnings == [])
        #expect(try store.crystals().count == 4)
        // Without a standard error nothing of the fourth can be plotted or fitted, yet it is in the tables.
        #expect(try store.series(of: 3).samples.isEmpty)
        #expect(try folder.text("measurements.csv").contains("\n3,30,3,100.00000,100.00000,,,,,,,0.0000,0,\n"))
    }

    @Test("Of three hundred crystals the largest twelve are shown in detail, and the page says so")
    func manyCrystals() async throws {
        let folder = try TemporaryFolder()
        let store = try RunStore.create(at: folder.path, replacing: false, settings: SyntheticRun.settings())
        let frames = (0 ..< 5).map { frame in
            (1 ... 300).map { Self.crystal($0, frame: frame, side: Double(10 + ($0 * 7) % 300 + frame)) }
        }
        try Self.record(frames, into: store)
        let outcome = try await RunReport.write(store, gnuplot: "no-such-gnuplot")
        let page = try String(contentsOfFile: outcome.reportPath, encoding: .utf8)
        #expect(page.contains("The 12 largest of 300 crystals are shown in detail; the tables have all."))
        #expect(page.components(separatedBy: "class=\"crystal\"").count == 13)
        let scripts = try FileManager.default.contentsOfDirectory(atPath: folder.file("figures"))
            .filter { $0.hasSuffix(".gp") }
        #expect(scripts.count == 1 + 12 * 3)
        let result = await GnuplotRunner.draw([.init(script: "side_length.gp")], in: folder.file("figures"))
        #expect(result == .drawn || !ReportTests.hasGnuplot)
    }
}
