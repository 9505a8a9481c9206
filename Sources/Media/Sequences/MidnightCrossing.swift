/// Times of day without a date, made to increase over midnight.
enum MidnightCrossing {
    private static let day = 86_400.0

    /// - Parameters:
    ///   - seconds: since midnight, in the order of the names.
    ///   - hasOrderOfItsOwn: names are in the order of time; then every step back is a new day. Else the recording
    ///     is taken to begin after the longest pause of the day, which supposes that it lasted less than 24 hours.
    static func unwrap(_ seconds: [Double], hasOrderOfItsOwn: Bool) -> [Double] {
        hasOrderOfItsOwn ? countingDays(seconds) : beginningAfterLongestPause(seconds)
    }

    private static func countingDays(_ seconds: [Double]) -> [Double] {
        var days = 0.0
        var previous: Double?
        return seconds.map { value in
            if let previous, value < previous { days += 1 }
            previous = value
            return value + days * day
        }
    }

    private static func beginningAfterLongestPause(_ seconds: [Double]) -> [Double] {
        let sorted = seconds.sorted()
        guard let first = sorted.first, let last = sorted.last else { return seconds }
        var longest = (pause: first + day - last, begin: first)
        for (a, b) in zip(sorted, sorted.dropFirst()) where b - a > longest.pause { longest = (b - a, b) }
        return seconds.map { $0 < longest.begin ? $0 + day : $0 }
    }
}
