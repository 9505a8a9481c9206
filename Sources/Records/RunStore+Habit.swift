import Facets
import Foundation
import GRDB

extension RunStore {
    /// Expresses the side of every crystal in all its frames by the habit that it turned out to have.
    ///
    /// A crystal of a few pixels shows no facets yet, or too few, and its side in those frames is that of another habit
    /// (the root of the area); a hexagon's edge is 0.62 of that, so the side would jump when the facets appear. In such
    /// frames the side becomes q times the root of the area, q being the ratio in the frames nearest in time that do show
    /// the habit; the width likewise. (A needle may not keep its shape: the error holds half of the way to the side that
    /// the width of those frames would leave.) A crystal that is rounded has the root of the area in all of them, and none
    /// shows its facets. The area is not touched, so doing it again changes nothing.
    func unifySides() throws(RunError) {
        try write { database in
            for track in try numberedTracks(database) { try unifySides(of: track, in: database) }
        }
    }

    /// Frames with the habit on either side of a stretch without it that the ratio is taken from.
    private static let neighbours = 9

    private func unifySides(of track: Int, in database: Database) throws {
        let habit = try Self.habit(of: track, database)
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT frame, habit, facet_count, flags, side_um, width_um, area_um2, area_se_um2, is_usable
                FROM measurements WHERE track = ? AND area_um2 > 0 ORDER BY frame
                """, arguments: [track])
        let alike = Self.sharingSide(with: habit).map(\.rawValue)
        let isAlike = rows.map { alike.contains($0["habit"] as String) }
        let known = rows.indices.filter { isAlike[$0] && rows[$0]["is_usable"] == true }
        for index in rows.indices where !isAlike[index] {
            let row = rows[index]
            let area: Double = row["area_um2"]
            let near = known.sorted { (abs($0 - index), $0) < (abs($1 - index), $1) }.prefix(Self.neighbours)
            let root = area.squareRoot()
            // Without a frame to compare with, as for a rounded crystal, the root of the area is the side.
            let side = (Self.median(near.map { ratio(rows[$0]["side_um"], rows[$0]["area_um2"]) }) ?? 1) * root
            let width = (Self.median(near.map { ratio(rows[$0]["width_um"], rows[$0]["area_um2"]) }) ?? 1) * root
            let error: Double = row["area_se_um2"] ?? 0
            var sideError = side * error / (2 * area)
            if habit.isElongated, row["facet_count"] == 0,
                let known = Self.median(near.compactMap { rows[$0]["width_um"] })
            {
                sideError = hypot(sideError, abs(side - area / known) / 2)
            }
            var flags: Set<MeasurementFlag> = FlagText.set(row["flags"])
            if habit == .rounded { flags.insert(.noFacets) }
            try database.execute(
                sql: """
                    UPDATE measurements SET side_um = ?, side_se_um = ?, width_um = ?, flags = ? WHERE frame = ? AND track = ?
                    """,
                arguments: [
                    side, sideError, width, FlagText.joined(flags), row["frame"] as Int, track,
                ])
        }
    }

    /// Habits whose side is the same length: a ribbon's and a rectangle's long edge; the distance between opposite main
    /// facets of a square, whether its corners are seen to be cut or not.
    private static func sharingSide(with habit: Habit) -> [Habit] {
        switch habit {
        case .ribbon, .rectangle: [.ribbon, .rectangle]
        case .square, .truncatedSquare: [.square, .truncatedSquare]
        default: [habit]
        }
    }

    private static func median(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.sorted()[values.count / 2]
    }

    private func ratio(_ length: Double?, _ area: Double) -> Double { (length ?? area.squareRoot()) / area.squareRoot() }
}
