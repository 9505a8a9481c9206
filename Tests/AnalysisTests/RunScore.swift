import Foundation
import Imaging
import SceneTestSupport

/// Measurements held against the truth, frame by frame and over time.
///
/// In each frame true and measured crystals are paired by their centres, the nearest first, within eight pixels or half
/// of the crystal's size. A true crystal is required where it lies wholly in the picture and is 12 px wide; it is
/// isolated where its nearest neighbour is more than 4 px away.
struct RunScore {
    struct Match {
        var frame: Int
        var crystal: Int
        var id: String
        var isRequired: Bool
        var isIsolated: Bool
        var timeSeconds: Double
        var trueTimeSeconds: Double
        var side: Double
        var sideStandardError: Double
        /// um.
        var sideError: Double
        var areaRatio: Double
    }

    private let truth: GrowthTruth
    private(set) var matches: [Match] = []
    private var required: [Int: Int] = [:]
    private var recordsOfID: [String: Int] = [:]

    init(_ table: ResultTable, _ truth: GrowthTruth) throws {
        self.truth = truth
        let rows = try Dictionary(grouping: table.rows) { try $0.integer("frame") }
        for row in table.rows { recordsOfID[row["crystal_id"] ?? "", default: 0] += 1 }
        for frame in truth.frames {
            for crystal in frame.crystals where isRequired(crystal) { required[crystal.id, default: 0] += 1 }
            try pair(frame, rows[frame.frame] ?? [])
        }
    }

    private func isRequired(_ crystal: GrowthTruth.Record) -> Bool {
        crystal.isFullyInside && crystal.rootAreaMicrometers >= 12 * truth.micrometersPerPixel
    }

    private mutating func pair(_ frame: GrowthTruth.Frame, _ rows: [[String: String]]) throws {
        let scale = truth.micrometersPerPixel
        var pairs: [(distance: Double, crystal: GrowthTruth.Record, row: [String: String])] = []
        for crystal in frame.crystals where crystal.visibleFraction > 0.02 {
            let gate = max(8 * scale, 0.5 * crystal.rootAreaMicrometers)
            for row in rows {
                let centre = Point(x: try row.number("centre_x_um"), y: try row.number("centre_y_um"))
                let distance = centre.distance(to: crystal.centre)
                if distance <= gate { pairs.append((distance / gate, crystal, row)) }
            }
        }
        var usedCrystals: Set<Int> = []
        var usedIDs: Set<String> = []
        for (_, crystal, row) in pairs.sorted(by: { $0.distance < $1.distance }) {
            let id = row["crystal_id"] ?? ""
            guard !usedCrystals.contains(crystal.id), usedIDs.insert(id).inserted else { continue }
            usedCrystals.insert(crystal.id)
            let side = try row.number("side_um")
            let isFree = crystal.gapMicrometers.map { $0 > 4 * scale } ?? true
            matches.append(
                Match(
                    frame: frame.frame, crystal: crystal.id, id: id, isRequired: isRequired(crystal),
                    isIsolated: isRequired(crystal) && isFree, timeSeconds: try row.number("time_s"),
                    trueTimeSeconds: frame.timeSeconds, side: side, sideStandardError: try row.number("side_se_um"),
                    sideError: side - crystal.sideMicrometers,
                    areaRatio: try row.number("area_um2") / crystal.areaSquareMicrometers))
        }
    }

    var isolated: [Match] { matches.filter(\.isIsolated) }

    /// Crystals that are there in five frames or more.
    private var scorable: [Int] { required.filter { $0.value >= 5 }.keys.sorted() }

    /// Those that have no measurement in more than a tenth of the frames.
    var missed: [Int] {
        scorable.filter { crystal in
            let count = matches.count { $0.crystal == crystal && $0.isRequired }
            return Double(count) < 0.9 * Double(required[crystal] ?? 0)
        }
    }

    /// Those that bear more than one id.
    var switchedCrystals: [Int] {
        scorable.filter { crystal in
            Set(matches.filter { $0.crystal == crystal && $0.isRequired }.map(\.id)).count > 1
        }
    }

    /// Ids of which fewer than half of the records lie on a crystal.
    var spuriousIDs: [String] {
        recordsOfID.filter { id, count in matches.count { $0.id == id } * 2 < count }.keys.sorted()
    }

    var sideRMSEPixels: Double {
        let squares = isolated.map { $0.sideError * $0.sideError }
        return (squares.reduce(0, +) / Double(max(1, squares.count))).squareRoot() / truth.micrometersPerPixel
    }

    var largestTimeError: Double { matches.map { abs($0.timeSeconds - $0.trueTimeSeconds) }.max() ?? 0 }

    /// Least-squares velocity over each true crystal's stretches of constant velocity, against the true one.
    var velocities: [(crystal: Int, fitted: Double, true: Double)] {
        truth.crystals.flatMap { crystal in
            crystal.velocityWindows.compactMap { window in
                let points = isolated.filter {
                    $0.crystal == crystal.id && $0.trueTimeSeconds >= window.startSeconds - 1e-6
                        && $0.trueTimeSeconds <= window.endSeconds + 1e-6
                }
                guard points.count >= 5 else { return nil }
                return (crystal.id, Self.slope(points.map { ($0.timeSeconds / 60, $0.side) }), window.sideVelocity)
            }
        }
    }

    private static func slope(_ points: [(x: Double, y: Double)]) -> Double {
        let count = Double(points.count)
        let x = points.reduce(0) { $0 + $1.x } / count
        let y = points.reduce(0) { $0 + $1.y } / count
        let products = points.reduce(0) { $0 + ($1.x - x) * ($1.y - y) }
        return products / points.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
    }
}
