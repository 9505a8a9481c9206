import Foundation
import Synchronization

/// Standard error: messages, and on a terminal one status line below them that messages do not tear.
final class Console: Sendable {
    static let shared = Console(descriptor: STDERR_FILENO)

    private let descriptor: Int32
    private let isTerminal: Bool
    private let statusLine = Mutex("")
    private let isQuiet = Atomic(false)

    init(descriptor: Int32) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
    }

    /// From here on only errors are shown (`--quiet`).
    func silence() { isQuiet.store(true, ordering: .relaxed) }

    /// Whether a status line has readers.
    var showsStatus: Bool { isTerminal && !isQuiet.load(ordering: .relaxed) }

    func error(_ message: String) { put(line: "growthscope: \(message)") }

    func warning(_ message: String) { note("warning: \(message)") }

    func note(_ message: String) {
        if !isQuiet.load(ordering: .relaxed) { put(line: "growthscope: \(message)") }
    }

    /// Replaces the status line; nothing where it has no readers. An empty text removes it.
    func status(_ text: String) {
        guard showsStatus else { return }
        statusLine.withLock { status in
            if status.isEmpty && text.isEmpty { return }
            status = text
            put("\r\u{1B}[K\(text)")
        }
    }

    /// Columns of the terminal, 80 where they are not known.
    var columns: Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// A whole line; the status line moves below it.
    private func put(line: String) {
        statusLine.withLock { status in
            put(status.isEmpty ? "\(line)\n" : "\r\u{1B}[K\(line)\n\(status)")
        }
    }

    // Standard error may be closed or full: there is nobody left to tell.
    private func put(_ text: String) {
        try? FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).write(contentsOf: Data(text.utf8))
    }
}
