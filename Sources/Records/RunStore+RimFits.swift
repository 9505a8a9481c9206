import Facets
import GRDB
import Statistics
import Tracking

extension RunStore {
    /// Runs of earlier versions do not have it.
    static let rimTable = "rim_fits"

    func insert(_ rim: RimRecord, of crystal: TrackedCrystal, into database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT INTO rim_fits VALUES (\(Self.placeholders(13)))"
        ).execute(arguments: [
            crystal.frame, crystal.id, NumberList.text(rim.misfits), rim.picture.data, rim.micrometersPerPixel,
            rim.width, rim.placePerWidth, rim.picture.place, rim.placeStandardError * rim.placeStandardError,
            rim.gains.side, rim.gains.width, rim.gains.perimeter, rim.gains.area,
        ])
    }

    /// Fits the rims of every transparent crystal once more, with the width of Becke lines that all its pictures and those
    /// of the others tell, and the blur that the frames before and after tell: when they were first fitted, little was
    /// known of either.
    ///
    /// Doing it again changes nothing. Needs the crystals' numbers. (The outline, which is drawn, stays.)
    func settleRims() throws(RunError) {
        try write { database in
            guard try database.tableExists(Self.rimTable) else { return }
            let width = try beckeWidth(database).ofOneCrystal
            let tracks = try numberedTracks(database)
            let walk = try blurWalk(of: tracks, width.value, database)
            for track in tracks { try settle(track, width, walk, in: database) }
        }
    }

    private func beckeWidth(_ database: Database) throws -> BeckeWidth {
        var width = BeckeWidth()
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT misfits FROM rim_fits JOIN measurements USING (frame, track) JOIN tracks USING (track)
                WHERE is_usable AND crystal_id IS NOT NULL ORDER BY frame, track
                """)
        while let row = try rows.next() { width.add(NumberList.values(row["misfits"])) }
        return width
    }

    /// How blurs change from frame to frame, of which the first frames of each crystal tell enough.
    private func blurWalk(of tracks: [Int], _ width: Double, _ database: Database) throws -> RandomWalk {
        var drift = BlurDrift()
        for track in tracks {
            var chain = RimChain(width: width)
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT frame, picture, is_usable FROM measurements JOIN rim_fits USING (frame, track)
                        WHERE track = ? ORDER BY frame LIMIT \(Self.page)
                        """),
                arguments: [track])
            drift.add(rows.compactMap { Self.link($0, &chain) })
        }
        return drift.walk
    }

    private static func link(_ row: Row, _ chain: inout RimChain) -> RimChain.Link? {
        chain.add(RimPicture(data: row["picture"]), frame: row["frame"], isUsable: row["is_usable"])
    }

    /// Of the measurements that are read at a time, those at their end that are only used to tell the blurs before.
    private static let ahead = 500

    private func settle(_ track: Int, _ width: Estimate, _ walk: RandomWalk, in database: Database) throws {
        let settling = RimSettling(width: width.value)
        var chain = RimChain(width: width.value)
        var frames: [(row: Row, link: RimChain.Link?)] = []
        /// Of these frames, from the first on, that are settled; and what the frames before them tell.
        var settled = 0
        var walk = walk
        var last = -1
        while true {
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT frame, picture, um_per_px, becke_width, place_per_width_px, place_px, place_variance_um2,
                            side_gain, width_gain, perimeter_gain, area_gain_um, is_usable,
                            side_um, side_se_um, width_um, width_se_um, area_um2, area_se_um2, perimeter_um
                        FROM measurements JOIN rim_fits USING (frame, track)
                        WHERE track = ? AND frame > ? ORDER BY frame LIMIT \(Self.page)
                        """),
                arguments: [track, last])
            for row in rows { frames.append((row, Self.link(row, &chain))) }
            let isEnd = rows.count < Self.page
            let end = isEnd ? frames.count : frames.count - Self.ahead
            let places = settling.places(frames.map(\.link), after: walk)
            for index in settled..<end {
                try settle(frames[index].row, of: track, width, places[index], in: database)
            }
            if isEnd { return }
            settled = RimSettling.neighbours
            for frame in frames.prefix(end - settled) { frame.link.map { _ = walk.add($0.measurement) } }
            frames.removeFirst(end - settled)
            last = rows.last?["frame"] ?? last
        }
    }

    /// - Parameter place: nil where only the width is known better.
    private func settle(
        _ row: Row, of track: Int, _ width: Estimate, _ place: RimSettling.Place?, in database: Database
    ) throws {
        let scale: Double = row["um_per_px"]
        let perWidth: Double = row["place_per_width_px"]
        let position: Double
        var variance: Double = row["place_variance_um2"]
        if let place {
            let doubt = width.standardError * perWidth
            position = place.position
            variance = scale * scale * (place.standardError * place.standardError + doubt * doubt)
        } else {
            guard let picture = RimPicture(data: row["picture"]) else { return }
            position = picture.place + perWidth * (width.value - row["becke_width"])
        }
        let move = EdgeMove(by: scale * (position - row["place_px"]), variance: variance - row["place_variance_um2"])
        guard move.by != 0 || move.variance != 0 else { return }
        try apply(move, to: row, of: track, in: database)
        try database.cachedStatement(
            sql: "UPDATE rim_fits SET place_px = ?, place_variance_um2 = ? WHERE frame = ? AND track = ?"
        ).execute(arguments: [position, variance, row["frame"] as Int, track])
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
