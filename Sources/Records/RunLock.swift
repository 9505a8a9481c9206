import Glibc

/// Keeps two programs from writing one run: held by who makes it, until the process ends or lets go.
///
/// The folder is locked and not its database: closing another descriptor of that file would drop SQLite's own locks.
final class RunLock: Sendable {
    private let descriptor: Int32

    /// nil where there is no such folder, and on file systems that cannot lock one.
    ///
    /// Throws `RunError.beingWritten`.
    init?(folder path: String) throws(RunError) {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isHeld = errno == EWOULDBLOCK
            close(descriptor)
            if isHeld { throw .beingWritten(path: path) }
            return nil
        }
    }

    deinit {
        // A process that is being started at this moment has a copy of the descriptor until it runs its program.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}

/// Which file it is, whatever its name.
struct FileIdentity: Hashable, Sendable {
    private let device: dev_t
    private let number: ino_t

    /// nil where no file has this name.
    init?(path: String) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        device = facts.st_dev
        number = facts.st_ino
    }
}
