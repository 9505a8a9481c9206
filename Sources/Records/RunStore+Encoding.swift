import Calibration
import Facets
import Foundation
import GRDB
import Statistics
import Tracking

extension RunStore {
    static let encodingTable = "edge_encodings"

    func insert(_ encoding: EncodingRecord, of crystal: TrackedCrystal, into database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT INTO edge_encodings VALUES (\(Self.placeholders(11)))"
        ).execute(arguments: [
            crystal.frame, crystal.id, encoding.skewness?.value, encoding.skewness?.standardError,
            encoding.shiftMicrometers, encoding.gains.side, encoding.gains.width, encoding.gains.perimeter,
            encoding.gains.area, 0, 0,
        ])
    }

    /// Places the edges of opaque crystals where they lie in a recording that is encoded as all of them tell
    /// (`ScreenEncoding`), and notes what that leaves in doubt.
    ///
    /// The doubt is the same in all frames, and none of a velocity: it is kept beside the measurements. Frames of a transparent
    /// crystal that do not show its rim yet are flagged as small. Doing it again changes nothing. Needs the crystals' numbers.
    func settleEncoding() throws(RunError) {
        try write { database in
            try database.execute(sql: RunSchema.edgeEncodings)
            let verdict = try screenEncoding(database).verdict
            for track in try numberedTracks(database) { try place(track, verdict, in: database) }
        }
    }

    private func screenEncoding(_ database: Database) throws -> ScreenEncoding {
        var encoding = ScreenEncoding(bitDepth: settings.input.bitDepth)
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT skewness, skewness_se FROM edge_encodings JOIN measurements USING (frame, track)
                    JOIN tracks USING (track)
                WHERE is_usable AND crystal_id IS NOT NULL AND skewness IS NOT NULL
                """)
        while let row = try rows.next() {
            encoding.add(Estimate(value: row["skewness"], standardError: row["skewness_se"]))
        }
        return encoding
    }

    /// Measurements that are read at a time.
    private static let page = 1000

    /// What a transparent crystal's edge may be off by where its rims run into each other and look like a plate, px.
    private static let hiddenRim = 2.0

    private func place(_ track: Int, _ verdict: ScreenEncoding.Verdict, in database: Database) throws {
        let isTransparent = try isTransparent(track, database)
        let hiddenRim = Estimate(value: 0, standardError: Self.hiddenRim * settings.scale.pixelScale.mean)
        let read = try database.cachedStatement(
            sql: """
                SELECT frame, flags, facet_count, shift_um, moved_um, doubt_um, side_gain, width_gain, perimeter_gain, area_gain_um,
                    side_um, side_se_um, width_um, width_se_um, area_um2, area_se_um2, perimeter_um
                FROM measurements JOIN edge_encodings USING (frame, track)
                WHERE track = ? AND frame > ? ORDER BY frame LIMIT \(Self.page)
                """)
        var last = -1
        while true {
            let rows = try Row.fetchAll(read, arguments: [track, last])
            for row in rows {
                let place = isTransparent ? hiddenRim : verdict.place(shift: row["shift_um"])
                if isTransparent, row["facet_count"] > 0 { try flagAsSmall(row, of: track, in: database) }
                let move = EdgeMove(by: place.value - row["moved_um"])
                guard move.by != 0 || place.standardError != row["doubt_um"] else { continue }
                if move.by != 0 { try apply(move, to: row, of: track, in: database) }
                try database.cachedStatement(
                    sql: "UPDATE edge_encodings SET moved_um = ?, doubt_um = ? WHERE frame = ? AND track = ?"
                ).execute(arguments: [place.value, place.standardError, row["frame"] as Int, track])
            }
            guard rows.count == Self.page, let end = rows.last else { return }
            last = end["frame"]
        }
    }

    /// Whether a crystal, where it is large, shows the rim that it does not while it is small.
    private func isTransparent(_ track: Int, _ database: Database) throws -> Bool {
        guard try database.tableExists(Self.rimTable) else { return false }
        return try Bool.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT 2 * count(rim_fits.frame) > count(*) FROM measurements LEFT JOIN rim_fits USING (frame, track)
                    WHERE track = ?1 AND 2 * area_um2 >= (SELECT max(area_um2) FROM measurements WHERE track = ?1)
                    """), arguments: [track]) ?? false
    }

    private func flagAsSmall(_ row: Row, of track: Int, in database: Database) throws {
        var flags: Set<MeasurementFlag> = FlagText.set(row["flags"])
        guard flags.insert(.small).inserted else { return }
        try database.cachedStatement(sql: "UPDATE measurements SET flags = ? WHERE frame = ? AND track = ?")
            .execute(arguments: [FlagText.joined(flags), row["frame"] as Int, track])
    }

    /// What the sides of a crystal may all be off by, um: the median of its usable frames.
    func commonSideError(of track: Int, usableFrames: Set<Int>, _ database: Database) throws -> Double {
        guard try database.tableExists(Self.encodingTable) else { return 0 }
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: "SELECT frame, doubt_um * side_gain AS doubt FROM edge_encodings WHERE track = ? AND doubt_um > 0"),
            arguments: [track])
        var doubts: [Double] = []
        while let row = try rows.next() {
            if usableFrames.contains(row["frame"]) { doubts.append(row["doubt"]) }
        }
        return 2 * doubts.count > usableFrames.count ? OrderStatistics.median(doubts) : 0
    }

    /// Shift of an edge that is worth a sentence, px; and the part of all measurements that have one.
    private static let leastShift = 0.05
    private static let leastShare = 0.2

    /// What a reader of the results has to know of the recording's encoding; nil where it moves no edge by much. Needs `settle`.
    public func encodingNote() throws(RunError) -> String? {
        try read { database in
            var shifts = Shifts()
            for track in try numberedTracks(database) where try !isTransparent(track, database) {
                let row = try Row.fetchOne(
                    database.cachedStatement(
                        sql: """
                            SELECT max(moved_um) AS outward, min(moved_um) AS inward, max(doubt_um) AS doubt, count(*) AS edges,
                                coalesce(sum(max(abs(moved_um), doubt_um) > ?1), 0) AS shifted
                            FROM measurements LEFT JOIN edge_encodings USING (frame, track) WHERE track = ?2
                            """), arguments: [Self.leastShift * settings.scale.pixelScale.mean, track])
                if let row { shifts.add(row, micrometersPerPixel: settings.scale.pixelScale.mean) }
            }
            guard Double(shifts.shifted) > Self.leastShare * Double(shifts.edges) else { return nil }
            let isOutward = shifts.outward > -shifts.inward
            let moved = isOutward ? shifts.outward : -shifts.inward
            if moved > Self.leastShift {
                return "the brightness values are encoded for a screen (gamma 2.2), as the profiles of the edges tell: edges of "
                    + "opaque crystals are placed at half of the light, up to \(Self.text(moved)) px "
                    + "\(isOutward ? "outside" : "inside") of half of the values"
            }
            return "the edges do not tell whether the brightness values are linear in the light or encoded for a screen (gamma): "
                + "edges of opaque crystals may all be off by \(Self.text(shifts.doubt)) px, which the standard errors in the "
                + "tables hold; velocities are not affected. Record linear light (gamma 1) where absolute sizes matter"
        }
    }

    /// Of the edges of all opaque crystals: the largest, px, and how many measurements have one.
    private struct Shifts {
        var outward = 0.0
        var inward = 0.0
        var doubt = 0.0
        var edges = 0
        var shifted = 0

        mutating func add(_ row: Row, micrometersPerPixel: Double) {
            outward = max(outward, (row["outward"] ?? 0) / micrometersPerPixel)
            inward = min(inward, (row["inward"] ?? 0) / micrometersPerPixel)
            doubt = max(doubt, (row["doubt"] ?? 0) / micrometersPerPixel)
            edges += row["edges"] ?? 0
            shifted += row["shifted"] ?? 0
        }
    }

    private static func text(_ pixels: Double) -> String { String(format: "%.2f", pixels) }
}
