import Facets
import Foundation
import Imaging
import Kinetics
import Records
import RecordsTestSupport
import Statistics
import Testing
import Tracking

@Suite("Record of a run")
struct RunStoreTests {
    @Test("A run that is killed keeps every frame that was appended")
    func killed() throws {
        let folder = try TemporaryFolder()
        let store = try RunStore.create(at: folder.file("run"), replacing: false, settings: SyntheticRun.settings())
        try SyntheticRun().record(into: store, frames: 0 ..< 40)
        // What a killed process leaves: the files as they are, the log not yet moved into the database.
        try FileManager.default.createDirectory(atPath: folder.file("killed"), withIntermediateDirectories: false)
        for name in ["run.sqlite", "run.sqlite-wal"] {
            try FileManager.default.copyItem(
                atPath: folder.file("run/" + name), toPath: folder.file("killed/" + name))
        }
        let reopened = try RunStore.open(folder.file("killed"))
        try reopened.numberCrystals()
        #expect(try reopened.summary().counts.framesRead == 39)
        #expect(try reopened.summary().counts.framesMissing == 1)
        #expect(try reopened.summary().status == .unfinished)
        #expect(try reopened.crystals().map(\.lastFrame) == [39, 39, 39])
        #expect(try reopened.outcome() == nil)
        // And an export of it has the same rows as the run that went on has for these frames; only the errors also
        // know how the later samples scatter.
        try reopened.finish(SyntheticRun.outcome(.unfinished))
        try SyntheticRun().record(into: store, frames: 40 ..< 73)
        try store.finish(SyntheticRun.outcome())
        let part = Self.withoutErrors(try folder.text("killed/measurements.csv"))
        #expect(part.count > 40)
        #expect(Self.withoutErrors(try folder.text("run/measurements.csv")).starts(with: part))
        try reopened.close()
    }

    private static func withoutErrors(_ table: String) -> [[Substring]] {
        let rows = table.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let columns = rows[0].indices.filter { !rows[0][$0].contains("_se_") }
        return rows.map { row in columns.map { row[$0] } }
    }

    @Test("Errors in the tables are those of the pictures, widened to what the samples scatter")
    func widenedErrors() throws {
        let folder = try TemporaryFolder()
        for factor in [1, 0.2] {
            let store = try RunStore.create(
                at: folder.file("run\(factor)"), replacing: false, settings: SyntheticRun.settings())
            try SyntheticRun(statedShare: factor).record(into: store)
            try store.numberCrystals()
            try store.finish(SyntheticRun.outcome())
            for (table, column) in [("measurements", "side_se_um"), ("facets", "distance_se_um")] {
                let rows = try folder.text("run\(factor)/\(table).csv").split(separator: "\n")
                    .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
                let index = try #require(rows[0].firstIndex(of: Substring(column)))
                let error = try #require(Double(rows[20][index]))
                let right = table == "facets" ? SyntheticRun.facetError : SyntheticRun.sideError
                #expect(abs(error / right - 1) < 0.25)
            }
            let sample = try #require(try store.series(of: 1).withScatter.samples.first)
            #expect(abs(sample.side.standardError / SyntheticRun.sideError - 1) < 0.25)
        }
    }

    @Test("A closed run is one file, and opening it gives the same numbers")
    func reopened() throws {
        let folder = try TemporaryFolder()
        let store = try TablesTests.finishedRun(in: folder.file("run"))
        let before = try store.summary()
        try store.close()
        #expect(!folder.exists("run/run.sqlite-wal"))
        let again = try RunStore.open(folder.file("run"))
        #expect(try again.summary() == before)
        #expect(again.settings == SyntheticRun.settings())
        #expect(try again.outcome() == SyntheticRun.outcome())
        let table = try folder.text("run/measurements.csv")
        try again.finish(SyntheticRun.outcome())
        #expect(try folder.text("run/measurements.csv") == table)
    }

