import Foundation
import GRDB

extension RunStore {
    /// Ends a run: keeps its outcome, numbers the crystals, writes the tables and `summary.json`.
    ///
    /// The growth laws are stored before, under the numbers that `numberCrystals` gave. May be called again (an
    /// export of an old run): with the same record, the same bytes are written.
    @discardableResult
    public func finish(_ outcome: RunOutcome) throws(RunError) -> RunSummary {
        try write { database in
            let text = String(decoding: try JSONEncoder.ofRecords.encode(outcome), as: UTF8.self)
            try database.execute(sql: "INSERT OR REPLACE INTO run VALUES ('outcome', ?)", arguments: [text])
        }
        try numberCrystals()
        try writeTables()
        let summary = try summary()
        try write { _ in
            let json = String(decoding: try JSONEncoder.ofRecords.encode(summary), as: UTF8.self)
            try AtomicFile.write(json + "\n", to: folder.summary)
        }
        return summary
    }

    /// How the run ended; nil for a run that was never finished.
    public func outcome() throws(RunError) -> RunOutcome? {
        try read { database in
            try String.fetchOne(database, sql: "SELECT value FROM run WHERE key = 'outcome'")
                .map { try JSONDecoder().decode(RunOutcome.self, from: Data($0.utf8)) }
        }
    }

    /// The run as a whole, as far as it has come.
    public func summary() throws(RunError) -> RunSummary {
        let outcome = try outcome()
        let counts = try counts()
        let span = try read { database in
            try Row.fetchOne(database, sql: "SELECT min(time_s) AS first, max(time_s) AS last FROM frames")
        }
        return RunSummary(
            schema: RunSummary.schema, status: outcome?.status ?? .unfinished, counts: counts,
            capture: try capture(),
            timeBase: RunSummary.TimeSpan(
                origin: settings.timeBase, firstSeconds: span?["first"], lastSeconds: span?["last"]),
            scale: settings.scale,
            input: RunSummary.Source(path: settings.input.path, sha256: outcome?.inputSHA256),
            calibration: settings.calibrationPath.map {
                RunSummary.Source(path: $0, sha256: outcome?.calibrationSHA256)
            },
            settings: settings, versions: settings.versions, warnings: outcome?.warnings ?? [],
            started: settings.started, finished: outcome?.finished)
    }

    private func counts() throws(RunError) -> RunSummary.Counts {
        try read { database in
            func count(_ sql: String) throws -> Int {
                try Int.fetchOne(database, sql: "SELECT count(*) FROM " + sql) ?? 0
            }
            return RunSummary.Counts(
                framesRead: try count("frames WHERE status <> 'missing'"),
                framesMeasured: try count("frames WHERE status = 'measured'"),
                framesMissing: try count("frames WHERE status = 'missing'"),
                crystals: try count("tracks WHERE crystal_id IS NOT NULL"),
                objectsRejected: try count("tracks WHERE verdict = 'rejected' AND track > 0"))
        }
    }

    /// Keeps pictures for the report, in their order, in place of those kept before.
    public func store(_ pictures: [RunPicture]) throws(RunError) {
        try write { database in
            try database.execute(sql: "DELETE FROM pictures")
            for (position, picture) in pictures.enumerated() {
                try database.execute(
                    sql: "INSERT INTO pictures VALUES (?, ?, ?, ?, ?)",
                    arguments: [position, picture.name, picture.caption, picture.mediaType, Data(picture.bytes)])
            }
        }
    }

    public func pictures() throws(RunError) -> [RunPicture] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM pictures ORDER BY position").map { row in
                let data: Data = row["data"]
                return RunPicture(
                    name: row["name"], caption: row["caption"], mediaType: row["media_type"], bytes: [UInt8](data))
            }
        }
    }
}
