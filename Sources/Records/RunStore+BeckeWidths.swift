import Facets
import GRDB
import Statistics
import Tracking

extension RunStore {
    /// Runs of earlier versions do not have it.
    static let beckeTable = "becke_widths"

    func insert(_ becke: BeckeDependence, of crystal: TrackedCrystal, into database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT INTO becke_widths VALUES (\(Self.placeholders(10)))"
        ).execute(arguments: [
            crystal.frame, crystal.id, NumberList.text(becke.misfits), NumberList.text(becke.places), 0,
            becke.placeDoubt, becke.gains.side, becke.gains.width, becke.gains.perimeter, becke.gains.area,
        ])
    }

    /// Measures every transparent crystal anew with the width of Becke lines that all its pictures and those of the others
    /// tell: when it was first measured, little was known of that width.
    ///
    /// Doing it again changes nothing. Needs the crystals' numbers. (The outline, which is drawn, stays.)
    func settleBeckeWidths() throws(RunError) {
        try write { database in
            guard try database.tableExists(Self.beckeTable) else { return }
            let width = try beckeWidth(database).ofOneCrystal
            for track in try numberedTracks(database) { try settle(track, width, in: database) }
        }
    }

    private func beckeWidth(_ database: Database) throws -> BeckeWidth {
        var width = BeckeWidth()
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT misfits FROM becke_widths JOIN measurements USING (frame, track) JOIN tracks USING (track)
                WHERE is_usable AND crystal_id IS NOT NULL ORDER BY frame, track
                """)
        while let row = try rows.next() { width.add(NumberList.values(row["misfits"])) }
        return width
    }

    /// Measurements that are in memory at a time.
    private static let page = 1000

    private func settle(_ track: Int, _ width: Estimate, in database: Database) throws {
        var last = -1
        while true {
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT frame, places_um, place_um, doubt_um, side_gain, width_gain, perimeter_gain, area_gain_um,
                            side_um, side_se_um, width_um, width_se_um, area_um2, area_se_um2, perimeter_um
                        FROM measurements JOIN becke_widths USING (frame, track)
                        WHERE track = ? AND frame > ? ORDER BY frame LIMIT \(Self.page)
                        """),
                arguments: [track, last])
            for row in rows { try settle(row, of: track, width, in: database) }
            guard let end = rows.last else { return }
            last = end["frame"]
        }
    }

    private func settle(_ row: Row, of track: Int, _ width: Estimate, in database: Database) throws {
        guard let place = BeckeWidth.interpolated(NumberList.values(row["places_um"]), at: width.value) else { return }
        let doubt = abs(place.slope) * width.standardError
        let before: Double = row["doubt_um"]
        let move = Move(by: place.value - row["place_um"], variance: doubt * doubt - before * before)
        guard move.by != 0 || move.variance != 0 else { return }
        try apply(move, to: row, of: track, in: database)
        try database.cachedStatement(
            sql: "UPDATE becke_widths SET place_um = ?, doubt_um = ? WHERE frame = ? AND track = ?"
        ).execute(arguments: [place.value, doubt, row["frame"] as Int, track])
    }

    private func apply(_ move: Move, to row: Row, of track: Int, in database: Database) throws {
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

    /// Of the edges outward, um, and what the variance of their place grows by, um2.
    private struct Move {
        var by: Double
        var variance: Double

        func applied(to value: Double?, _ standardError: Double?, gain: Double) -> Estimate? {
            guard let value, let standardError else { return nil }
            let left = standardError * standardError + gain * gain * variance
            return Estimate(value: value + gain * by, standardError: max(0, left).squareRoot())
        }
    }
}

/// Numbers in one cell of the record, joined by ";"; a number that is none is empty.
private enum NumberList {
    static func text(_ values: [Double]) -> String {
        values.map { $0.isFinite ? "\(Float($0))" : "" }.joined(separator: ";")
    }

    static func values(_ text: String) -> [Double] {
        text.split(separator: ";", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
    }
}
