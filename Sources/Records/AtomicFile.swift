import Foundation
import Glibc

/// A file that appears under its name only when it is complete: written beside it, then renamed over it.
///
/// One writer, one thread. A file that is never committed leaves nothing behind.
public final class AtomicFile {
    private let path: String
    /// What the path leads to, where it is a link.
    private let destination: String
    private let temporaryPath: String
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private static let bufferSize = 1 << 16

    /// Whether nothing has the name, or a regular file: a rename would put a file in the place of a device or a pipe.
    public static func canReplace(_ path: String) -> Bool {
        var facts = stat()
        return lstat(destination(of: path), &facts) != 0 || facts.st_mode & S_IFMT == S_IFREG
    }

    private static func destination(of path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }

    /// A link stays, and the file that it leads to is replaced.
    ///
    /// Throws: `RunError.cannotWrite`, also where something else than a file has the name; `RunError.diskFull`.
    public init(path: String) throws(RunError) {
        self.path = path
        guard Self.canReplace(path) else { throw .cannotWrite(path: path, reason: "it is no regular file") }
        destination = Self.destination(of: path)
        temporaryPath = destination + ".part"
        descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw RunError.writing(path, errno) }
        buffer.reserveCapacity(Self.bufferSize + 4096)
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(temporaryPath)
    }

    public func append(_ text: String) throws(RunError) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.bufferSize { try flush() }
    }

    public func append(_ bytes: [UInt8]) throws(RunError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Puts the file under its name.
    public func commit() throws(RunError) {
        try flush()
        // Only then may the new file take the old one's place: a power cut must not leave an empty file.
        guard fsync(descriptor) == 0 else { throw RunError.writing(path, errno) }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(temporaryPath, destination) == 0 else {
            let code = errno
            unlink(temporaryPath)
            throw RunError.writing(path, code)
        }
    }

    private func flush() throws(RunError) {
        var start = 0
        while start < buffer.count {
            let written = Glibc.write(descriptor, Array(buffer[start...]), buffer.count - start)
            if written < 0 {
                if errno == EINTR { continue }
                throw RunError.writing(path, errno)
            }
            start += written
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes a whole file.
    public static func write(_ text: String, to path: String) throws(RunError) {
        let file = try AtomicFile(path: path)
        try file.append(text)
        try file.commit()
    }

    public static func write(_ bytes: [UInt8], to path: String) throws(RunError) {
        let file = try AtomicFile(path: path)
        try file.append(bytes)
        try file.commit()
    }
}

extension RunError {
    static func writing(_ path: String, _ code: Int32) -> RunError {
        code == ENOSPC || code == EDQUOT
            ? .diskFull(path: path) : .cannotWrite(path: path, reason: String(cString: strerror(code)))
    }

    static func reading(_ path: String, _ code: Int32) -> RunError {
        code == ENOENT
            ? .noSuchRun(path: path) : .cannotRead(path: path, reason: String(cString: strerror(code)))
    }
}
