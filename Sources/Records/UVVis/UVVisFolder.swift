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

    /// Everything that the commands leave: what `--force` removes. Other files in the folder are the user's and stay.
    private var ownFiles: [String] { [diffusion, absorbance, plan, trace, report, figures] }

    /// Whether the folder can be had, before the work begins.
    ///
    /// Throws: `RunError.exists`, `.notAFolder`.
    public func check(replacing: Bool) throws(RunError) {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        if files.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
            throw .notAFolder(path: path)
        }
        if !replacing, ownFiles.contains(where: files.fileExists(atPath:)) { throw .exists(path: path) }
    }

    /// Makes the folder ready; nothing in it is touched without `replacing`.
    ///
    /// Throws: `RunError.exists`, `.notAFolder`, `.cannotWrite`.
    public func prepare(replacing: Bool) throws(RunError) {
        try check(replacing: replacing)
        let files = FileManager.default
        let present = ownFiles.filter(files.fileExists(atPath:))
        do {
            try files.createDirectory(atPath: figures, withIntermediateDirectories: true)
            for file in present { try files.removeItem(atPath: file) }
            try files.createDirectory(atPath: figures, withIntermediateDirectories: true)
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
