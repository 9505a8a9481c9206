import Dispatch
import Synchronization

/// Work on parts of a picture, a series or a set of fits that do not depend on each other, by all processors.
public enum SideBySide {
    /// Enough that no processor waits long for the last one; fixed, so that sums of parts round alike on every machine.
    private static let partCount = 16

    /// The results for 0..<count in that order, whichever was ready first.
    public static func map<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
        parts(of: count) { $0.map(body) }.flatMap(\.self)
    }

    /// 0..<count in consecutive parts, the results in their order.
    public static func parts<Result: Sendable>(of count: Int, _ body: @Sendable (Range<Int>) -> Result) -> [Result] {
        let parts = min(count, partCount)
        let results = Mutex([Result?](repeating: nil, count: parts))
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let result = body(part * count / parts..<(part + 1) * count / parts)
            results.withLock { $0[part] = result }
        }
        return results.withLock { $0.compactMap(\.self) }
    }
}
