import Facets
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
}

extension RunStore {
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
        let facets = try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT facet, distance_um, distance_se_um FROM facets WHERE frame = ? AND track = ? AND is_measured"),
            arguments: [frame, track])
        for facet in facets {
            let distance = move.applied(to: facet["distance_um"], facet["distance_se_um"], gain: 1)
            try database.cachedStatement(
                sql: """
                    UPDATE facets SET distance_um = ?, distance_se_um = ? WHERE frame = ? AND track = ? AND facet = ?
                    """
            ).execute(arguments: [
                distance?.value, distance?.standardError, frame, track, facet["facet"] as Int,
            ])
        }
    }
}
