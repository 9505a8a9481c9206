import Facets
import Foundation
import GRDB
import Imaging
import Segmentation
import Statistics
import Tracking

extension RunStore {
    /// Adds what one frame gave: measurements, facets, drift, events and verdicts, all of it or nothing.
    ///
    /// `frame` counts from 0, `timeSeconds` on the run's time base. A frame may be recorded only once.
    /// Throws: `RunError.inconsistent` for a frame recorded before, `.diskFull`, `.cannotWrite`.
    public func append(_ update: TrackingUpdate, frame: Int, timeSeconds: Double) throws(RunError) {
        try write { database in
            try recordFrame(
                FrameRow(
                    frame: frame, timeSeconds: timeSeconds, status: .measured, drift: update.driftMicrometers,
                    detail: update.isOfWholePicture ? "" : Self.searchedInPart),
                in: database)
            for crystal in update.measurements { try insert(crystal, into: database) }
            try recordDecisions(update, in: database)
        }
    }

    /// Adds a frame that could not be read or was not measured.
    public func recordFrame(_ frame: Int, timeSeconds: Double?, status: FrameStatus, detail: String)
        throws(RunError)
    {
        let row = FrameRow(frame: frame, timeSeconds: timeSeconds, status: status, drift: nil, detail: detail)
        try write { database in try recordFrame(row, in: database) }
    }

    /// Adds an event of the run or of a crystal; `event.crystalID` is the tracker's.
    public func record(_ event: TrackEvent) throws(RunError) {
        try write { database in try insert(event, into: database) }
    }

    /// Adds what the tracker decides when the last frame is through: the events and verdicts of `update`.
    public func recordEnd(_ update: TrackingUpdate) throws(RunError) {
        try write { database in try recordDecisions(update, in: database) }
    }

    private func recordDecisions(_ update: TrackingUpdate, in database: Database) throws {
        for event in update.events { try insert(event, into: database) }
        for (track, verdict) in update.verdicts { try set(verdict, of: track, in: database) }
        for (track, onset) in update.growthOnsetFrames { try markDust(under: track, before: onset, in: database) }
    }

    private struct FrameRow {
        var frame: Int
        var timeSeconds: Double?
        var status: FrameStatus
        var drift: Point?
        var detail: String
    }

    private func recordFrame(_ row: FrameRow, in database: Database) throws {
        let known = try Bool.fetchOne(
            database.cachedStatement(sql: "SELECT 1 FROM frames WHERE frame = ?"), arguments: [row.frame])
        guard known == nil else {
            throw RunError.inconsistent(path: folder.path, reason: "frame \(row.frame) was recorded before")
        }
        let statement = try database.cachedStatement(sql: "INSERT INTO frames VALUES (?, ?, ?, ?, ?, ?)")
        try statement.execute(arguments: [
            row.frame, row.timeSeconds, row.status.rawValue, row.drift?.x, row.drift?.y, row.detail,
        ])
    }

    private func insert(_ crystal: TrackedCrystal, into database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT INTO measurements VALUES (\(Self.placeholders(21)))"
        ).execute(arguments: Self.measurementArguments(crystal))
        let facetStatement = try database.cachedStatement(
            sql: "INSERT INTO facets VALUES (\(Self.placeholders(8)))")
        for facet in crystal.facets {
            try facetStatement.execute(arguments: [
                crystal.frame, crystal.id, facet.number, facet.normalDegrees, facet.distance.value,
                facet.distance.standardError, facet.lengthMicrometers, facet.isMeasured,
            ])
        }
        if let rim = crystal.observation.rim { try insert(rim, of: crystal, into: database) }
        if let encoding = crystal.observation.encoding { try insert(encoding, of: crystal, into: database) }
        try database.cachedStatement(
            sql: """
                INSERT INTO tracks (track, first_frame, last_frame, frames) VALUES (?1, ?2, ?2, 1)
                ON CONFLICT (track) DO UPDATE SET
                    first_frame = min(coalesce(first_frame, ?2), ?2), last_frame = max(coalesce(last_frame, ?2), ?2),
                    frames = frames + 1
                """
        ).execute(arguments: [crystal.id, crystal.frame])
    }

    private static func measurementArguments(_ crystal: TrackedCrystal) -> StatementArguments {
        let seen = crystal.observation
        return [
            crystal.frame, crystal.id, crystal.timeSeconds, seen.centre.x, seen.centre.y,
            seen.side.value, seen.side.standardError, seen.width.value, seen.width.standardError,
            seen.area.value, seen.area.standardError, seen.perimeterMicrometers, seen.orientationDegrees,
            seen.facets.count, seen.habit.rawValue, seen.contrast.rawValue, seen.relativeContrast,
            seen.edge?.blurPixels, FlagText.joined(seen.flags), seen.isUsable, OutlineData.encode(seen.vertices),
        ]
    }

    private func insert(_ event: TrackEvent, into database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT INTO events (time_s, frame, event, track, detail) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [event.timeSeconds, event.frame, event.kind.rawValue, event.crystalID, event.detail])
    }

    private func set(_ verdict: TrackVerdict, of track: Int, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO tracks (track, verdict) VALUES (?1, ?2)
                ON CONFLICT (track) DO UPDATE SET verdict = ?2
                """
        ).execute(arguments: [track, verdict.rawValue])
    }

    /// Of frames in which nothing was looked for besides what was known.
    static let searchedInPart = "searched in part"

    /// Notes that what was measured before a crystal began to grow on a speck is the speck's: `separateDust` parts them.
    private func markDust(under track: Int, before onset: Int, in database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO tracks (track, verdict, last_frame) VALUES (?, 'rejected', ?)"
        ).execute(arguments: [Self.dustTrack(under: track), onset - 1])
    }

    /// The track of the speck on which a crystal grew. The tracker counts from 1, so negative numbers are free.
    static func dustTrack(under track: Int) -> Int { -track }

    static func placeholders(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }
}

/// Flags in one cell: their names in alphabetical order, joined by ";".
enum FlagText {
    static func joined<Flag: RawRepresentable<String>>(_ flags: Set<Flag>) -> String {
        flags.map(\.rawValue).sorted().joined(separator: ";")
    }

    static func set<Flag: RawRepresentable<String> & Hashable>(_ text: String) -> Set<Flag> {
        Set(text.split(separator: ";").compactMap { Flag(rawValue: String($0)) })
    }
}

/// An outline in the record: x and y of each vertex in um as little-endian 32-bit floats.
enum OutlineData {
    /// A contour without facets has hundreds of points; for drawing, these many do.
    static let maximumPoints = 128

    static func encode(_ vertices: [Point]) -> Data {
        let step = max(1, (vertices.count + maximumPoints - 1) / maximumPoints)
        let drawn = stride(from: 0, to: vertices.count, by: step).map { vertices[$0] }
        return SinglePrecision.data(drawn.flatMap { [$0.x, $0.y] })
    }

    static func decode(_ data: Data) -> [Point] {
        let values = SinglePrecision.values(data)
        return stride(from: 0, to: values.count - values.count % 2, by: 2).map { Point(x: values[$0], y: values[$0 + 1]) }
    }
}
