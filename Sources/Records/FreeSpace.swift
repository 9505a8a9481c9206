import Glibc

/// What is left on the device that holds a file.
enum FreeSpace {
    /// Smaller than any write of SQLite's that can fail for want of space.
    private static let leastBytes: UInt64 = 64 << 10

    static func isUsedUp(at path: String) -> Bool {
        var facts = statvfs()
        guard statvfs(path, &facts) == 0 else { return false }
        return UInt64(facts.f_bavail) * UInt64(facts.f_frsize) < leastBytes
    }
}
