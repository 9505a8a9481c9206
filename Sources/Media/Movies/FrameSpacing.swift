/// Keeps the shortest and the longest time between two frames of a movie's own clock.
struct FrameSpacing {
    private var previous: Double?
    private var shortest = Double.infinity
    private var longest = 0.0

    mutating func add(_ seconds: Double?) {
        defer { previous = seconds }
        guard let seconds, let previous, seconds > previous else { return }
        shortest = min(shortest, seconds - previous)
        longest = max(longest, seconds - previous)
    }

    /// A sentence where some frames are clearly further apart than others: half a frame more is no rounding.
    var unevenness: String? {
        guard shortest.isFinite, longest > 1.5 * shortest else { return nil }
        return "its time stamps are \(shortest) s to \(longest) s apart"
    }
}
