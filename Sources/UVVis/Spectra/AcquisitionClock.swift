/// When a spectrum was taken, as its file or its name tells.
public enum AcquisitionClock: Sendable, Equatable {
    /// s since 1970 on the instrument's own clock, without regard to time zones.
    case date(seconds: Double)
    /// s since midnight.
    case timeOfDay(seconds: Double)
    /// s since some start.
    case elapsed(seconds: Double)
}

/// Reads dates as spectrometer programs write them; one reader for many texts, since to make its patterns takes longer than
/// to match them.
struct DateText {
    private let javaDate =
        #/([[:alpha:]]{3})\.?\s+(\d{1,2})\s+(\d\d):(\d\d):(\d\d)(?:\s+([A-Za-z]{2,5}|[A-Z]{3}[+-]\d\d:\d\d))?\s+(\d{4})/#
    private let isoDate = #/(\d{4})[-/.](\d\d)[-/.](\d\d)[T _]+(\d\d)[:.-](\d\d)[:.-](\d\d)([.,]\d+)?/#
    private let americanDate = #/(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}),?\s+(\d\d):(\d\d):(\d\d)/#

    private static let months: [String: Int] = [
        "jan": 1, "ene": 1, "feb": 2, "mar": 3, "apr": 4, "abr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "ago": 8,
        "sep": 9, "oct": 10, "nov": 11, "dec": 12, "dic": 12,
    ]
    private static let summerTimes: Set<String> = ["CEST", "BST", "WEST", "EEST", "MESZ"]

    /// `Mon May 06 09:15:30 CST 2024`, `03-23-2011, 12:15:51`, `2024-05-06 09:15:30.125`; s since 1970.
    func seconds(in text: String) -> Double? {
        java(text) ?? iso(text) ?? american(text)
    }

    /// Java's Date.toString, whose day and month may be of another language.
    private func java(_ text: String) -> Double? {
        guard let match = text.firstMatch(of: javaDate)?.output, let month = Self.months[match.1.lowercased()],
            let day = Self.day(year: match.7, month: month, day: match.2), let time = Self.time(match.3, match.4, match.5)
        else { return nil }
        // A run may go on while the clocks change.
        let zone = match.6.map(String.init) ?? ""
        let isSummer = Self.summerTimes.contains(zone) || (zone.count == 3 && zone.hasSuffix("DT"))
        return day * 86_400 + time - (isSummer ? 3600 : 0)
    }

    private func iso(_ text: String) -> Double? {
        guard let match = text.firstMatch(of: isoDate)?.output, let month = Int(match.2),
            let day = Self.day(year: match.1, month: month, day: match.3), let time = Self.time(match.4, match.5, match.6)
        else { return nil }
        return day * 86_400 + time + (match.7.flatMap { Double("0." + $0.dropFirst()) } ?? 0)
    }

    /// Month first, as OOIBase32 writes it, unless that cannot be.
    private func american(_ text: String) -> Double? {
        guard let match = text.firstMatch(of: americanDate)?.output, let first = Int(match.1), let second = Int(match.2),
            let time = Self.time(match.4, match.5, match.6)
        else { return nil }
        let (month, day) = first > 12 ? (second, match.1) : (first, match.2)
        return Self.day(year: match.3, month: month, day: day).map { $0 * 86_400 + time }
    }

    static func time(_ hour: Substring, _ minute: Substring, _ second: Substring) -> Double? {
        guard let hour = Int(hour), let minute = Int(minute), let second = Int(second), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        return Double((hour * 60 + minute) * 60 + second)
    }

    /// Days since 1970 in the Gregorian calendar (Fliegel and Van Flandern 1968, Commun. ACM 11, 657).
    private static func day(year: Substring, month: Int, day: Substring) -> Double? {
        guard let year = Int(year), let day = Int(day), (1...12).contains(month), (1...31).contains(day) else {
            return nil
        }
        let a = (month - 14) / 12
        let julian =
            (1461 * (year + 4800 + a)) / 4 + (367 * (month - 2 - 12 * a)) / 12 - (3 * ((year + 4900 + a) / 100)) / 4
            + day - 32_075
        return Double(julian - 2_440_588)
    }
}

/// What a spectrum's file name tells of its place in the series.
struct NameFacts: Equatable {
    /// s since midnight.
    var timeOfDay: Double?
    /// s
    var elapsed: Double?
    /// The N of `__N__`, else the last number that is no time.
    var counter: Int?
}

/// Reads the names of many files, as `DateText` does dates.
struct NameReader {
    private let clock = #/(?:^|\D)(\d\d)-(\d\d)-(\d\d)(?:-(\d{3}))?(?:\D|$)/#
    private let duration = #/(?:^|[^A-Za-z0-9.])t?=?(\d+(?:\.\d+)?)[ ]?(ms|sec|s|min|h)(?![A-Za-z0-9])/#
    private let ownCounter = /__(\d{1,9})__/
    private let number = /\d{1,9}/

    func facts(_ name: String) -> NameFacts {
        var facts = NameFacts()
        var rest = name
        if let match = name.firstMatch(of: clock), let seconds = DateText.time(match.1, match.2, match.3) {
            facts.timeOfDay = seconds + (match.4.flatMap { Double($0) } ?? 0) / 1000
            rest.removeSubrange(match.range)
        }
        if let match = rest.firstMatch(of: duration), let value = Double(match.1) {
            let units: [String: Double] = ["ms": 1e-3, "sec": 1, "s": 1, "min": 60, "h": 3600]
            facts.elapsed = value * (units[String(match.2)] ?? 1)
            rest.removeSubrange(match.range)
        }
        if let match = name.firstMatch(of: ownCounter) {
            facts.counter = Int(match.1)
        } else {
            // Without the ending, which may hold digits too.
            let stem = rest.split(separator: ".").first ?? ""
            facts.counter = stem.matches(of: number).last.flatMap { Int($0.0) }
        }
        return facts
    }
}
