import Foundation

/// Files that a command reads, and that its results must not replace.
public struct InputFiles: Sendable {
    private let paths: [String]

    /// A folder counts with the files that lie in it; what is not there needs no care.
    public init(_ paths: [String]) { self.paths = paths }

    /// Makes sure that no input is one of `outputs`, or lies in a folder among them, by whatever path it is reached.
    ///
    /// To be asked before anything is removed. Throws: `RunError.replacesInput`.
    public func requireApart(from outputs: [String]) throws(RunError) {
        let replaced = Set(outputs.compactMap(FileIdentity.init(path:)))
        guard !replaced.isEmpty else { return }
        for path in paths {
            let places = [path] + Self.folders(above: path)
            guard replaced.isDisjoint(with: places.compactMap(FileIdentity.init(path:))) else {
                throw .replacesInput(path: path)
            }
            for file in Self.content(of: path) {
                if let identity = FileIdentity(path: file), replaced.contains(identity), !Self.isFolder(file) {
                    throw .replacesInput(path: file)
                }
            }
        }
    }

    /// Those of the path as it was given, and those of what it leads to: to lose either is to lose the input.
    private static func folders(above path: String) -> [String] {
        let given = URL(fileURLWithPath: path)
        return [given, given.resolvingSymlinksInPath()].flatMap { url in
            let parts = url.path.split(separator: "/")
            return parts.indices.dropFirst().map { "/" + parts[..<$0].joined(separator: "/") }
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private static func content(of path: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted().map { path.hasSuffix("/") ? path + $0 : path + "/" + $0 }
    }
}
