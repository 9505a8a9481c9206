/// Which frames are measured: all, or one per interval, evenly spaced from the first on.
struct Schedule {
    private let intervalSeconds: Double?
    private let toleranceSeconds: Double
    private var nextSlot = 0.0

    /// - Parameter frameIntervalSeconds: the frame next to a due time is taken, up to half of this before it.
    init(intervalSeconds: Double?, frameIntervalSeconds: Double?) {
        self.intervalSeconds = intervalSeconds
        toleranceSeconds = min((frameIntervalSeconds ?? 0) / 2, (intervalSeconds ?? 0) / 2)
    }

    func isDue(_ seconds: Double) -> Bool {
        guard let intervalSeconds else { return true }
        return seconds >= nextSlot * intervalSeconds - toleranceSeconds
    }

    /// Ends the slot of a frame that was taken; slots that a pause swallowed are not made up for.
    mutating func take(_ seconds: Double) {
        guard let intervalSeconds else { return }
        nextSlot = max(nextSlot, ((seconds + toleranceSeconds) / intervalSeconds).rounded(.down)) + 1
    }
}
