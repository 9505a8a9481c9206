import Foundation

/// Times that one file name may carry.
struct NameTime {
    /// A clock time: whole seconds and the fraction of a second as it was written.
    struct Clock: Equatable {
        /// Since 1970 for a date with a time, since midnight for a time alone.
        var wholeSeconds: Int
        /// Milliseconds or microseconds, or a counter in their place.
        var fraction: Int
        var fractionUnit: Double

        var seconds: Double { Double(wholeSeconds) + Double(fraction) * fractionUnit }
    }

    /// `20240312_141503_000`, `2024-03-12 14-15-03`, `20240312141503`, `2024-03-12T14:15:03.250`.
    static func dateAndTime(in name: String) -> Clock? {
        let pattern = #/(?:^|\D)(\d{4})[-_.]?(\d\d)[-_.]?(\d\d)[-_T ]*(\d\d)[-_.:h]?(\d\d)[-_.:m]?(\d\d)(?:[._,-](\d{6}|\d{3}))?(?:\D|$)/#
        guard let match = name.firstMatch(of: pattern)?.output,
            let days = daysSince1970(year: match.1, month: match.2, day: match.3),
            let seconds = secondsOfDay(match.4, match.5, match.6)
        else { return nil }
        return clock(days * 86_400 + seconds, fraction: match.7)
    }

    /// `14-15-03`, `14:15:03.250`, `14.15.03-250`: a time without its day.
    static func timeOfDay(in name: String) -> Clock? {
        let pattern = #/(?:^|\D)(\d\d)[-:.h](\d\d)[-:.m](\d\d)(?:[._,-](\d{6}|\d{3}))?(?:\D|$)/#
        guard let match = name.firstMatch(of: pattern)?.output,
            let seconds = secondsOfDay(match.1, match.2, match.3)
        else { return nil }
        return clock(seconds, fraction: match.4)
    }

    /// Every number with a unit of time behind it, in seconds: `t00017.06s`, `20ms`, `5min`, `1.5h`.
    static func elapsed(in name: String) -> [Double] {
        let pattern = #/(\d+(?:\.\d+)?)[ ]?(ms|sec|s|min|h)(?![A-Za-z0-9])/#
        return name.matches(of: pattern).compactMap { match in
            guard let value = Double(match.output.1),
                let unit = MeasurementUnit.seconds(in: String(match.output.2))
            else { return nil }
            return unit < 1 ? value / (1 / unit).rounded() : value * unit
        }
    }

    private static func clock(_ wholeSeconds: Int, fraction: Substring?) -> Clock {
        guard let fraction, let value = Int(fraction) else {
            return Clock(wholeSeconds: wholeSeconds, fraction: 0, fractionUnit: 0)
        }
        return Clock(wholeSeconds: wholeSeconds, fraction: value, fractionUnit: fraction.count == 3 ? 1e-3 : 1e-6)
    }

    private static func secondsOfDay(_ hour: Substring, _ minute: Substring, _ second: Substring) -> Int? {
        guard let hour = Int(hour), let minute = Int(minute), let second = Int(second),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        return (hour * 60 + minute) * 60 + second
    }

    /// nil where there is no such day.
    private static func daysSince1970(year: Substring, month: Substring, day: Substring) -> Int? {
        guard let year = Int(year), let month = Int(month), let day = Int(day), (1970...2200).contains(year) else {
            return nil
        }
        // A fixed calendar without time zone: clocks in file names are taken as they are.
        var calendar = Calendar(identifier: .gregorian)
        guard let utc = TimeZone(secondsFromGMT: 0) else { return nil }
        calendar.timeZone = utc
        let components = DateComponents(calendar: calendar, timeZone: utc, year: year, month: month, day: day)
        guard components.isValidDate(in: calendar), let date = calendar.date(from: components) else { return nil }
        return Int((date.timeIntervalSince1970 / 86_400).rounded())
    }
}
