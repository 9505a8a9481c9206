import Glibc

/// What is left on the device that holds a file.
public enum FreeSpace {
    /// Smaller than any write of SQLite's that can fail for want of space.
    private static let leastBytes: UInt64 = 64 << 10

    /// Room for the tables of days: recordings must end while it is there.
    private static let reserveBytes: UInt64 = 64 << 20
    /// The same for a small device.
    private static let reserveFraction = 0.05

    static func isUsedUp(at path: String) -> Bool {
        guard let space = space(at: path) else { return false }
        return space.free < leastBytes
    }

    /// Whether so little is left that a recording should end; false where the system does not say.
    public static func isScarce(at path: String) -> Bool {
        guard let space = space(at: path) else { return false }
        return space.free < min(reserveBytes, UInt64(Double(space.total) * reserveFraction))
    }

    private static func space(at path: String) -> (free: UInt64, total: UInt64)? {
        var facts = statvfs()
        guard statvfs(path, &facts) == 0 else { return nil }
        let block = UInt64(facts.f_frsize)
        return (UInt64(facts.f_bavail) * block, UInt64(facts.f_blocks) * block)
    }
}
