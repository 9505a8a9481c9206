import Facets
import Foundation
import GRDB
import Statistics

/// Of the edges of one crystal in one frame outward, um, and what the variance of their place grows by, um2.
struct EdgeMove {
    var by: Double
    var variance = 0.0

    func applied(to value: Double?, _ standardError: Double?, gain: Double) -> Estimate? {
        guard let value, let standardError else { return nil }
        let left = standardError * standardError + gain * gain * variance
        return Estimate(value: value + gain * by, standardError: max(0, left).squareRoot())
    }

    /// What one side of a polygon is longer by when its sides, in the order of their normals, are moved outward.
    static func lengthening(of index: Int, among sides: [(normalDegrees: Double, by: Double)]) -> Double {
        guard sides.count >= 3 else { return 0 }
        return [sides.count - 1, 1].reduce(0) { sum, step in
            let other = sides[(index + step) % sides.count]
            let turn = (other.normalDegrees - sides[index].normalDegrees) * .pi / 180
            // Where two lines meet: the corner moves along the side by this.
            return sum + (other.by - sides[index].by * cos(turn)) / abs(sin(turn))
        }
    }
}

extension RunStore {
    /// Measurements that are read at a time.
    static let page = 1000

    /// Moves the edges of a crystal in one frame: all that is measured by them, but for the outline that is drawn.
    ///
    /// - Parameter row: `measurements` and the gains.
    func apply(_ move: EdgeMove, to row: Row, of track: Int, in database: Database) throws {
        let frame: Int = row["frame"]
        let side = move.applied(to: row["side_um"], row["side_se_um"], gain: row["side_gain"])
        let width = move.applied(to: row["width_um"], row["width_se_um"], gain: row["width_gain"])
        let area = move.applied(to: row["area_um2"], row["area_se_um2"], gain: row["area_gain_um"])
        let perimeter = move.applied(to: row["perimeter_um"], 0, gain: row["perimeter_gain"])
        try database.cachedStatement(
            sql: """
                UPDATE measurements SET side_um = ?, side_se_um = ?, width_um = ?, width_se_um = ?, area_um2 = ?,
                    area_se_um2 = ?, perimeter_um = ? WHERE frame = ? AND track = ?
                """
        ).execute(arguments: [
            side?.value, side?.standardError, width?.value, width?.standardError, area?.value, area?.standardError,
            perimeter?.value, frame, track,
        ])
        try moveFacets(move, frame: frame, of: track, in: database)
    }

    private func moveFacets(_ move: EdgeMove, frame: Int, of track: Int, in database: Database) throws {
        let facets = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT facet, normal_deg, distance_um, distance_se_um, length_um, is_measured FROM facets
                    WHERE frame = ? AND track = ? ORDER BY normal_deg
                    """),
            arguments: [frame, track])
        let edges = facets.map { (normalDegrees: $0["normal_deg"] as Double, by: $0["is_measured"] ? move.by : 0) }
        for (index, facet) in facets.enumerated() where facet["is_measured"] {
            let distance = move.applied(to: facet["distance_um"], facet["distance_se_um"], gain: 1)
            let length = (facet["length_um"] as Double?).map { $0 + EdgeMove.lengthening(of: index, among: edges) }
            try database.cachedStatement(
                sql: """
                    UPDATE facets SET distance_um = ?, distance_se_um = ?, length_um = ?
                    WHERE frame = ? AND track = ? AND facet = ?
                    """
            ).execute(arguments: [
                distance?.value, distance?.standardError, length, frame, track, facet["facet"] as Int,
            ])
        }
    }
}
