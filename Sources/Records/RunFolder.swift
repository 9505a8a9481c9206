import Foundation

/// The files of a run and where they lie.
public struct RunFolder: Sendable, Equatable {
    public let path: String

    public init(_ path: String) { self.path = path }

    public var database: String { file("run.sqlite") }
    public var measurements: String { file("measurements.csv") }
    public var facets: String { file("facets.csv") }
    public var crystals: String { file("crystals.csv") }
    public var segments: String { file("segments.csv") }
    public var facetRates: String { file("facet_rates.csv") }
    public var events: String { file("events.csv") }
    public var summary: String { file("summary.json") }
    public var figures: String { file("figures") }
    public var report: String { file("report.html") }
    public var overlay: String { file("overlay.mp4") }
    /// Of a live run: the frames that were measured.
    public var recording: String { file("recording.mkv") }

    private func file(_ name: String) -> String { path.hasSuffix("/") ? path + name : path + "/" + name }

    /// Everything that a run leaves: what `--force` removes. Other files in the folder are the user's and stay.
    private var ownFiles: [String] {
        [
            database, database + "-wal", database + "-shm", measurements, facets, crystals, segments, facetRates,
            events, summary, report, overlay, recording, recording + ".partial",
        ] + ownFigures
    }

    /// Pictures of a figure, its script and its data.
    public static let figureEndings = ["svg", "pdf", "png", "gp", "dat"]

    /// The name of the figure that a file may belong to, by its ending.
    public static func figure(ofFile file: String) -> Substring? {
        let parts = file.split(separator: ".")
        return parts.count == 2 && figureEndings.contains(String(parts[1])) ? parts[0] : nil
    }

    /// Whether a name in `figures` is one that an export writes, whatever the run.
    static func isFigure(_ file: String) -> Bool {
        guard let figure = figure(ofFile: file) else { return false }
        let parts = figure.split(separator: "_")
        guard parts.count == 3, parts[0] == "crystal" else { return ["side_length", "velocities"].contains(figure) }
        return Int(parts[1]) != nil && ["side", "area", "facets"].contains(parts[2])
    }

    private var ownFigures: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: figures)) ?? []
        return names.filter(Self.isFigure).map { figures + "/" + $0 }
    }

    /// Makes the folder ready for a new run, and tells whether there was none before.
    ///
    /// - Parameter inputs: of the new run, which may not be among what is replaced.
    ///
    /// Throws: `RunError.exists` where a run is there and must not be replaced, `RunError.occupied` where the folder
    /// holds other things, `RunError.replacesInput`, `RunError.notAFolder`, `RunError.cannotWrite`.
    func prepare(replacing: Bool, sparing inputs: InputFiles = InputFiles([])) throws(RunError) -> Bool {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        let isThere = files.fileExists(atPath: path, isDirectory: &isFolder)
        if isThere {
            guard isFolder.boolValue else { throw .notAFolder(path: path) }
            let content = try listing()
            if content.contains("run.sqlite") {
                guard replacing else { throw .exists(path: path) }
                try inputs.requireApart(from: ownFiles)
                try removeOwnFiles()
            } else if let first = content.min() {
                throw .occupied(path: path, example: first)
            }
        } else {
            try create()
        }
        guard access(path, W_OK | X_OK) == 0 else { throw RunError.writing(path, errno) }
        return !isThere
    }

    /// Removes a record in which nothing was measured yet, and with it the folder where it was made for this run.
    func discardRecord(withFolder: Bool) {
        for file in [database, database + "-wal", database + "-shm"] { unlink(file) }
        if withFolder { rmdir(path) }
    }

    /// Makes the folder and those above it that are missing. The system's own calls, because Foundation's error does not
    /// say what is wrong.
    private func create() throws(RunError) {
        var made = path.hasPrefix("/") ? "" : "."
        for component in path.split(separator: "/") {
            made += "/" + component
            guard mkdir(made, 0o777) == 0 || errno == EEXIST else { throw RunError.writing(path, errno) }
        }
    }

    private func listing() throws(RunError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw .cannotRead(path: path, reason: Self.reason(error))
        }
    }

    /// Removes what the run has written, and the folder where nothing else is in it.
    func discard() throws(RunError) {
        try removeOwnFiles()
        if try listing().isEmpty { try? FileManager.default.removeItem(atPath: path) }
    }

    private func removeOwnFiles() throws(RunError) {
        // The record goes last: a removal that breaks off leaves a folder that still counts as a run.
        for file in ownFiles.reversed() where FileManager.default.fileExists(atPath: file) {
            do {
                try FileManager.default.removeItem(atPath: file)
            } catch {
                throw .cannotWrite(path: file, reason: Self.reason(error))
            }
        }
        // Stays where a user's own are in it.
        rmdir(figures)
    }

    /// Makes the folder of the figures and removes what an earlier export left there.
    public func prepareFigures() throws(RunError) {
        do {
            try FileManager.default.createDirectory(atPath: figures, withIntermediateDirectories: true)
            for file in ownFigures { try FileManager.default.removeItem(atPath: file) }
        } catch {
            throw .cannotWrite(path: figures, reason: Self.reason(error))
        }
    }

    /// Gives the recording of a run that was killed its name.
    public func adoptCutOffRecording() {
        let partial = recording + ".partial"
        guard !FileManager.default.fileExists(atPath: recording) else { return }
        _ = rename(partial, recording)
    }

    private static func reason(_ error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        if let underlying, underlying.domain == NSPOSIXErrorDomain {
            return String(cString: strerror(Int32(underlying.code)))
        }
        return error.localizedDescription
    }
}
