/// When the spectra of a folder were taken.
enum SpectrumTimes {
    private static let day = 86_400.0
    /// A clock in a name and one in a header that tell the same moment.
    private static let sameMoment = 2.0

    /// In this order: a stated interval, the dates in the headers (to the millisecond where the name has it), elapsed
    /// times in the names, times of day in the names. Never the order of the letters.
    static func seconds(
        of spectra: [Spectrum], named facts: [NameFacts], folder: String, intervalSeconds: Double?
    ) throws(UVVisError) -> (times: [Double], note: String) {
        if let intervalSeconds { return try counted(facts, intervalSeconds, folder) }
        let dates = spectra.compactMap { spectrum -> Double? in
            if case .date(let seconds) = spectrum.clock { seconds } else { nil }
        }
        // A header that is the same in all files tells when the session began, not when each spectrum was taken.
        if dates.count == spectra.count, spectra.count == 1 || Set(dates).count > 1 {
            return (zip(dates, facts).map(refined), "times: dates in the headers")
        }
        let elapsed = facts.compactMap(\.elapsed)
        if elapsed.count == facts.count { return (elapsed, "times: elapsed times in the file names") }
        let clocks = facts.compactMap(\.timeOfDay)
        if clocks.count == facts.count {
            let counters = facts.compactMap(\.counter)
            return (
                counters.count == facts.count ? countingDays(clocks, counters) : afterLongestPause(clocks),
                "times: times of day in the file names"
            )
        }
        throw .unusable(
            path: folder,
            reason: "neither the headers nor the names tell when the spectra were taken: give --interval, as in "
                + "--interval 60s")
    }

    private static func counted(
        _ facts: [NameFacts], _ interval: Double, _ folder: String
    ) throws(UVVisError) -> ([Double], String) {
        let counters = facts.compactMap(\.counter)
        guard counters.count == facts.count, Set(counters).count == counters.count else {
            throw .unusable(path: folder, reason: "--interval needs names with a number each that tells their order")
        }
        return (counters.map { Double($0) * interval }, "times: counters of the file names times \(interval) s")
    }

    private static func refined(_ date: Double, _ name: NameFacts) -> Double {
        guard let clock = name.timeOfDay else { return date }
        let midnight = (date / day).rounded(.down) * day
        let candidates = [midnight + clock - day, midnight + clock, midnight + clock + day]
        return candidates.first { abs($0 - date) < sameMoment } ?? date
    }

    /// In the order of the counters every step back is a new day.
    private static func countingDays(_ clocks: [Double], _ counters: [Int]) -> [Double] {
        var times = clocks
        var days = 0.0
        var previous: Double?
        for i in clocks.indices.sorted(by: { counters[$0] < counters[$1] }) {
            if let previous, clocks[i] < previous { days += 1 }
            previous = clocks[i]
            times[i] = clocks[i] + days * day
        }
        return times
    }

    /// Without an order, a run of less than a day begins after the longest pause of the day.
    private static func afterLongestPause(_ clocks: [Double]) -> [Double] {
        let sorted = clocks.sorted()
        guard let first = sorted.first, let last = sorted.last else { return clocks }
        var longest = (pause: first + day - last, begin: first)
        for (a, b) in zip(sorted, sorted.dropFirst()) where b - a > longest.pause { longest = (b - a, b) }
        return clocks.map { $0 < longest.begin ? $0 + day : $0 }
    }
}
