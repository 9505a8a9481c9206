/// Gathers losses that go on into one event now and then: a camera that loses half of its frames for days must not
/// fill the record with that.
struct LossReport {
    private var pending = 0
    private var reason = ""
    private var lastReportSeconds = -Double.infinity
    private var windowSeconds = LossReport.shortestWindow

    private static let shortestWindow = 1.0
    private static let longestWindow = 60.0

    /// What is to be said at once; nil where it is gathered.
    mutating func add(_ count: Int, _ reason: String, at seconds: Double) -> String? {
        pending += count
        self.reason = reason
        return due(at: seconds)
    }

    /// What has gathered for long enough.
    mutating func due(at seconds: Double) -> String? {
        let waited = seconds - lastReportSeconds
        if waited > 2 * Self.longestWindow { windowSeconds = Self.shortestWindow }
        guard pending > 0, waited >= windowSeconds else { return nil }
        windowSeconds = min(Self.longestWindow, 2 * windowSeconds)
        lastReportSeconds = seconds
        return rest()
    }

    mutating func rest() -> String? {
        guard pending > 0 else { return nil }
        defer { pending = 0 }
        return pending == 1 ? "1 frame (\(reason))" : "\(pending) frames (the last: \(reason))"
    }
}
