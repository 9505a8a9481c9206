import Foundation
import Glibc

/// The picture files that a folder holds or a pattern selects.
enum PictureListing {
    /// A path with *, ? or [ that is no file by itself.
    static func isPattern(_ input: String) -> Bool {
        input.contains { "*?[".contains($0) } && !FileManager.default.fileExists(atPath: input)
    }

    /// The pictures of a folder or a pattern, or the single one named.
    static func files(of input: String) throws(MediaError) -> [String] {
        if isPattern(input) { return try files(matching: input) }
        if case .folder = try FileFacts.kind(of: input) { return try files(in: input) }
        return [input]
    }

    /// Pictures by extension; hidden files do not count. Throws where there are none.
    static func files(in folder: String) throws(MediaError) -> [String] {
        let names = try self.names(in: folder)
        let pictures = names.filter(hasPictureExtension)
        guard pictures.isEmpty else { return pictures.map { join(folder, $0) } }
        let found = names.first.map { "it holds \(names.count) others, such as \($0); give a movie by its own name" }
        throw .noPictures(path: folder, found: found ?? "it is empty")
    }

    /// Files that match; * does not reach over a slash. Throws where none does.
    static func files(matching pattern: String) throws(MediaError) -> [String] {
        var paths = [pattern.hasPrefix("/") ? "/" : ""]
        for component in pattern.split(separator: "/").map(String.init) {
            paths = paths.flatMap { expand(component, in: $0) }
        }
        let files = paths.filter { path in
            if case .file? = try? FileFacts.kind(of: path) { true } else { false }
        }
        guard !files.isEmpty else { throw .noSuchInput(path: pattern) }
        let pictures = files.filter(hasPictureExtension)
        guard !pictures.isEmpty else {
            throw .noPictures(path: pattern, found: "it selects \(files.count) others, such as \(files[0])")
        }
        return pictures
    }

    private static func expand(_ component: String, in folder: String) -> [String] {
        guard component.contains(where: { "*?[".contains($0) }) else { return [join(folder, component)] }
        let names = (try? self.names(in: folder.isEmpty ? "." : folder)) ?? []
        return names.filter { fnmatch(component, $0, FNM_PERIOD) == 0 }.map { join(folder, $0) }
    }

    private static func names(in folder: String) throws(MediaError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            throw .unreadable(path: folder, reason: FileFacts.reason(of: error))
        }
    }

    private static func hasPictureExtension(_ path: String) -> Bool {
        PictureFormat.extensions.contains(URL(fileURLWithPath: path).pathExtension.lowercased())
    }

    private static func join(_ folder: String, _ name: String) -> String {
        folder.isEmpty || folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }
}
