import Facets
import Foundation
import Kinetics
import Records
import RecordsTestSupport
import Statistics
import Testing

@Suite("A recording's encoding in the record of a run")
struct EncodingRecordTests {
    private static let shift = 0.3
    private static let gains = ShapeGains(side: 2, width: 2, perimeter: 8, area: 400)

    private static func synthetic(_ skewness: @escaping @Sendable (_ frame: Int) -> Double, error: Double) -> SyntheticRun {
        var run = SyntheticRun()
        run.encoding = { frame in
            EncodingRecord(
                skewness: Estimate(value: skewness(frame), standardError: error), shiftMicrometers: shift, gains: gains)
        }
        return run
    }

    private func settled(_ synthetic: SyntheticRun, in path: String) throws -> RunStore {
        let store = try RunStore.create(at: path, replacing: false, settings: SyntheticRun.settings())
        try synthetic.record(into: store)
        try store.settle()
        return store
    }

    @Test("Edges of a recording that is encoded for a screen are moved, once, with all that is measured by them")
    func moved() throws {
        let folder = try TemporaryFolder()
        let plain = try settled(SyntheticRun(), in: folder.file("plain"))
        let store = try settled(Self.synthetic({ 0.95 + 0.03 * sin(Double($0)) }, error: 0.05), in: folder.file("run"))
        let (before, after) = (try plain.series(of: 1), try store.series(of: 1))
        for (old, new) in zip(before.samples, after.samples) {
            #expect(abs(new.side.value - old.side.value - 2 * Self.shift) < 1e-9)
            #expect(abs(new.area.value - old.area.value - 400 * Self.shift) < 1e-9)
            #expect(abs(new.perimeterMicrometers - old.perimeterMicrometers - 8 * Self.shift) < 1e-9)
            // It is the same in all frames, and none of the growth law's.
            #expect(new.side.standardError == old.side.standardError)
        }
        for (old, new) in zip(before.facets, after.facets) {
            for (a, b) in zip(old.samples, new.samples) where a.isUsable {
                #expect(abs(b.distance.value - a.distance.value - Self.shift) < 1e-9)
            }
        }
        try store.settle()
        #expect("\(try store.series(of: 1))" == "\(after)")
        let note = try #require(try store.encodingNote())
        #expect(note.contains("encoded for a screen") && note.contains("0.40 px outside"))
        for run in [plain, store] { try run.finish(SyntheticRun.outcome()) }
        let lengths = try [plain, store].map { try Self.cells("length_um", in: $0.folder.facets).compactMap(Double.init) }
        let frames = try Self.cells("frame", in: store.folder.facets).compactMap(Int.init)
        // In contact one facet is hidden, and is not moved.
        let whole = frames.indices.filter { frames[$0] < SyntheticRun().contactFrame }
        #expect(lengths[0].count == lengths[1].count && whole.count > 100)
        for index in whole { #expect(abs(lengths[1][index] - lengths[0][index] - 2 * Self.shift) < 1e-4) }
    }

    @Test("Linear light leaves everything as it was measured")
    func linear() throws {
        let folder = try TemporaryFolder()
        let plain = try settled(SyntheticRun(), in: folder.file("plain"))
        let store = try settled(Self.synthetic({ 0.05 * sin(Double($0)) }, error: 0.05), in: folder.file("run"))
        #expect("\(try store.series(of: 1))" == "\(try plain.series(of: 1))")
        #expect(try store.encodingNote() == nil)
        for run in [plain, store] { try run.finish(SyntheticRun.outcome()) }
        let tables = try [plain, store].map { try String(contentsOfFile: $0.folder.measurements, encoding: .utf8) }
        #expect(tables[0] == tables[1])
    }

    @Test("An uneven inside moves the edges, once, with an error that its change puts into the velocity, and is no encoding")
    func tilted() throws {
        let folder = try TemporaryFolder()
        let flat = Self.synthetic({ 0.05 * sin(Double($0)) }, error: 0.05)
        let encoding = try #require(flat.encoding)
        var synthetic = flat
        // It vanishes as the crystal grows.
        synthetic.encoding = { frame in
            var record = encoding(frame)
            let tilt = 0.2 * max(0, 1 - Double(frame) / 40)
            record?.tilt = .init(measured: Estimate(value: tilt, standardError: 0.002), linear: 0, screen: -0.1)
            return record
        }
        let plain = try settled(flat, in: folder.file("plain"))
        let store = try settled(synthetic, in: folder.file("run"))
        let (before, after) = (try plain.series(of: 1), try store.series(of: 1))
        let moves = zip(before.samples, after.samples).map { $1.side.value - $0.side.value }
        #expect(abs((moves.first ?? 0) - 2 * 0.2) < 0.08 && abs(moves.last ?? 1) < 0.01)
        #expect(moves.allSatisfy { $0 >= 0 })
        #expect(before.commonError.side == 0 && before.commonError.velocity == 0)
        #expect(after.commonError.side > 0 && after.commonError.velocity > 0)
        try store.settle()
        #expect("\(try store.series(of: 1))" == "\(after)")
        #expect(try store.encodingNote() == nil)
    }

    @Test("What stays in doubt is in the errors of the tables and of what all sides share, not in the velocity, and in a sentence")
    func undecided() throws {
        let folder = try TemporaryFolder()
        let plain = try settled(SyntheticRun(), in: folder.file("plain"))
        let store = try settled(Self.synthetic({ 2 * sin(Double($0)) }, error: 1.5), in: folder.file("run"))
        let series = [try plain.series(of: 1), try store.series(of: 1)]
        #expect("\(series[0].samples)" == "\(series[1].samples)")
        let common = 2 * Self.shift * 0.3.squareRoot()
        #expect(series[0].commonError.side == 0)
        #expect(abs(series[1].commonError.side / common - 1) < 0.15)
        #expect(try #require(try store.encodingNote()).contains("do not tell"))
        for run in [plain, store] { try run.finish(SyntheticRun.outcome()) }
        let doubt = Self.shift * 0.3.squareRoot()
        for (column, gain) in [("side_se_um", 2.0), ("area_se_um2", 400)] {
            let errors = try [plain, store].map { try Self.column(column, of: $0) }
            #expect(errors[0].count == errors[1].count && !errors[0].isEmpty)
            for (without, with) in zip(errors[0], errors[1]) {
                let added = (with * with - without * without).squareRoot() / gain
                #expect(abs(added / doubt - 1) < 0.15)
            }
        }
    }

    @Test("Frames in which a transparent crystal looks like a plate are flagged, with errors that hold the rim")
    func hiddenRim() throws {
        let shown = 20
        var synthetic = Self.synthetic({ 0.02 * sin(Double($0)) }, error: 0.05)
        let plate = try #require(synthetic.encoding)
        synthetic.encoding = { $0 < shown ? plate($0) : nil }
        synthetic.rim = { frame in
            frame < shown ? nil : RimFitsTests.record(contactFrame: 1000)(frame)
        }
        let folder = try TemporaryFolder()
        let plain = try settled(SyntheticRun(), in: folder.file("plain"))
        let store = try settled(synthetic, in: folder.file("run"))
        for run in [plain, store] { try run.finish(SyntheticRun.outcome()) }
        let sides = try [plain, store].map { try Self.column("side_um", of: $0) }
        let errors = try [plain, store].map { try Self.column("side_se_um", of: $0) }
        let flags = try Self.cells("flags", of: store)
        let frames = try Self.column("frame", of: store)
        let early = frames.indices.filter { frames[$0] < Double(shown) }
        #expect(early.count > 10)
        for index in early {
            #expect(sides[0][index] == sides[1][index])
            #expect(errors[1][index] > 2 * 2 * 0.75 && errors[0][index] < 1)
            #expect(flags[index].contains("small"))
        }
        // What its rim leaves open is no matter of the encoding.
        #expect(try store.encodingNote() == nil)
        #expect(frames.indices.allSatisfy { frames[$0] < Double(shown) || !flags[$0].contains("small") })
        // They are no part of the growth law, whose samples have their own errors.
        let samples = try store.series(of: 1).samples
        let fitted = Double(shown) * SyntheticRun.frameInterval..<Double(synthetic.contactFrame) * SyntheticRun.frameInterval
        #expect(samples.allSatisfy { $0.isUsable == fitted.contains($0.timeSeconds) })
        try store.settle()
        #expect("\(try store.series(of: 1).samples)" == "\(samples)")
    }

    @Test("A thin crystal among transparent ones hides its rims, also where it passes for rounded in some frames",
        arguments: [8.0, 16])
    func thin(width: Double) throws {
        var synthetic = Self.synthetic({ 0.02 * sin(Double($0)) }, error: 0.05)
        synthetic.rim = RimFitsTests.record(contactFrame: 1000)
        synthetic.thinWidth = width
        let folder = try TemporaryFolder()
        let store = try settled(synthetic, in: folder.file("run"))
        try store.finish(SyntheticRun.outcome())
        let flags = try Self.cells("flags", in: store.folder.measurements, ofCrystal: 2)
        let frames = try Self.cells("frame", in: store.folder.measurements, ofCrystal: 2).compactMap(Int.init)
        let free = frames.indices.filter {
            (20 ..< 50).contains(frames[$0]) && !SyntheticRun.framesWithoutFacets.contains(frames[$0])
        }
        #expect(free.count > 20)
        // 16 px of 0.75 um.
        #expect(free.allSatisfy { flags[$0].contains("small") == (width < 12) })
    }

    /// Of crystal 1.
    private static func column(_ name: String, of store: RunStore) throws -> [Double] {
        try cells(name, of: store).compactMap(Double.init)
    }

    private static func cells(_ name: String, of store: RunStore) throws -> [String] {
        try cells(name, in: store.folder.measurements)
    }

    private static func cells(_ name: String, in table: String, ofCrystal crystal: Int = 1) throws -> [String] {
        let lines = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
        let columns = lines[0].split(separator: ",", omittingEmptySubsequences: false)
        let index = try #require(columns.firstIndex { $0 == name })
        let number = try #require(columns.firstIndex { $0 == "crystal_id" })
        return lines.dropFirst().compactMap { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            return cells[number] == "\(crystal)" ? String(cells[index]) : nil
        }
    }
}
