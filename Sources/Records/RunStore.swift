import Foundation
import GRDB

/// The record of one run: everything measured, in `run.sqlite`, from which tables, figures and report are made.
///
/// Each frame is one transaction on SQLite's write-ahead log: a program that is killed leaves every frame that was
/// appended, and other processes may read the run while it grows. Any thread may use the store; calls take turns.
public final class RunStore: Sendable {
    public let folder: RunFolder
    public let settings: RunSettings
    private let queue: DatabaseQueue
    /// Of a run that is being made.
    private let lock: RunLock?
    private let identity: FileIdentity?

    private init(folder: RunFolder, settings: RunSettings, queue: DatabaseQueue, lock: RunLock? = nil) {
        self.folder = folder
        self.settings = settings
        self.queue = queue
        self.lock = lock
        identity = FileIdentity(path: folder.database)
    }

    /// Begins a run in a new or empty folder, or, with `replacing`, in place of the run that is there.
    ///
    /// - Parameter inputs: what the run is made from, which `replacing` does not remove.
    ///
    /// Throws: `RunError.exists`, `.occupied`, `.replacesInput`, `.beingWritten`, `.notAFolder`, `.cannotWrite`, `.diskFull`.
    public static func create(
        at path: String, replacing: Bool, sparing inputs: InputFiles = InputFiles([]), settings: RunSettings
    ) throws(RunError) -> RunStore {
        let folder = RunFolder(path)
        // Before anything is removed.
        var lock = try RunLock(folder: path)
        let isNew = try folder.prepare(replacing: replacing, sparing: inputs)
        if isNew { lock = try RunLock(folder: path) }
        do {
            return try begin(in: folder, settings: settings, lock: lock)
        } catch {
            // A record that could not be begun would look like a run, and be in the way of the next try.
            folder.discardRecord(withFolder: isNew)
            throw error
        }
    }

    private static func begin(in folder: RunFolder, settings: RunSettings, lock: RunLock?) throws(RunError) -> RunStore {
        try guarding(folder.database) {
            let queue = try DatabaseQueue(path: folder.database, configuration: configuration)
            let text = String(decoding: try JSONEncoder.ofRecords.encode(settings), as: UTF8.self)
            try queue.write { database in
                try database.execute(sql: RunSchema.statements)
                try database.execute(sql: "INSERT INTO run VALUES ('settings', ?)", arguments: [text])
            }
            return RunStore(folder: folder, settings: settings, queue: queue, lock: lock)
        }
    }

    /// Opens a run that was written earlier, also one that was cut off.
    ///
    /// Throws: `RunError.noSuchRun`, `.notARun`, `.newerFormat`, `.cannotRead`.
    public static func open(_ path: String) throws(RunError) -> RunStore {
        let folder = RunFolder(path)
        guard FileManager.default.fileExists(atPath: path) else { throw .noSuchRun(path: path) }
        guard FileManager.default.fileExists(atPath: folder.database) else {
            throw .notARun(path: path, reason: "there is no run.sqlite in it")
        }
        return try guarding(folder.database) {
            let queue = try DatabaseQueue(path: folder.database, configuration: configuration)
            let settings = try queue.read { database in
                let settings = try readSettings(database, folder)
                try checkKinds(database, path: path)
                return settings
            }
            return RunStore(folder: folder, settings: settings, queue: queue)
        }
    }

    /// Whether another program is making the run at this moment.
    public var isBeingWritten: Bool {
        do {
            _ = try RunLock(folder: folder.path)
            return false
        } catch {
            return true
        }
    }

    /// Closes a run that measured nothing and removes what it wrote: no folder is left that looks like a result.
    public func discard() throws(RunError) {
        try Self.guarding(folder.database) { try queue.close() }
        try folder.discard()
    }

    /// Moves the write-ahead log into `run.sqlite` and closes it: one file is left that can be copied as it is.
    public func close() throws(RunError) {
        try Self.guarding(folder.database) {
            try queue.writeWithoutTransaction { database in _ = try database.checkpoint(.truncate) }
            try queue.close()
        }
    }

    /// Moves the write-ahead log as far as possible into `run.sqlite`, which waits until both are on the disk.
    func checkpoint() throws(RunError) {
        try Self.guarding(folder.database) {
            try queue.writeWithoutTransaction { database in _ = try database.checkpoint(.passive) }
        }
    }

    /// Whether the record is still the file of its name: SQLite writes on into one that was removed or moved.
    public var isInPlace: Bool { identity != nil && FileIdentity(path: folder.database) == identity }

    /// Saves all that the record holds under its name again, where it was removed or moved away; that record.
    ///
    /// Throws: `RunError.exists` and `.occupied` where something else is there now, `.cannotWrite`, `.diskFull`.
    public func restored() throws(RunError) -> RunStore {
        _ = try folder.prepare(replacing: false)
        try Self.guarding(folder.database) {
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "VACUUM INTO ?", arguments: [folder.database])
            }
            try queue.close()
        }
        return try Self.open(folder.path)
    }

    func read<T>(_ body: (Database) throws -> T) throws(RunError) -> T {
        try Self.guarding(folder.database) { try queue.read(body) }
    }

    func write<T>(_ body: (Database) throws -> T) throws(RunError) -> T {
        try Self.guarding(folder.database) { try queue.write(body) }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.journalMode = .wal
        // Another process (an export, the dashboard) may hold the file for a moment.
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            // A commit without waiting for the disk: safe against kill -9, and the log keeps the file whole in a
            // power cut.
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
        }
        return configuration
    }

    private static func readSettings(_ database: Database, _ folder: RunFolder) throws -> RunSettings {
        guard try Int.fetchOne(database, sql: "PRAGMA application_id") == RunSchema.applicationID else {
            throw RunError.notARun(path: folder.path, reason: "run.sqlite was not written by this program")
        }
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= RunSchema.version else {
            throw RunError.newerFormat(path: folder.path, version: version)
        }
        guard let text = try String.fetchOne(database, sql: "SELECT value FROM run WHERE key = 'settings'") else {
            throw RunError.notARun(path: folder.path, reason: "its settings are missing")
        }
        do {
            return try JSONDecoder().decode(RunSettings.self, from: Data(text.utf8))
        } catch {
            throw RunError.notARun(path: folder.path, reason: "its settings cannot be decoded")
        }
    }

    /// Every access to SQLite goes through here and leaves with an error that says what to do.
    private static func guarding<T>(_ path: String, _ body: () throws -> T) throws(RunError) -> T {
        do {
            return try body()
        } catch let error as RunError {
            throw error
        } catch let error as DatabaseError {
            throw RunError(error, path: path)
        } catch {
            throw .inconsistent(path: path, reason: "\(error)")
        }
    }
}

extension RunError {
    init(_ error: DatabaseError, path: String) {
        let reason = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        self =
            switch error.resultCode {
            case .SQLITE_FULL: .diskFull(path: path)
            // The log's index lies in memory that is mapped from a file: there a full disk shows as an I/O error.
            case .SQLITE_IOERR where FreeSpace.isUsedUp(at: path): .diskFull(path: path)
            case .SQLITE_NOTADB, .SQLITE_CORRUPT: .notARun(path: path, reason: reason)
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                .cannotWrite(path: path, reason: "another program is writing to it (\(reason))")
            case .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
                .cannotWrite(path: path, reason: reason)
            default: .inconsistent(path: path, reason: "\(reason) in: \(error.sql ?? "-")")
            }
    }
}

extension JSONEncoder {
    /// Sorted and spaced: the same content gives the same bytes, and people can read it.
    static var ofRecords: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
