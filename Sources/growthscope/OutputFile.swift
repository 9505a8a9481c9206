import Foundation
import Records

/// A file that a command is to write.
enum OutputFile {
    /// Throws `CommandError` where something is there that may not be replaced, or where it cannot be written.
    static func require(_ path: String, replacing: Bool) throws {
        var isFolder: ObjCBool = false
        let folder = (path as NSString).deletingLastPathComponent
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            if isFolder.boolValue { throw CommandError(.usage, "\(path): is a folder; give the name of a file") }
            guard AtomicFile.canReplace(path) else { throw CommandError(.usage, "\(path): is no regular file; give another name") }
            if !replacing {
                throw CommandError(.usage, "\(path): is there already; choose another name, or replace it with --force")
            }
        } else if !FileManager.default.fileExists(atPath: folder.isEmpty ? "." : folder) {
            throw CommandError(.inputOutput, "\(path): there is no folder \(folder)")
        }
    }
}
