import Foundation

/// A file that takes its name only when it is complete: a run that is cut off, or a full disk, leaves no half file
/// under it.
struct PartialFile: Sendable {
    let path: String
    /// Where it is written meanwhile, in the same folder.
    var partialPath: String { path + ".partial" }

    func complete() throws(MediaError) {
        // rename(2) replaces what is there in one step.
        guard rename(partialPath, path) == 0 else {
            let reason = String(cString: strerror(errno))
            discard()
            throw .cannotWrite(path: path, reason: reason)
        }
    }

    func discard() { try? FileManager.default.removeItem(atPath: partialPath) }
}
