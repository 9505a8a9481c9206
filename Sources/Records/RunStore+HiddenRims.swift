import Calibration
import Facets
import GRDB
import Statistics
import Tracking

/// Frames in which a transparent crystal looks like a plate: it is so small or so thin that its rims run into each other.
extension RunStore {
    /// What an edge may be off by there, px: what was taken for a plate's edge is the outer flank of a rim of 1.5 to 2 px.
    private static let rimFlank = 2.0
    /// A crystal that never was wider than this, px, may hide its rims for good.
    private static let leastInside = 16.0
    /// Frames with a rim that are no accident.
    private static let leastRims = 3

    /// The edges stay where they were measured, um.
    var hiddenRim: Estimate { Estimate(value: 0, standardError: Self.rimFlank * settings.scale.pixelScale.mean) }

    /// The numbered tracks of transparent crystals: those that show rims where they are large, and thin ones that show some, or
    /// that lie among such crystals. (What has no facets may be as long as it is wide, for all that its width says.)
    func transparentTracks(_ database: Database) throws -> Set<Int> {
        guard try database.tableExists(Self.rimTable) else { return [] }
        var transparent: Set<Int> = []
        var thin: Set<Int> = []
        var plates = 0
        for track in try numberedTracks(database) {
            let row = try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT count(rim_fits.frame) AS rims, count(*) AS frames,
                            (SELECT count(*) FROM rim_fits WHERE track = ?1) AS all_rims,
                            (SELECT max(width_um) FROM measurements WHERE track = ?1 AND facet_count > 0) AS width_um
                        FROM measurements LEFT JOIN rim_fits USING (frame, track)
                        WHERE track = ?1 AND 2 * area_um2 >= (SELECT max(area_um2) FROM measurements WHERE track = ?1)
                        """), arguments: [track])
            guard let row, let width: Double = row["width_um"] else { continue }
            let isThin = width < Self.leastInside * settings.scale.pixelScale.mean
            if 2 * (row["rims"] as Int) > row["frames"] || isThin && row["all_rims"] >= Self.leastRims {
                transparent.insert(track)
            } else if isThin {
                thin.insert(track)
            } else {
                plates += 1
            }
        }
        return transparent.isEmpty || transparent.count < plates ? transparent : transparent.union(thin)
    }

    /// Flags the frames of a transparent crystal that do not show its rim as small. They tell nothing of its shape.
    func flagHiddenRims(of track: Int, in database: Database) throws {
        let hidden = "track = ?1 AND facet_count > 0 AND frame IN (SELECT frame FROM edge_encodings WHERE track = ?1)"
        let kinds = try String.fetchAll(
            database.cachedStatement(sql: "SELECT DISTINCT flags FROM measurements WHERE \(hidden)"), arguments: [track])
        for text in kinds {
            let flags: Set<MeasurementFlag> = FlagText.set(text)
            try database.cachedStatement(
                sql: "UPDATE measurements SET flags = ?2, is_usable = 0 WHERE flags = ?3 AND \(hidden)"
            ).execute(arguments: [track, FlagText.joined(flags.union([.small])), text])
        }
    }
}