    @Test("A frame that was recorded before is refused, and nothing of it is kept")
    func frameTwice() throws {
        let folder = try TemporaryFolder()
        let store = try RunStore.create(at: folder.path, replacing: false, settings: SyntheticRun.settings())
        try SyntheticRun().record(into: store, frames: 0 ..< 3)
        let error = #expect(throws: RunError.self) { try SyntheticRun().record(into: store, frames: 2 ..< 3) }
        #expect(error?.description.contains("frame 2") == true)
        #expect(try store.summary().counts.framesMeasured == 3)
    }

    @Test("The series of a crystal is in the order of time and ends its free growth at the lasting contact")
    func series() throws {
        let folder = try TemporaryFolder()
        let store = try TablesTests.finishedRun(in: folder.file("run"))
        let series = try store.series(of: 1)
        #expect(series.habit == .square)
        #expect(series.samples.count == 72)
        #expect(series.samples.map(\.timeSeconds) == series.samples.map(\.timeSeconds).sorted())
        #expect(series.samples.filter(\.isUsable).count == 54)
        #expect(series.samples.last?.isUsable == false)
        #expect(series.lastAbsentTimeSeconds == nil)
        let last = try #require(series.samples.last)
        #expect(abs(last.side.value - (147 + SyntheticRun.velocityOfFirst * 24)) < 5 * SyntheticRun.sideError)
        #expect(series.facets.map(\.facet) == [1, 2, 3, 4])
        #expect(series.facets.map { ($0.normalDegrees * 1e6).rounded() / 1e6 } == [12, 102, 192, 282])
        #expect(series.facets.allSatisfy { $0.samples.filter(\.isUsable).count == 54 })
    }

    @Test("The last frame before a crystal was first seen bounds its nucleation")
    func lastAbsent() throws {
        let folder = try TemporaryFolder()
        let store = try TablesTests.finishedRun(in: folder.file("run"))
        #expect(try store.series(of: 2).lastAbsentTimeSeconds == SyntheticRun.time(9))
    }

    @Test("A frame in which nothing new was looked for does not say that a crystal was not there")
    func searchedInPart() throws {
        let folder = try TemporaryFolder()
        let store = try RunStore.create(at: folder.file("run"), replacing: false, settings: SyntheticRun.settings())
        for frame in 0 ..< 10 {
            var update = TrackingUpdate(measurements: [], events: [], verdicts: [:], driftMicrometers: .zero)
            update.isOfWholePicture = frame < 6
            try store.append(update, frame: frame, timeSeconds: SyntheticRun.time(frame))
        }
        try SyntheticRun().record(into: store, frames: 10 ..< 73)
        try store.finish(SyntheticRun.outcome())
        let first = try #require(try store.crystals().map(\.number).min())
        #expect(try store.series(of: first).lastAbsentTimeSeconds == SyntheticRun.time(5))
    }

    @Test("A speck on which a crystal nucleates is neither in its tables nor in its fits")
    func grownOnDust() throws {
        let folder = try TemporaryFolder()
        let store = try TablesTests.finishedRun(in: folder.file("run"))
        let frames = try #require(try store.crystals().first { $0.number == 2 }?.frameCount)
        // The second square (the tracker's object 3, there from frame 10 on) turns out to grow from frame 30 on.
        try store.recordEnd(
            TrackingUpdate(
                measurements: [], events: [], verdicts: [3: .crystal], driftMicrometers: .zero,
                growthOnsetFrames: [3: 30]))
        try store.finish(SyntheticRun.outcome())
        let grown = try #require(try store.crystals().first { $0.trackID == 3 })
        #expect(grown.firstFrame == 30 && grown.frameCount == frames - 19)  // frame 12 is missing
        let series = try store.series(of: grown.number)
        #expect(series.samples.first?.timeSeconds == SyntheticRun.time(30))
        #expect(series.facets.allSatisfy { $0.samples.first?.timeSeconds == SyntheticRun.time(30) })
        // That it was not seen on the speck in frame 29 does not say that it was not there.
        #expect(series.lastAbsentTimeSeconds == nil)
        for table in ["measurements", "facets"] {
            let rows = try folder.text("run/\(table).csv").split(separator: "\n")
                .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
            let ofGrown = rows.filter { $0[2] == "\(grown.number)" }.compactMap { Int($0[0]) }
            #expect(ofGrown.min() == 30)
        }
    }

