import Foundation
import GRDB

/// What a camera delivered during a run.
public struct CaptureRecord: Sendable, Equatable, Codable {
    /// Frames that arrived whole, those between two intervals among them.
    public var framesReceived: Int
    /// Frames that the camera numbered and that never arrived.
    public var framesLost: Int
    /// Frames that arrived damaged.
    public var framesDamaged: Int
    /// Frames that should have been measured and gave way to newer ones.
    public var framesSkipped: Int
    /// Times that the camera was gone, stalled or in error.
    public var outages: Int

    public init(framesReceived: Int, framesLost: Int, framesDamaged: Int, framesSkipped: Int, outages: Int) {
        self.framesReceived = framesReceived
        self.framesLost = framesLost
        self.framesDamaged = framesDamaged
        self.framesSkipped = framesSkipped
        self.outages = outages
    }

    enum CodingKeys: String, CodingKey {
        case framesReceived = "frames_received"
        case framesLost = "frames_lost"
        case framesDamaged = "frames_damaged"
        case framesSkipped = "frames_skipped"
        case outages
    }
}

extension RunStore {
    /// Keeps what the camera delivered so far, and makes sure that everything recorded until now outlives a power cut.
    ///
    /// Called once in a while: it waits for the disk, which appending does not. Throws: `RunError.vanished`, `.diskFull`,
    /// `.cannotWrite`.
    public func secure(_ capture: CaptureRecord) throws(RunError) {
        guard isInPlace else { throw .vanished(path: folder.path) }
        try write { database in
            let text = String(decoding: try JSONEncoder.ofRecords.encode(capture), as: UTF8.self)
            try database.execute(sql: "INSERT OR REPLACE INTO run VALUES ('capture', ?)", arguments: [text])
        }
        try checkpoint()
    }

    /// nil for a run of a recording.
    public func capture() throws(RunError) -> CaptureRecord? {
        try read { database in
            try String.fetchOne(database, sql: "SELECT value FROM run WHERE key = 'capture'")
                .map { try JSONDecoder().decode(CaptureRecord.self, from: Data($0.utf8)) }
        }
    }

    /// Adds frames that came and were not measured, all of them or none.
    public func recordSkipped(_ frames: [(frame: Int, timeSeconds: Double)]) throws(RunError) {
        guard !frames.isEmpty else { return }
        try write { database in
            let statement = try database.cachedStatement(sql: "INSERT INTO frames VALUES (?, ?, ?, NULL, NULL, '')")
            for (frame, seconds) in frames {
                try statement.execute(arguments: [frame, seconds, FrameStatus.skipped.rawValue])
            }
        }
    }
}
