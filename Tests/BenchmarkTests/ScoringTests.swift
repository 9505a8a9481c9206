import Foundation
import Simulation
import Testing

@testable import growth_benchmark

@Suite("How a measured run is scored")
struct ScoringTests {
    /// Two squares far apart that grow for ten frames, 1 min apart, at 4 and 2 um/min.
    private let scene: GrowthScene = {
        var scene = GrowthScene()
        scene.frameCount = 10
        scene.frameIntervalSeconds = 60
        for (x, velocity) in [(120.0, 4.0), (350, 2)] {
            var crystal = GrowingCrystal()
            (crystal.xMicrometers, crystal.yMicrometers) = (x, 180)
            crystal.sideMicrometers = 40
            crystal.sideVelocityMicrometersPerMinute = velocity
            scene.crystals.append(crystal)
        }
        return scene
    }()

    private func truth() throws -> Truth {
        try JSONDecoder().decode(Truth.self, from: SceneTruth(scene: scene).json())
    }

    /// Scores tables as `growthscope analyze` writes them.
    private func score(measurements: [String], crystals: [String]) throws -> MovieScore {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("score-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = "frame,crystal_id,centre_x_um,centre_y_um,side_um,side_se_um,area_um2,flags"
        let second = "crystal_id,side_velocity_um_per_min,side_velocity_se,side_velocity_ci95_low,"
            + "side_velocity_ci95_high,fit_start_s,fit_end_s"
        let tables = [("measurements.csv", [first] + measurements), ("crystals.csv", [second] + crystals)]
        for (name, lines) in tables {
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appendingPathComponent(name))
        }
        let truth = try truth()
        return MovieScore(
            truth: truth, run: try MeasuredRun(folder: folder.path), bound: CramerRaoBound(scene: scene, truth: truth))
    }

    private func row(_ frame: Int, id: Int, x: Double, velocity: Double, sideOff: Double = 0) -> String {
        let side = 40 + velocity * Double(frame) + sideOff
        return "\(frame),\(id),\(x),180,\(side),0.01,\(side * side),"
    }

    @Test("Sides that are 0.031 um too long have a bias of 0.05 px, and both crystals are found")
    func bias() throws {
        let rows = (0..<10).flatMap { frame in
            [
                row(frame, id: 7, x: 120, velocity: 4, sideOff: 0.031),
                row(frame, id: 3, x: 350, velocity: 2, sideOff: 0.031),
            ]
        }
        let score = try score(
            measurements: rows,
            crystals: ["7,4.01,0.01,3.99,4.03,0,540", "3,2.1,0.02,2.05,2.15,0,540"])
        #expect(abs((score.side.bias ?? 0) - 0.05) < 1e-6)
        #expect(abs((score.side.rootMeanSquare ?? 0) - 0.05) < 1e-6)
        #expect(abs((score.sideOverError.medianAbsolute ?? 0) - 3.1) < 1e-6)
        #expect(score.tracks.scorable == 2 && score.tracks.found == 2)
        #expect(score.tracks.spurious == 0 && score.tracks.fragments == 0 && score.tracks.identitySwitches == 0)
        #expect(score.intervals == 2 && score.intervalsWithTruth == 1)
        #expect(abs((score.velocity.greatest ?? 0) - 5) < 1e-6)
        #expect(score.side.values.count == 20 && score.bound.values.count == 20)
    }

    @Test("A side is far off where it is out by more than 0.3 px and five errors, and no flag warns of it")
    func farSides() throws {
        let rows = [
            row(0, id: 1, x: 120, velocity: 4, sideOff: 0.2),
            row(1, id: 1, x: 120, velocity: 4, sideOff: 0.04),
            row(2, id: 1, x: 120, velocity: 4, sideOff: 0.2) + "no_facets",
            "3,1,120,180,52.2,0.05,2724,",
        ]
        let score = try score(measurements: rows, crystals: [])
        #expect(score.side.values.count == 4 && score.farSides == 1)
        #expect(score.sideOverError.count(beyond: 2) == 4 && score.sideOverError.count(beyond: 4) == 3)
    }

    @Test("A crystal never measured is missed, one measured where none is counts as spurious")
    func missedAndSpurious() throws {
        let rows = (0..<10).flatMap { [row($0, id: 1, x: 120, velocity: 4), row($0, id: 2, x: 230, velocity: 4)] }
        let score = try score(measurements: rows, crystals: [])
        #expect(score.tracks.found == 1 && score.tracks.missed == 1 && score.tracks.spurious == 1)
        #expect(score.intervals == 0)
    }

    @Test("A crystal that changes its number half way is found once, with one switch and one fragment")
    func identity() throws {
        let rows = (0..<10).flatMap {
            [row($0, id: $0 < 6 ? 1 : 9, x: 120, velocity: 4), row($0, id: 2, x: 350, velocity: 2)]
        }
        let tracks = try score(measurements: rows, crystals: []).tracks
        #expect(tracks.found == 2 && tracks.identitySwitches == 1 && tracks.fragments == 1 && tracks.spurious == 0)
    }

    @Test("Rows without a side are no records, and a table without rows finds nothing")
    func emptyTables() throws {
        let tracks = try score(measurements: ["0,1,120,180,,,,border"], crystals: ["1,,,,,,"]).tracks
        #expect(tracks.scorable == 2 && tracks.found == 0 && tracks.spurious == 0)
    }

    @Test("Cells in quotes keep their commas and doubled quotes")
    func quotedCells() {
        #expect(CSVTable.cells(of: "1,\"a, \"\"b\"\"\",,2") == ["1", "a, \"b\"", "", "2"])
    }

    @Test("The cheapest pair goes first, and what is too far stays alone")
    func pairs() {
        let pairs = NearestPairs.match([0.0, 10, 50], [9.0, 1]) { a, b in abs(a - b) < 5 ? abs(a - b) : nil }
        #expect(pairs == [0: 1, 1: 0])
    }

    @Test("Bias, RMSE, greatest and median of an error sample")
    func errorSample() {
        var sample = ErrorSample()
        #expect(sample.bias == nil && sample.rootMeanSquare == nil && sample.medianAbsolute == nil)
        for error in [3.0, -1, 1, 1] { sample.add(error) }
        #expect(sample.bias == 1 && sample.rootMeanSquare == 3.0.squareRoot())
        #expect(sample.greatest == 3 && sample.medianAbsolute == 1)
    }
}
