import Foundation

/// The folder of an absorbance trace or a diffusion coefficient, and where its files lie.
public struct UVVisFolder: Sendable, Equatable {
    public let path: String

    public init(_ path: String) { self.path = path }

    public var trace: String { file("trace.csv") }
    public var diffusion: String { file("diffusion.json") }
    public var absorbance: String { file("absorbance.json") }
    public var plan: String { file("plan.csv") }
    public var figures: String { file("figures") }
    public var report: String { file("report.html") }

    private func file(_ name: String) -> String { path.hasSuffix("/") ? path + name : path + "/" + name }

    /// One of them is there for every result, and makes what lies beside it the program's.
    private var records: [String] { present([diffusion, absorbance, plan]) }
    /// Beside a fit or an absorbance, not beside a plan.
    private var companions: [String] { present([trace, report]) }

    private func present(_ files: [String]) -> [String] { files.filter(FileManager.default.fileExists(atPath:)) }

    /// Figures with scripts and data, as far as they are there.
    private func drawn(_ isGenerated: (String) -> Bool) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: figures)) ?? []
        return names.filter(isGenerated).sorted().map { figures + "/" + $0 }
    }

    /// Whether the folder can be had, before the work begins.
    ///
    /// - Parameters:
    ///   - inputs: of the command; none of them may be among what is replaced.
    ///   - isGenerated: tells by its name whether a file in `figures` is one of the program's.
    /// Throws: `RunError.exists`, `.occupied` where a file of the user's has the name of one of the results, `.notAFolder`,
    /// `.replacesInput`.
    public func check(
        replacing: Bool, sparing inputs: InputFiles, isGenerated: (String) -> Bool
    ) throws(RunError) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
            throw .notAFolder(path: path)
        }
        let (records, companions, drawn) = (records, companions, drawn(isGenerated))
        try inputs.requireApart(from: records + companions + drawn)
        let ownsCompanions = records.contains { $0 != plan }
        if let users = (ownsCompanions ? nil : companions.first) ?? (records.isEmpty ? drawn.first : nil) {
            throw .occupied(path: path, example: String(users.dropFirst(file("").count)))
        }
        if !replacing, !records.isEmpty { throw .exists(path: path) }
    }

    /// Makes the folder ready. Without `replacing` nothing in it is touched; with it an earlier result goes, and other files,
    /// which are the user's, stay.
    ///
    /// Throws: as `check`, and `RunError.cannotWrite`.
    public func prepare(
        replacing: Bool, sparing inputs: InputFiles, isGenerated: (String) -> Bool
    ) throws(RunError) {
        try check(replacing: replacing, sparing: inputs, isGenerated: isGenerated)
        let files = FileManager.default
        do {
            try files.createDirectory(atPath: figures, withIntermediateDirectories: true)
            // The record goes last: a removal that breaks off leaves a folder that still counts as a result.
            for file in drawn(isGenerated) + companions + records { try files.removeItem(atPath: file) }
        } catch {
            throw .cannotWrite(path: path, reason: Self.reason(error))
        }
    }

    private static func reason(_ error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        if let underlying, underlying.domain == NSPOSIXErrorDomain {
            return String(cString: strerror(Int32(underlying.code)))
        }
        return error.localizedDescription
    }
}
