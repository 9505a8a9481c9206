import Calibration
import Facets
import Foundation
import GRDB
import Kinetics
import Statistics
import Tracking

extension RunStore {
    static let encodingTable = "edge_encodings"

    func insert(_ encoding: EncodingRecord, of crystal: TrackedCrystal, into database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO edge_encodings (frame, track, skewness, skewness_se, shift_um, side_gain, width_gain,
                    perimeter_gain, area_gain_um) VALUES (\(Self.placeholders(9)))
                """
        ).execute(arguments: [
            crystal.frame, crystal.id, encoding.skewness?.value, encoding.skewness?.standardError,
            encoding.shiftMicrometers, encoding.gains.side, encoding.gains.width, encoding.gains.perimeter,
            encoding.gains.area,
        ])
    }

    /// Places the edges of opaque crystals where they lie in a recording that is encoded as all of them tell
    /// (`ScreenEncoding`), and notes what that leaves in doubt.
    ///
    /// The doubt is common to all frames, and hardly one of a velocity: it is kept beside the measurements. Doing it again
    /// changes nothing. Needs the crystals' numbers.
    func settleEncoding() throws(RunError) {
        try write { database in
            try database.execute(sql: RunSchema.edgeEncodings)
            let verdict = try screenEncoding(database).verdict
            let transparent = try transparentTracks(database)
            for track in try numberedTracks(database) {
                if transparent.contains(track) {
                    try flagHiddenRims(of: track, in: database)
                    try place(track, in: database) { _ in hiddenRim }
                } else {
                    try place(track, in: database) { verdict.place(shift: $0) }
                }
            }
        }
    }

    private func screenEncoding(_ database: Database) throws -> ScreenEncoding {
        var encoding = settings.screenProbability.map(ScreenEncoding.init(probability:))
            ?? ScreenEncoding(bitDepth: settings.input.bitDepth)
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

    /// - Parameter place: of the edges relative to where they were measured, um; from how far an encoding would shift them.
    private func place(_ track: Int, in database: Database, _ place: (_ shift: Double) -> Estimate) throws {
        let read = try database.cachedStatement(
            sql: """
                SELECT frame, shift_um, moved_um, doubt_um, side_gain, width_gain, perimeter_gain, area_gain_um,
                    side_um, side_se_um, width_um, width_se_um, area_um2, area_se_um2, perimeter_um
                FROM measurements JOIN edge_encodings USING (frame, track)
                WHERE track = ? AND frame > ? ORDER BY frame LIMIT \(Self.page)
                """)
        var last = -1
        while true {
            let rows = try Row.fetchAll(read, arguments: [track, last])
            for row in rows {
                let place = place(row["shift_um"])
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

    /// What the sides of a crystal may all be off by: the median of its usable frames.
    func commonSideError(of track: Int, usableFrames: Set<Int>, _ database: Database) throws -> GrowthSeries.CommonError {
        guard try database.tableExists(Self.encodingTable) else { return .none }
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT frame, time_s, doubt_um * side_gain AS doubt
                    FROM edge_encodings JOIN measurements USING (frame, track) WHERE track = ? AND doubt_um > 0 ORDER BY frame
                    """),
            arguments: [track])
        var doubts: [(time: Double, doubt: Double)] = []
        while let row = try rows.next() {
            if usableFrames.contains(row["frame"]) { doubts.append((row["time_s"], row["doubt"])) }
        }
        guard 2 * doubts.count > usableFrames.count else { return .none }
        // It follows the blur, which drifts with the focus.
        let third = max(1, doubts.count / 3)
        let change = OrderStatistics.median(doubts.suffix(third).map(\.doubt))
            - OrderStatistics.median(doubts.prefix(third).map(\.doubt))
        let minutes = OrderStatistics.median(doubts.suffix(third).map(\.time)) / 60
            - OrderStatistics.median(doubts.prefix(third).map(\.time)) / 60
        return GrowthSeries.CommonError(
            side: OrderStatistics.median(doubts.map(\.doubt)), velocity: minutes > 0 ? abs(change) / minutes : 0)
    }

    /// Shift of an edge that is worth a sentence, px; and the part of all measurements that have one.
    fileprivate static let leastShift = 0.05
    private static let leastShare = 0.2

    /// What a reader of the results has to know of the recording's encoding; nil where it moves no edge by much. Needs `settle`.
    public func encodingNote() throws(RunError) -> String? {
        try read { database in
            let transparent = try transparentTracks(database)
            var shifts = Shifts()
            for track in try numberedTracks(database) where !transparent.contains(track) {
                let row = try Row.fetchOne(
                    database.cachedStatement(
                        sql: """
                            SELECT max(moved_um) AS outward, min(moved_um) AS inward, max(doubt_um) AS doubt,
                                max(abs(shift_um) * (doubt_um > 0)) AS possible, count(*) AS edges,
                                coalesce(sum(max(abs(moved_um), doubt_um) > ?1), 0) AS shifted
                            FROM measurements LEFT JOIN edge_encodings USING (frame, track) WHERE track = ?2
                            """), arguments: [Self.leastShift * settings.scale.pixelScale.mean, track])
                if let row { shifts.add(row, micrometersPerPixel: settings.scale.pixelScale.mean) }
            }
            return Double(shifts.shifted) > Self.leastShare * Double(shifts.edges) ? shifts.note : nil
        }
    }

    /// Of the edges of all opaque crystals: the largest, px, and how many measurements have one.
    private struct Shifts {
        private var outward = 0.0
        private var inward = 0.0
        private var doubt = 0.0
        private var possible = 0.0
        private(set) var edges = 0
        private(set) var shifted = 0

        /// Doubt, relative to the shift, from which an encoding is only likely.
        private static let uncertain = 0.2

        mutating func add(_ row: Row, micrometersPerPixel: Double) {
            outward = max(outward, (row["outward"] ?? 0) / micrometersPerPixel)
            inward = min(inward, (row["inward"] ?? 0) / micrometersPerPixel)
            doubt = max(doubt, (row["doubt"] ?? 0) / micrometersPerPixel)
            possible = max(possible, (row["possible"] ?? 0) / micrometersPerPixel)
            edges += row["edges"] ?? 0
            shifted += row["shifted"] ?? 0
        }

        var note: String {
            let moved = max(outward, -inward)
            guard moved > RunStore.leastShift else {
                return "the edges do not tell whether the brightness values are linear in the light or encoded for a screen "
                    + "(gamma): if they are encoded, all edges of opaque crystals are off by up to \(text(possible)) px. The "
                    + "standard errors in the tables hold that. Record linear light (gamma 1) where absolute sizes matter"
            }
            let isUncertain = doubt > Self.uncertain * moved
            let otherwise = ". If they are linear, the edges are off by as much, which the standard errors in the tables hold"
            return "the brightness values are \(isUncertain ? "probably " : "")encoded for a screen (gamma 2.2), as the "
                + "profiles of the edges tell: edges of opaque crystals are placed at half of the light, up to \(text(moved)) px "
                + "\(outward > -inward ? "outside" : "inside") of half of the values\(isUncertain ? otherwise : "")"
        }

        private func text(_ pixels: Double) -> String { String(format: "%.2f", pixels) }
    }
}
