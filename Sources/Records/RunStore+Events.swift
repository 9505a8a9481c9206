import GRDB
import Tracking

extension RunStore {
    /// The events of the run and of its numbered crystals in the order of time, under the crystals' numbers; at most
    /// `limit` of them.
    public func events(limit: Int = .max) throws(RunError) -> [TrackEvent] {
        var events: [TrackEvent] = []
        try forEachEvent(limit: limit) { events.append($0) }
        return events
    }

    public func eventCount() throws(RunError) -> Int {
        try read { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM events LEFT JOIN tracks USING (track)
                    WHERE events.track IS NULL OR crystal_id IS NOT NULL
                    """) ?? 0
        }
    }

    func forEachEvent(limit: Int = .max, _ body: (TrackEvent) throws -> Void) throws(RunError) {
        try read { database in
            let numbers = try numbersByTrack(database)
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT events.*, crystal_id FROM events LEFT JOIN tracks USING (track)
                    WHERE events.track IS NULL OR crystal_id IS NOT NULL
                    ORDER BY frame, crystal_id, event, number LIMIT ?
                    """,
                arguments: [limit])
            while let row = try rows.next() {
                guard let kind = TrackEvent.Kind(rawValue: row["event"]) else { continue }
                try body(
                    TrackEvent(
                        timeSeconds: row["time_s"] ?? .nan, frame: row["frame"], kind: kind,
                        crystalID: row["crystal_id"],
                        detail: CrystalMention.renumbered(row["detail"], numbers: numbers)))
            }
        }
    }
}
