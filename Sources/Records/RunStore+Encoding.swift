import Calibration
import Facets
import Foundation
import GRDB
import Kinetics
import Statistics
import Tracking

extension RunStore {
    func screenEncoding(_ database: Database) throws -> ScreenEncoding {
        // Where colours tell it, or plates are coloured, the profiles of their edges are no grey plates'.
        if let probability = settings.screenProbability { return ScreenEncoding(probability: probability) }
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

    /// Shift of an edge that is worth a sentence, px; and the part of all measurements that have one.
    fileprivate static let leastShift = 0.05
    private static let leastShare = 0.2

    /// What a reader of the results has to know of the recording's encoding; nil where it moves no edge by much. Needs `settle`.
    public func encodingNote() throws(RunError) -> String? {
        try read { database in
            let pixel = settings.scale.pixelScale.mean
            let verdict = try screenEncoding(database).verdict
            let unit = verdict.place(shift: 1)
            let transparent = try transparentTracks(database)
            var shifts = Shifts(place: unit)
            for track in try numberedTracks(database) where !transparent.contains(track) {
                let row = try Row.fetchOne(
                    database.cachedStatement(
                        sql: """
                            SELECT max(shift_um) AS outward, min(shift_um) AS inward, count(*) AS edges,
                                coalesce(sum(abs(shift_um) > ?1), 0) AS shifted
                            FROM measurements LEFT JOIN edge_encodings USING (frame, track) WHERE track = ?2
                            """),
                    arguments: [Self.leastShift * pixel / max(unit.value, unit.standardError, 1e-9), track])
                if let row { shifts.add(row, micrometersPerPixel: pixel) }
            }
            return Double(shifts.shifted) > Self.leastShare * Double(shifts.edges) ? shifts.note : nil
        }
    }

    /// Of the edges of all opaque crystals in a picture that is encoded for a screen: the largest, px, and how many measurements
    /// have one that matters.
    private struct Shifts {
        /// What is made of a shift of one.
        let place: Estimate
        private var outward = 0.0
        private var inward = 0.0
        private(set) var edges = 0
        private(set) var shifted = 0

        /// Doubt, relative to the shift, from which an encoding is only likely.
        private static let uncertain = 0.2

        init(place: Estimate) { self.place = place }

        mutating func add(_ row: Row, micrometersPerPixel: Double) {
            outward = max(outward, (row["outward"] ?? 0) / micrometersPerPixel)
            inward = min(inward, (row["inward"] ?? 0) / micrometersPerPixel)
            edges += row["edges"] ?? 0
            shifted += row["shifted"] ?? 0
        }

        var note: String {
            let most = text(max(outward, -inward))
            guard place.value > 0 else {
                return "the edges do not tell whether the brightness values are linear in the light or encoded for a screen "
                    + "(gamma): if they are encoded, all edges of opaque crystals are off by up to \(most) px. The "
                    + "standard errors in the tables hold that. Record linear light (gamma 1) where absolute sizes matter"
            }
            let isUncertain = place.standardError > Self.uncertain * place.value
            let otherwise = ". If they are linear, the edges are off by as much, which the standard errors in the tables hold"
            return "the brightness values are \(isUncertain ? "probably " : "")encoded for a screen (gamma 2.2), as the edges "
                + "tell: edges of opaque crystals are placed at half of the light, up to \(most) px "
                + "\(outward > -inward ? "outside" : "inside") of half of the values\(isUncertain ? otherwise : "")"
        }

        private func text(_ pixels: Double) -> String { String(format: "%.2f", pixels) }
    }
}
