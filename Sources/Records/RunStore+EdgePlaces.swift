import Calibration
import Facets
import Foundation
import GRDB
import Kinetics
import Statistics
import Tracking

extension RunStore {
    static let encodingTable = "edge_encodings"
    static let tiltTable = "edge_tilts"

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
        guard let tilt = encoding.tilt else { return }
        try database.cachedStatement(
            sql: """
                INSERT INTO edge_tilts (frame, track, tilt_um, tilt_se_um, linear_um, screen_um)
                VALUES (\(Self.placeholders(6)))
                """
        ).execute(arguments: [
            crystal.frame, crystal.id, tilt.measured.value, tilt.measured.standardError, tilt.linear, tilt.screen,
        ])
    }

    /// Places the edges of opaque crystals where they lie in a recording that is encoded as all of them tell
    /// (`ScreenEncoding`), and where what lies inside of each lets them lie (`TiltSeries`).
    ///
    /// The doubt is common to all frames, and hardly one of a velocity: it is kept beside the measurements. Doing it again
    /// changes nothing. Needs the crystals' numbers.
    func settleEdgePlaces() throws(RunError) {
        try write { database in
            try database.execute(sql: RunSchema.edgeEncodings + RunSchema.edgeTilts)
            let verdict = try screenEncoding(database).verdict
            let transparent = try transparentTracks(database)
            for track in try numberedTracks(database) {
                if transparent.contains(track) {
                    try flagHiddenRims(of: track, in: database)
                    try place(track, in: database) { _, _ in hiddenRim }
                } else {
                    let tilts = try tilts(of: track, verdict, database)
                    try place(track, in: database) { frame, shift in
                        let place = verdict.place(shift: shift)
                        let tilt = tilts[frame] ?? Estimate(value: 0, standardError: 0)
                        return Estimate(
                            value: place.value + tilt.value,
                            standardError: hypot(place.standardError, tilt.standardError))
                    }
                }
            }
        }
    }

    /// By frame, how far outward an uneven inside lets the edges lie, um.
    private func tilts(
        of track: Int, _ verdict: ScreenEncoding.Verdict, _ database: Database
    ) throws -> [Int: Estimate] {
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT frame, tilt_um, tilt_se_um, linear_um, screen_um, place_um FROM edge_tilts
                    WHERE track = ? ORDER BY frame
                    """), arguments: [track])
        var frames: [Int] = []
        var before: [Double] = []
        var tilts: [EncodingRecord.Tilt] = []
        while let row = try rows.next() {
            frames.append(row["frame"])
            before.append(row["place_um"])
            tilts.append(
                EncodingRecord.Tilt(
                    measured: Estimate(value: row["tilt_um"], standardError: row["tilt_se_um"]),
                    linear: row["linear_um"], screen: row["screen_um"]))
        }
        let places = TiltSeries(tilts, isScreen: verdict.isLikely, pixel: settings.scale.pixelScale.mean).places
        for (index, place) in places.enumerated() where place.value != before[index] {
            try database.cachedStatement(sql: "UPDATE edge_tilts SET place_um = ? WHERE frame = ? AND track = ?")
                .execute(arguments: [place.value, frames[index], track])
        }
        return Dictionary(uniqueKeysWithValues: zip(frames, places))
    }

    /// - Parameter place: of the edges relative to where they were measured, um; by frame, and from how far an encoding would
    ///   shift them.
    private func place(
        _ track: Int, in database: Database, _ place: (_ frame: Int, _ shift: Double) -> Estimate
    ) throws {
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
                let place = place(row["frame"], row["shift_um"])
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
        guard try database.tableExists(Self.encodingTable), try database.tableExists(Self.tiltTable) else { return .none }
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT frame, time_s, doubt_um * side_gain AS doubt, coalesce(place_um, 0) * side_gain AS tilt
                    FROM edge_encodings JOIN measurements USING (frame, track) LEFT JOIN edge_tilts USING (frame, track)
                    WHERE track = ? AND doubt_um > 0 ORDER BY frame
                    """),
            arguments: [track])
        var doubts: [(minutes: Double, whole: Double, encoding: Double, tilt: Double)] = []
        while let row = try rows.next() {
            guard usableFrames.contains(row["frame"]) else { continue }
            let whole: Double = row["doubt"]
            let tilt = TiltSeries.relativeError * row["tilt"]
            let encoding = max(0, whole * whole - tilt * tilt).squareRoot()
            doubts.append(((row["time_s"] as Double) / 60, whole, encoding, tilt))
        }
        guard 2 * doubts.count > usableFrames.count else { return .none }
        let third = max(1, doubts.count / 3)
        func change(of value: ((minutes: Double, whole: Double, encoding: Double, tilt: Double)) -> Double) -> Double {
            OrderStatistics.median(doubts.suffix(third).map(value)) - OrderStatistics.median(doubts.prefix(third).map(value))
        }
        // The one follows the blur, which drifts with the focus, the other what lies inside of the edges.
        let minutes = change { $0.minutes }
        let drift = hypot(change { $0.encoding }, change { $0.tilt })
        return GrowthSeries.CommonError(
            side: OrderStatistics.median(doubts.map(\.whole)), velocity: minutes > 0 ? drift / minutes : 0)
    }
}
