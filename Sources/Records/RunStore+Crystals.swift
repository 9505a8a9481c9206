import Facets
import Foundation
import GRDB
import Imaging
import Tracking

extension RunStore {
    /// Numbers the confirmed crystals 1, 2, 3, ... in the order of their first appearance.
    ///
    /// Candidates and rejected objects get no number and appear in no table. Call it when verdicts have changed;
    /// calling it again with the same verdicts changes nothing. `finish` does it as well.
    public func numberCrystals() throws(RunError) {
        try write { database in
            try database.execute(sql: RunSchema.indexByCrystal)
            try separateDust(database)
            try database.execute(
                sql: """
                    UPDATE tracks SET crystal_id = NULL;
                    WITH ranked AS (
                        SELECT track, row_number() OVER (ORDER BY first_frame, track) AS number
                        FROM tracks WHERE verdict = 'crystal' AND first_frame IS NOT NULL)
                    UPDATE tracks SET crystal_id = ranked.number FROM ranked WHERE ranked.track = tracks.track;
                    """)
        }
    }

    /// Gives the crystals their numbers, and their measurements what only the run as a whole tells. Doing it again changes
    /// nothing.
    public func settle() throws(RunError) {
        try numberCrystals()
        try settleRims()
        try settleEdgePlaces()
        try unifySides()
    }

    /// Moves what was measured of specks before crystals grew on them to rejected tracks of their own: no table and no fit
    /// takes it for a crystal, and the record keeps it. Needs the index by track.
    private func separateDust(_ database: Database) throws {
        let specks = try Row.fetchAll(
            database,
            sql: "SELECT -track AS crystal, last_frame FROM tracks WHERE track < 0 AND first_frame IS NULL")
        for speck in specks {
            let crystal: Int = speck["crystal"]
            let dust = Self.dustTrack(under: crystal)
            let tables = ["measurements", "facets", Self.rimTable, Self.encodingTable, Self.tiltTable]
            for table in tables where try database.tableExists(table) {
                try database.execute(
                    sql: "UPDATE \(table) SET track = ? WHERE track = ? AND frame <= ?",
                    arguments: [dust, crystal, speck["last_frame"] as Int?])
            }
            for part in [dust, crystal] {
                try database.execute(
                    sql: """
                        UPDATE tracks SET (first_frame, last_frame, frames) =
                            (SELECT min(frame), coalesce(max(frame), last_frame), count(*) FROM measurements WHERE track = ?1)
                        WHERE track = ?1
                        """,
                    arguments: [part])
            }
        }
    }

    /// The numbered crystals, ordered by number, with their growth laws where these were fitted.
    public func crystals() throws(RunError) -> [CrystalRecord] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM tracks WHERE crystal_id IS NOT NULL ORDER BY crystal_id"
            ).map { try Self.crystal($0, database) }
        }
    }

    private static func crystal(_ row: Row, _ database: Database) throws -> CrystalRecord {
        let track: Int = row["track"]
        let first: Int = row["first_frame"]
        let last: Int = row["last_frame"]
        let start = try end(of: track, frame: first, database)
        let stop = try end(of: track, frame: last, database)
        return CrystalRecord(
            number: row["crystal_id"], trackID: track, habit: try habit(of: track, database),
            firstFrame: first, lastFrame: last, firstTimeSeconds: start.time, lastTimeSeconds: stop.time,
            frameCount: row["frames"], firstSideMicrometers: start.side, lastSideMicrometers: stop.side,
            flagCounts: try flagCounts(of: track, database), kinetics: try kinetics(of: track, database))
    }

    private static func end(of track: Int, frame: Int, _ database: Database) throws -> (time: Double, side: Double?) {
        let row = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT time_s, side_um FROM measurements WHERE frame = ? AND track = ?"),
            arguments: [frame, track])
        return (row?["time_s"] ?? 0, row?["side_um"])
    }

    /// The habit of most frames in which the crystal has half of its greatest area or more, since a small one does not show
    /// its facets yet; frames that a fit leaves out count only where there are no others.
    static func habit(of track: Int, _ database: Database) throws -> Habit {
        let name = try String.fetchOne(
            database.cachedStatement(
                sql: """
                    WITH greatest AS (
                        SELECT is_usable, max(area_um2) AS area FROM measurements WHERE track = ? GROUP BY is_usable
                    )
                    SELECT habit FROM measurements JOIN greatest USING (is_usable)
                    WHERE track = ? AND 2 * area_um2 >= area
                    GROUP BY is_usable, habit ORDER BY is_usable DESC, count(*) DESC, habit
                    LIMIT 1
                    """),
            arguments: [track, track])
        return name.flatMap(Habit.init(rawValue:)) ?? .polygon
    }

    private static func flagCounts(of track: Int, _ database: Database) throws -> [MeasurementFlag: Int] {
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: "SELECT flags, count(*) AS frames FROM measurements WHERE track = ? AND flags <> '' GROUP BY flags"
            ),
            arguments: [track])
        var counts: [MeasurementFlag: Int] = [:]
        while let row = try rows.next() {
            let flags: Set<MeasurementFlag> = FlagText.set(row["flags"])
            for flag in flags { counts[flag, default: 0] += row["frames"] }
        }
        return counts
    }

    /// The tracker's identities of the numbered crystals.
    func numberedTracks(_ database: Database) throws -> [Int] {
        try Int.fetchAll(database, sql: "SELECT track FROM tracks WHERE crystal_id IS NOT NULL ORDER BY track")
    }

    /// The tracker's identities behind the crystals' numbers.
    func numbersByTrack(_ database: Database) throws -> [Int: Int] {
        let rows = try Row.fetchAll(database, sql: "SELECT track, crystal_id FROM tracks WHERE crystal_id IS NOT NULL")
        return Dictionary(uniqueKeysWithValues: rows.map { ($0["track"], $0["crystal_id"]) })
    }

    func track(ofCrystal number: Int, _ database: Database) throws -> Int {
        guard
            let track = try Int.fetchOne(
                database.cachedStatement(sql: "SELECT track FROM tracks WHERE crystal_id = ?"), arguments: [number])
        else {
            throw RunError.inconsistent(path: folder.path, reason: "there is no crystal \(number) in this run")
        }
        return track
    }

    /// The numbered crystals of one frame, for drawing; ordered by number.
    public func marks(inFrame frame: Int) throws(RunError) -> [CrystalMark] {
        try read { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT crystal_id, centre_x_um, centre_y_um, side_um, flags, outline
                        FROM measurements JOIN tracks USING (track)
                        WHERE frame = ? AND crystal_id IS NOT NULL ORDER BY crystal_id
                        """),
                arguments: [frame]
            ).map { row in
                CrystalMark(
                    number: row["crystal_id"], outline: OutlineData.decode(row["outline"]),
                    centre: Point(x: row["centre_x_um"] ?? 0, y: row["centre_y_um"] ?? 0),
                    sideMicrometers: row["side_um"], flags: FlagText.set(row["flags"]))
            }
        }
    }

    /// The frames that show a run at a glance: the first, the middle and the last measured one, without repetition.
    public func representativeFrames() throws(RunError) -> [Int] {
        try read { database in
            let sql = "SELECT frame FROM frames WHERE status = 'measured' ORDER BY frame LIMIT 1 OFFSET ?"
            let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM frames WHERE status = 'measured'") ?? 0
            let positions = count == 0 ? [] : Set([0, count / 2, count - 1]).sorted()
            return try positions.compactMap { try Int.fetchOne(database, sql: sql, arguments: [$0]) }
        }
    }
}
