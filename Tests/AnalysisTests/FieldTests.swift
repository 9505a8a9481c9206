import Analysis
import Calibration
import Foundation
import Imaging
import Records
import RecordsTestSupport
import SceneTestSupport
import Testing

@Suite("Recordings from elsewhere", .enabled(if: FieldData.isPresent, "the recordings are not there"))
struct FieldTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What a user knows of a synthetic recording.
    private struct Given: Decodable {
        let um_per_px: Double
        let file: String
        let interval_s: Double?
        let pts_to_seconds: Double?
        let um_per_px_also_in_file: Bool?

        var timeBase: TimeBase {
            if um_per_px_also_in_file == true { return TimeBase() }
            if let interval_s { return TimeBase(.frameInterval(seconds: interval_s)) }
            return TimeBase(.containerFactor(pts_to_seconds ?? 1))
        }
    }

    static let recordings = [
        "e01_square_opaque", "e02_square_clear", "e03_many_opaque_touching", "e04_hexagons_colour",
        "e05_ribbon_and_rectangle_clear", "e06_variable_frame_rate", "e07_imagej_16bit", "e08_noisy", "e09_empty",
    ]

    @Test("A synthetic recording gives every crystal one identity, its side and its velocity", arguments: recordings)
    func synthetic(name: String) async throws {
        let path = FieldData.path("synthetic/\(name)")
        let given = try JSONDecoder().decode(
            Given.self, from: Data(contentsOf: URL(fileURLWithPath: "\(path)/given.json")))
        let run = try await AnalysedRun(
            AnalysisOptions(
                inputPath: "\(path)/\(given.file)", outputFolder: folder.file("run"),
                scale: given.um_per_px_also_in_file == true ? .none : .micrometersPerPixel(given.um_per_px),
                timeBase: given.timeBase))
        let score = try RunScore(run.measurements, GrowthTruth(contentsOf: "\(path)/truth.json"))
        #expect(score.missed == [], "crystals that were not found")
        #expect(score.switchedCrystals == [], "crystals with several ids")
        #expect(score.spuriousIDs == [], "ids that are no crystal")
        #expect(score.sideRMSEPixels < 0.5)
        #expect(score.largestTimeError < 0.02)
        for velocity in score.velocities {
            #expect(
                abs(velocity.fitted / velocity.true - 1) < 0.01,
                "crystal \(velocity.crystal): \(velocity.fitted) um/min, true \(velocity.true)")
        }
        #expect(try run.summary.status == .complete)
    }

    @Test("The organic crystal of 13 pictures is followed with one identity while it grows")
    func organicCrystal() async throws {
        let times = [0, 6, 10, 16, 22, 28, 32, 38, 42, 48, 52, 58, 64]
        let timesFile = folder.file("times.txt")
        try times.map { "\($0)\n" }.joined().write(toFile: timesFile, atomically: true, encoding: .utf8)
        let run = try await AnalysedRun(
            AnalysisOptions(
                inputPath: FieldData.path("real/movies/organic_crystal_64s.gif"), outputFolder: folder.file("run"),
                scale: .micrometersPerPixel(1), timeBase: TimeBase(.timesFile(path: timesFile))))
        let rows = try run.measurements.rows
        // Its bounding box in the first frame is x 102 to 186, y 110 to 197.
        let middle = Point(x: 144, y: 153)
        let first = try #require(
            try rows.first { row in
                let centre = Point(x: try row.number("centre_x_um"), y: try row.number("centre_y_um"))
                return row["frame"] == "0" && centre.distance(to: middle) < 15
            })
        let track = rows.filter { $0["crystal_id"] == first["crystal_id"] }
        #expect(try track.map { try $0.integer("frame") } == Array(0..<13))
        #expect(try track.map { try $0.number("time_s") } == times.map(Double.init))
        #expect(abs(try first.number("area_um2") / 5400 - 1) < 0.08)
        let areas = try track.filter { try $0.number("time_s") <= 48 }.map { try $0.number("area_um2") }
        #expect(zip(areas, areas.dropFirst()).allSatisfy { $0 < $1 }, "\(areas)")
        // Its neighbours at the upper right and the lower border are followed, and no outline of theirs jumps.
        for place in [Point(x: 250, y: 30), Point(x: 83, y: 300)] {
            let start = try #require(
                try rows.first { row in
                    Point(x: try row.number("centre_x_um"), y: try row.number("centre_y_um")).distance(to: place) < 8
                }, "nothing at \(place)")
            let sizes = try rows.filter { $0["crystal_id"] == start["crystal_id"] && !($0["flags"] ?? "").contains("touching") }
                .map { try $0.number("area_um2") }
            #expect(sizes.count >= 4)
            #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $1 > 0.95 * $0 && $1 < 3 * $0 }, "\(sizes)")
        }
        // Neighbours grow into it before the end.
        #expect(try track.contains { try $0.number("time_s") > 42 && $0["flags"]?.contains("touching") == true })
    }

    @Test("Colonies of bacteria give tracks that grow or are doubted, within the field and flagged for their shape")
    func plateColonies() async throws {
        let run = try await AnalysedRun(
            AnalysisOptions(
                inputPath: FieldData.path("real/movies/plate_colonies_104frames.gif"), outputFolder: folder.file("run"),
                scale: .micrometersPerPixel(100), timeBase: TimeBase(.frameInterval(seconds: 1800))))
        try expectSense(run, width: 25_000, height: 25_000)
    }

    @Test("Colonies of yeast give tracks that grow or are doubted, within the field and flagged for their shape")
    func yeastColonies() async throws {
        let run = try await AnalysedRun(
            AnalysisOptions(
                inputPath: FieldData.path("real/movies/yeast_EP170202_xy0735") + "/*.jpg",
                outputFolder: folder.file("run"), scale: .micrometersPerPixel(1),
                timeBase: TimeBase(.frameInterval(seconds: 3600))))
        try expectSense(run, width: 2560, height: 2160)
    }

    /// Round things are no crystals: they may be followed, or refused, but neither lose their shape's flag nor shrink
    /// without a doubt, and nothing lies outside of the picture.
    private func expectSense(_ run: AnalysedRun, width: Double, height: Double) throws {
        let rows = try run.measurements.rows
        let summary = try run.summary
        #expect(summary.status == .complete)
        #expect(summary.counts.crystals + summary.counts.objectsRejected > 0)
        for row in rows {
            #expect((0...width).contains(try row.number("centre_x_um")))
            #expect((0...height).contains(try row.number("centre_y_um")))
            #expect(try row.number("area_um2") > 0 && row.number("area_um2") < 0.5 * width * height)
            #expect(try row.number("side_se_um") > 0)
        }
        let flagged = rows.count { !($0["flags"] ?? "").isEmpty }
        #expect(Double(flagged) > 0.8 * Double(rows.count), "\(flagged) of \(rows.count) are flagged")
        // What is covered, cut by the border or joined with a neighbour says so, and may be of any size.
        let whole = rows.filter { row in
            let flags = row["flags"] ?? ""
            return !["occluded", "border", "touching"].contains { flags.contains($0) }
        }
        let tracks = Dictionary(grouping: whole) { $0["crystal_id"] ?? "" }.filter { $0.value.count >= 6 }
        let doubtful = Set(
            try run.crystals.rows.filter { ($0["flags"] ?? "").contains("not_growing") }.map { $0["crystal_id"] ?? "" })
        let shrinking = try tracks.filter { id, track in
            let first = try #require(track.first).number("area_um2")
            return try !doubtful.contains(id) && #require(track.last).number("area_um2") < first
        }
        #expect(shrinking.count * 10 <= tracks.count, "\(shrinking.keys.sorted()) of \(tracks.count) tracks shrink")
    }
}
