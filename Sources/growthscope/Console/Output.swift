import Foundation

/// Standard output, where results go.
enum Output {
    /// Writes `text`. A reader that has closed its end (`| head`) has what it wanted: that counts as success. Any other
    /// failure is said on standard error.
    @discardableResult
    static func write(_ text: String, descriptor: Int32 = STDOUT_FILENO) -> CommandStatus {
        var rest = Array(text.utf8)
        while !rest.isEmpty {
            let written = Foundation.write(descriptor, rest, rest.count)
            // At once: anything that is called before may set it anew.
            let code = errno
            if written > 0 {
                rest.removeFirst(written)
            } else if code == EPIPE {
                return .success
            } else if code != EINTR {
                Console.shared.error("standard output: \(String(cString: strerror(code)))")
                return .inputOutput
            }
        }
        return .success
    }
}