    @Test("The habit is that of most of the large frames, not of the first small ones")
    func habit() throws {
        let folder = try TemporaryFolder()
        let store = try TablesTests.finishedRun(in: folder.file("run"))
        #expect(try store.crystals().map(\.habit) == [.square, .square, .rounded])
    }

    /// A finished run whose second crystal, which grows to about 4400 um2 before the contact, shows its facets from an area (um2) on.
    private func settledRun(in folder: String, hexagonFrom area: Double) throws -> (store: RunStore, crystal: CrystalRecord) {
        let store = try RunStore.create(at: folder, replacing: false, settings: SyntheticRun.settings())
        var run = SyntheticRun()
        run.hexagonFrom = area
        try run.record(into: store)
        try store.settle()
        try store.finish(SyntheticRun.outcome())
        return (store, try #require(try store.crystals().first { $0.trackID == 3 }))
    }

    @Test("A crystal that shows its facets in less than half of the frames has the habit, and the side, that they show")
    func habitShownLate() throws {
        let folder = try TemporaryFolder()
        let (store, crystal) = try settledRun(in: folder.file("run"), hexagonFrom: 2200)
        #expect(crystal.habit == .hexagon)
        let series = try store.series(of: crystal.number)
        #expect(series.samples.count > 20)
        for sample in series.samples {
            let ratio = sample.side.value / sample.area.value.squareRoot()
            #expect(abs(ratio - SyntheticRun.hexagonEdge) < 1e-9)
        }
    }

    @Test("A crystal that is rounded in most of its large frames is without facets in all of them")
    func facetsOfFewFrames() throws {
        let folder = try TemporaryFolder()
        let (_, crystal) = try settledRun(in: folder.file("run"), hexagonFrom: 3800)
        #expect(crystal.habit == .rounded)
        let rows = try folder.text("run/measurements.csv").split(separator: "\n")
            .map { $0.split(separator: ",", omittingEmptySubsequences: false) }.filter { $0[2] == "\(crystal.number)" }
        let large = try rows.filter { try #require(Double($0[8])) >= 3800 }
        #expect(large.count >= 3)
        for row in large {
            let side = try #require(Double(row[5]))
            let area = try #require(Double(row[8]))
            #expect(abs(side / area.squareRoot() - 1) < 1e-4)
            #expect(row[13].contains("no_facets"))
        }
    }

    @Test("A needle that never shows facets has a growth law by its outline")
    func needle() throws {
        let folder = try TemporaryFolder()
        var synthetic = SyntheticRun()
        synthetic.colonyHabit = .ribbon
        let store = try RunStore.create(at: folder.file("run"), replacing: false, settings: SyntheticRun.settings())
        try synthetic.record(into: store)
        try store.settle()
        let needle = try #require(try store.crystals().first { $0.trackID == 9 })
        #expect(needle.habit == .ribbon)
        let samples = try store.series(of: needle.number).samples
        #expect(samples.count > 40 && samples.allSatisfy(\.isUsable))
    }

    @Test("A crystal that is not there is an error that says so")
    func noSuchCrystal() throws {
        let folder = try TemporaryFolder()
        let store = try TablesTests.finishedRun(in: folder.file("run"))
        let error = #expect(throws: RunError.self) { try store.series(of: 17) }
        #expect(error?.description.contains("no crystal 17") == true)
    }

    @Test("Growth laws come back from the record as they were stored")
    func kineticsRoundTrip() throws {
        let folder = try TemporaryFolder()
        let store = try TablesTests.finishedRun(in: folder.file("run"))
        let stored = HandMadeKinetics.square(side: 10, velocity: 4.2, start: 260, end: 1080)
        try store.store(stored, forCrystal: 2)
        let crystals = try store.crystals()
        let read = try #require(crystals[1].kinetics)
        // Every number of both, as Swift prints them.
        #expect("\(read)" == "\(stored)")
        let rounded = try #require(crystals[2].kinetics)
        #expect(rounded.areaLaw == nil && rounded.nucleationTime == nil && rounded.soluteFlux == nil)
        #expect(rounded.flags == [.noFacets, .nucleationNotDetermined, .correlatedResiduals])
    }

    @Test("Outlines come back for drawing, long contours with fewer points")
    func marks() throws {
        let folder = try TemporaryFolder()
        let store = try TablesTests.finishedRun(in: folder.file("run"))
        let marks = try store.marks(inFrame: 60)
        #expect(marks.map(\.number) == [1, 2, 3])
        #expect(marks.map(\.outline.count) == [4, 4, 100])
        let corner = try #require(marks.first?.outline.first)
        let side = try #require(marks.first?.sideMicrometers)
        #expect(abs(corner.distance(to: marks[0].centre) - side / 2.0.squareRoot()) < 1e-3)
        #expect(marks[0].flags == [.touching])
    }

    @Test("The first, middle and last measured frames stand for the run, also where there are fewer")
    func representativeFrames() throws {
        let folder = try TemporaryFolder()
        let store = try RunStore.create(at: folder.path, replacing: false, settings: SyntheticRun.settings())
        #expect(try store.representativeFrames() == [])
        try SyntheticRun().record(into: store, frames: 0 ..< 1)
        #expect(try store.representativeFrames() == [0])
        try SyntheticRun().record(into: store, frames: 1 ..< 73)
        // Frame 12 is missing: of 72 measured frames, the one at position 36 is frame 37.
        #expect(try store.representativeFrames() == [0, 37, 72])
    }

    @Test("Pictures are kept with the run")
    func pictures() throws {
        let folder = try TemporaryFolder()
        let store = try TablesTests.finishedRun(in: folder.file("run"))
        let pictures = ["first", "middle", "last"].map {
            RunPicture(name: $0, caption: "Frame", mediaType: "image/png", bytes: [0x89, 0x50, 0x00, 0xFF])
        }
        try store.store(pictures)
        try store.close()
        #expect(try RunStore.open(folder.file("run")).pictures() == pictures)
    }

    @Test("summary.json has counts, scale with its uncertainty, digests, versions and warnings")
    func summary() throws {
        let folder = try TemporaryFolder()
        _ = try TablesTests.finishedRun(in: folder.file("run"))
        let data = Data(try folder.text("run/summary.json").utf8)
        let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let counts = try #require(json["counts"] as? [String: Any])
        #expect(counts["frames_read"] as? Int == 72)
        #expect(counts["frames_missing"] as? Int == 1)
        #expect(counts["crystals"] as? Int == 3)
        #expect(counts["objects_rejected"] as? Int == 1)
        let scale = try #require(json["scale"] as? [String: Any])
        #expect(scale["um_per_px_x"] as? Double == 0.75)
        #expect(scale["um_per_px_x_se"] as? Double == 0.002)
        #expect(scale["origin"] as? String == "--scale")
        let input = try #require(json["input"] as? [String: Any])
        #expect(input["sha256"] as? String == String(repeating: "ab", count: 32))
        #expect((json["versions"] as? [String: String])?["FFmpeg"] == "5.1.6")
        #expect(json["warnings"] as? [String] == ["Frame 12 could not be decoded."])
        #expect(json["status"] as? String == "complete")
        #expect(try JSONDecoder().decode(RunSummary.self, from: data).counts.framesMeasured == 72)
    }
}
