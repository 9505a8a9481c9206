import Foundation

/// A folder for one test, gone when the test is over.
public final class TemporaryFolder: Sendable {
    public let path: String

    public init() throws {
        path = NSTemporaryDirectory() + "growthscope-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    public func file(_ name: String) -> String { path + "/" + name }

    public func text(_ name: String) throws -> String { try String(contentsOfFile: file(name), encoding: .utf8) }

    public func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }
}

/// Numbers that look random and are the same on every machine (the generator of Numerical Recipes, 32 bits).
public struct RepeatableNoise {
    private var state: UInt32

    public init(seed: UInt32) { state = seed }

    /// In [0, 1).
    public mutating func uniform() -> Double {
        state = state &* 1_664_525 &+ 1_013_904_223
        return Double(state >> 8) / Double(1 << 24)
    }

    /// Mean 0, standard deviation 1: the sum of twelve uniform numbers.
    public mutating func normal() -> Double { (0 ..< 12).reduce(-6) { sum, _ in sum + uniform() } }
}
