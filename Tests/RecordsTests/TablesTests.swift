import Records
import RecordsTestSupport
import Testing
import Tracking

@Suite("Tables of a run")
struct TablesTests {
    /// The columns as the users' documents state them, typed out a second time on purpose.
    static let documented = [
        "measurements.csv":
            "frame,time_s,crystal_id,centre_x_um,centre_y_um,side_um,side_se_um,width_um,area_um2,area_se_um2,perimeter_um,orientation_deg,facet_count,flags",
        "facets.csv": "frame,time_s,crystal_id,facet,normal_deg,distance_um,distance_se_um,length_um",
        "crystals.csv":
            "crystal_id,habit,first_time_s,last_time_s,frames,nucleation_time_s,nucleation_time_se_s,side_velocity_um_per_min,side_velocity_se,side_velocity_ci95_low,side_velocity_ci95_high,fit_start_s,fit_end_s,growth_exponent,growth_exponent_se,area_a0_um2,area_a1_um2_per_min,area_a2_um2_per_min2,area_a2_se,solute_flux_g_per_mm2_min,regime,flags",
        "segments.csv": "crystal_id,segment,start_s,end_s,side_velocity_um_per_min,side_velocity_se",
        "facet_rates.csv": "crystal_id,facet,normal_deg,normal_rate_um_per_min,normal_rate_se",
        "events.csv": "time_s,frame,event,crystal_id,detail",
    ]

    static func finishedRun(in folder: String) throws -> RunStore {
        let store = try RunStore.create(at: folder, replacing: false, settings: SyntheticRun.settings())
        try SyntheticRun().record(into: store)
        try store.numberCrystals()
        try store.store(
            HandMadeKinetics.square(side: 147, velocity: SyntheticRun.velocityOfFirst, start: 0, end: 1080),
            forCrystal: 1)
        try store.store(HandMadeKinetics.rounded(start: 220, end: 1440), forCrystal: 3)
        try store.finish(SyntheticRun.outcome())
        return store
    }

    @Test("Every table has the documented columns in their order", arguments: documented.keys.sorted())
    func columns(name: String) throws {
        let folder = try TemporaryFolder()
        _ = try Self.finishedRun(in: folder.file("run"))
        let lines = try folder.text("run/" + name).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(String(lines[0]) == Self.documented[name])
        #expect(lines.last == "")
        let count = lines[0].split(separator: ",").count
        #expect(lines.count > 2)
        for line in lines.dropFirst().dropLast() {
            #expect(line.split(separator: ",", omittingEmptySubsequences: false).count == count)
        }
    }

    @Test("A run without crystals gives tables that are only their header")
    func emptyRun() throws {
        let folder = try TemporaryFolder()
        let store = try RunStore.create(at: folder.file("run"), replacing: false, settings: SyntheticRun.settings())
        try store.finish(SyntheticRun.outcome())
        for (name, header) in Self.documented {
            #expect(try folder.text("run/" + name) == header + "\n")
        }
        #expect(try store.summary().counts.crystals == 0)
    }

    @Test("The same frames give byte-identical tables")
    func identicalTwice() throws {
        let folder = try TemporaryFolder()
        _ = try Self.finishedRun(in: folder.file("a"))
        _ = try Self.finishedRun(in: folder.file("b"))
        for name in Self.documented.keys.sorted() + ["summary.json"] {
            #expect(try folder.text("a/" + name) == folder.text("b/" + name))
        }
    }

    @Test("Crystals are numbered by their first appearance, and dust and candidates are in no table")
    func numbering() throws {
        let folder = try TemporaryFolder()
        let store = try Self.finishedRun(in: folder.file("run"))
        #expect(try store.crystals().map(\.trackID) == [5, 3, 9])
        #expect(try store.crystals().map(\.number) == [1, 2, 3])
        let ids = Set(try Self.column("crystal_id", of: folder.text("run/measurements.csv")))
        #expect(ids == ["1", "2", "3"])
        // 72 frames of the first crystal, 62 of the others (frame 12 is missing).
        #expect(try Self.column("frame", of: folder.text("run/measurements.csv")).count == 72 + 2 * 62)
    }

    @Test("Events name crystals by the numbers of the tables, also in their sentences")
    func events() throws {
        let folder = try TemporaryFolder()
        _ = try Self.finishedRun(in: folder.file("run"))
        let lines = try folder.text("run/events.csv").split(separator: "\n").dropFirst().map(String.init)
        #expect(
            lines == [
                "200,10,nucleation,2,first seen at 5 um", "240,12,frames_missing,,1 frame missing",
                "1100,55,contact,1,touches crystal 2", "1100,55,contact,2,touches crystal 1",
            ])
    }

    @Test("A number that is unknown is an empty cell")
    func unknownNumbers() throws {
        let folder = try TemporaryFolder()
        _ = try Self.finishedRun(in: folder.file("run"))
        let rows = try folder.text("run/crystals.csv").split(separator: "\n")
        #expect(rows[2] == "2,square,200,1440,62,,,,,,,,,,,,,,,,,")
        #expect(
            rows[1]
                == "1,square,0,1440,72,-1155.963303,3.1,7.630000,0.021200,7.588000,7.672000,0,1080,1.004000,0.008000,21609.00000,2243.220000,58.216900,0.200000,1.59000e-05,interface_limited,"
        )
        #expect(rows[3].hasSuffix(",undetermined,correlated_residuals;no_facets;nucleation_not_determined"))
    }

    @Test("Facets that were not seen in a frame have no row in it")
    func hiddenFacets() throws {
        let folder = try TemporaryFolder()
        _ = try Self.finishedRun(in: folder.file("run"))
        let rows = try folder.text("run/facets.csv").split(separator: "\n").filter { $0.hasPrefix("60,1200,1,") }
        #expect(rows.map { $0.split(separator: ",")[3] } == ["2", "3", "4"])
    }

    @Test(
        "Crystals in a sentence are renumbered, other numbers stay",
        arguments: [
            ("touches crystal 4", "touches crystal 1"),
            ("splits into crystals 7, 4 and 9 at 12 um", "splits into crystals 2, 1 and 3 at 12 um"),
            ("3 frames missing", "3 frames missing"),
            ("touches crystal 4, 3 um apart", "touches crystal 1, 3 um apart"),
            ("touches crystal 99", "touches crystal (unnumbered)"),
            ("", ""),
        ])
    func renumbered(sentence: String, expected: String) throws {
        let folder = try TemporaryFolder()
        let store = try RunStore.create(at: folder.file("run"), replacing: false, settings: SyntheticRun.settings())
        try CrystalSentences.record(sentence, tracks: [4, 7, 9], in: store)
        #expect(try store.events().map(\.detail) == [expected])
    }

    static func column(_ name: String, of table: String) throws -> [String] {
        let lines = table.split(separator: "\n")
        let index = try #require(lines[0].split(separator: ",").firstIndex { $0 == name })
        return lines.dropFirst().map {
            String($0.split(separator: ",", omittingEmptySubsequences: false)[index])
        }
    }
}
