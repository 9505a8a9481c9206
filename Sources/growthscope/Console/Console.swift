import Foundation
import Synchronization

/// Standard error: messages, and on a terminal one status line below them that messages do not tear.
final class Console: Sendable {
    static let shared = Console(descriptor: STDERR_FILENO)

    private let descriptor: Int32
    let isTerminal: Bool
    private let statusLine = Mutex("")

    init(descriptor: Int32) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
    }

    func error(_ message: String) { print("growthscope: \(message)") }

    func warning(_ message: String) { print("growthscope: warning: \(message)") }

    /// A whole line; the status line moves below it.
    func print(_ line: String) {
        statusLine.withLock { status in
            put(status.isEmpty ? "\(line)\n" : "\r\u{1B}[K\(line)\n\(status)")
        }
    }

    /// Replaces the status line; nothing where standard error is no terminal. An empty text removes it.
    func status(_ text: String) {
        guard isTerminal else { return }
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

    // Standard error may be closed or full: there is nobody left to tell.
    private func put(_ text: String) {
        try? FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).write(contentsOf: Data(text.utf8))
    }
}
