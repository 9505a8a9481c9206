import Facets
import GRDB
import Statistics
import Tracking

extension RunStore {
    /// Runs of earlier versions do not have it.
    static let rimTable = "rim_fits"

    func insert(_ becke: BeckeDependence, of crystal: TrackedCrystal, into database: Database) throws {
        let doubt = (becke.placeDoubt, becke.blur.placePerBlur * becke.blur.standardError)
        try database.cachedStatement(
            sql: "INSERT INTO rim_fits VALUES (\(Self.placeholders(14)))"
        ).execute(arguments: [
            crystal.frame, crystal.id, NumberList.text(becke.misfits), NumberList.text(becke.places), 0,
            doubt.0 * doubt.0 + doubt.1 * doubt.1, NumberList.text(becke.blur.blurs),
            becke.blur.standardError, becke.blur.placePerBlur, becke.blur.change, becke.gains.side, becke.gains.width,
            becke.gains.perimeter, becke.gains.area,
        ])
    }

    /// Measures every transparent crystal anew with the width of Becke lines that all its pictures and those of the others
    /// tell, and the blur that the frames before and after tell: when it was first measured, little was known of either.
    ///
    /// Doing it again changes nothing. Needs the crystals' numbers. (The outline, which is drawn, stays.)
    func settleRims() throws(RunError) {
        try write { database in
            guard try database.tableExists(Self.rimTable) else { return }
            let width = try beckeWidth(database).ofOneCrystal
            let tracks = try numberedTracks(database)
            let change = try blurChange(of: tracks, width.value, database)
            for track in tracks { try settle(track, width, blurChange: change, in: database) }
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

    /// Variance of the change of a blur's logarithm from frame to frame: that for which its measurements are likeliest.
    private func blurChange(of tracks: [Int], _ width: Double, _ database: Database) throws -> Double {
        var likelihoods = BlurChain.changes.map { _ in 0.0 }
        for track in tracks {
            var chain = BlurChain(width: width)
            var walks = BlurChain.changes.map { RandomWalk(change: $0 * $0) }
            let rows = try Row.fetchCursor(
                database.cachedStatement(
                    sql: """
                        SELECT blurs_um, blur_se_um, place_per_blur, blur_change, is_usable
                        FROM measurements JOIN rim_fits USING (frame, track) WHERE track = ? ORDER BY frame
                        """),
                arguments: [track])
            while let row = try rows.next() {
                guard let link = chain.add(Self.blurStep(row), isUsable: row["is_usable"]) else { continue }
                for index in walks.indices { walks[index].add(link.measurement) }
            }
            for index in walks.indices { likelihoods[index] += walks[index].logLikelihood }
        }
        let best = likelihoods.indices.max { likelihoods[$0] < likelihoods[$1] } ?? 0
        return BlurChain.changes[best] * BlurChain.changes[best]
    }

    private static func blurStep(_ row: Row) -> BlurStep {
        BlurStep(
            blurs: NumberList.values(row["blurs_um"]), standardError: row["blur_se_um"],
            placePerBlur: row["place_per_blur"], change: row["blur_change"])
    }

    /// Measurements that are settled at a time, and those after them that still tell their blur.
    private static let page = 1000
    private static let ahead = 500

    private func settle(_ track: Int, _ width: Estimate, blurChange: Double, in database: Database) throws {
        var chain = BlurChain(width: width.value)
        var walk = RandomWalk(change: blurChange)
        var last = -1
        while true {
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT frame, places_um, place_um, place_variance_um2, blurs_um, blur_se_um, place_per_blur, blur_change,
                            side_gain, width_gain, perimeter_gain, area_gain_um, is_usable,
                            side_um, side_se_um, width_um, width_se_um, area_um2, area_se_um2, perimeter_um
                        FROM measurements JOIN rim_fits USING (frame, track)
                        WHERE track = ? AND frame > ? ORDER BY frame LIMIT \(Self.page + Self.ahead)
                        """),
                arguments: [track, last])
            let now = rows.prefix(Self.page)
            let links = now.map { chain.add(Self.blurStep($0), isUsable: $0["is_usable"]) }
            var ahead = chain
            let later = rows.dropFirst(Self.page).map { ahead.add(Self.blurStep($0), isUsable: $0["is_usable"]) }
            for (row, blur) in zip(now, BlurChain.settled(links + later, after: walk)) {
                try settle(row, of: track, width, blur, in: database)
            }
            guard let end = now.last, !later.isEmpty else { return }
            for link in links { link.map { _ = walk.add($0.measurement) } }
            last = end["frame"]
        }
    }

    private func settle(_ row: Row, of track: Int, _ width: Estimate, _ blur: BlurChain.Settled?, in database: Database) throws {
        guard let place = BeckeWidth.interpolated(NumberList.values(row["places_um"]), at: width.value) else { return }
        let perBlur: Double = row["place_per_blur"]
        let told: Double = row["blur_se_um"]
        let doubts = (place.slope * width.standardError, perBlur * (blur?.standardError ?? told))
        let variance = doubts.0 * doubts.0 + doubts.1 * doubts.1
        let outward = place.value + perBlur * (blur?.gain ?? 0)
        let move = Move(by: outward - row["place_um"], variance: variance - row["place_variance_um2"])
        guard move.by != 0 || move.variance != 0 else { return }
        try apply(move, to: row, of: track, in: database)
        try database.cachedStatement(
            sql: "UPDATE rim_fits SET place_um = ?, place_variance_um2 = ? WHERE frame = ? AND track = ?"
        ).execute(arguments: [outward, variance, row["frame"] as Int, track])
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
