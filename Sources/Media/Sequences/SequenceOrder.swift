import Imaging

/// The files of a sequence in the order of time, with what their names say of it.
struct SequenceOrder {
    enum Times: Equatable {
        case none
        /// Seconds since the first file.
        case each([Double], origin: TimeOrigin)
        /// Position of every file in units of the counter's step, from 0: a missing file leaves a gap.
        case counters([Int])
    }

    let files: [String]
    let times: Times

    /// - Parameter files: paths; their last components are what is looked at.
    /// Throws `MediaError.mixedNames` where the names do not belong to one series.
    init(files unordered: [String], path: String) throws(MediaError) {
        let named = unordered.map { Named(path: $0) }.sorted { NaturalOrder.precedes($0.stem, $1.stem) }
        if let dated = try Self.byDate(named, path) {
            self = dated
        } else if let timed = try Self.byElapsed(named, path) {
            self = timed
        } else if let timed = try Self.byTimeOfDay(named, path) {
            self = timed
        } else {
            self = try Self.byCounter(named, path)
        }
    }

    init(files: [String], times: Times) {
        self.files = files
        self.times = times
    }

    struct Named {
        let path: String
        let name: String
        let stem: String

        init(path: String) {
            self.path = path
            let name = path.split(separator: "/").last.map(String.init) ?? path
            self.name = name
            stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
        }
    }

    /// The values of all names; nil where none has one or they are all the same.
    private static func values<Value: Equatable>(
        _ named: [Named], _ path: String, kind: String, of value: (String) -> Value?
    ) throws(MediaError) -> [Value]? {
        let found = named.map { value($0.stem) }
        let present = found.compactMap { $0 }
        guard let first = present.first, named.count == 1 || present.contains(where: { $0 != first }) else {
            return nil
        }
        if let odd = found.firstIndex(where: { $0 == nil }) {
            throw .mixedNames(path: path, reason: "\(named[odd].name) carries no \(kind), others do")
        }
        return present
    }

    private static func ordered(
        _ named: [Named], by seconds: [Double], origin: TimeOrigin, path: String
    ) throws(MediaError) -> SequenceOrder {
        let order = seconds.indices.sorted { seconds[$0] < seconds[$1] }
        for (a, b) in zip(order, order.dropFirst()) where seconds[a] == seconds[b] {
            throw .mixedNames(path: path, reason: "\(named[a].name) and \(named[b].name) carry the same time")
        }
        let start = order.first.map { seconds[$0] } ?? 0
        return SequenceOrder(
            files: order.map { named[$0].path }, times: .each(order.map { seconds[$0] - start }, origin: origin))
    }

    private static func byDate(_ named: [Named], _ path: String) throws(MediaError) -> SequenceOrder? {
        guard let clocks = try values(named, path, kind: "date and time", of: NameTime.dateAndTime) else { return nil }
        // Relative to the first day: milliseconds keep their digits.
        let start = clocks.map(\.wholeSeconds).min() ?? 0
        return try ordered(
            named, by: seconds(of: clocks, since: start), origin: .clockInNames, path: path)
    }

    private static func byElapsed(_ named: [Named], _ path: String) throws(MediaError) -> SequenceOrder? {
        guard
            let found = try values(
                named, path, kind: "elapsed time",
                of: { name -> [Double]? in
                    let times = NameTime.elapsed(in: name)
                    return times.isEmpty ? nil : times
                })
        else { return nil }
        // An exposure time stands in every name too, but does not change.
        let count = found.map(\.count).min() ?? 0
        let varying = (0..<count).filter { column in Set(found.map { $0[column] }).count > 1 }
        guard let column = named.count == 1 ? 0 : varying.first else { return nil }
        guard varying.count <= 1 else {
            throw .mixedNames(path: path, reason: "\(varying.count) times change from name to name (\(named[0].name))")
        }
        return try ordered(named, by: found.map { $0[column] }, origin: .elapsedInNames, path: path)
    }

    private static func byTimeOfDay(_ named: [Named], _ path: String) throws(MediaError) -> SequenceOrder? {
        guard let clocks = try values(named, path, kind: "time of day", of: NameTime.timeOfDay) else { return nil }
        let unwrapped = MidnightCrossing.unwrap(seconds(of: clocks, since: 0), hasOrderOfItsOwn: hasCounter(named))
        return try ordered(named, by: unwrapped, origin: .clockInNames, path: path)
    }

    // A frame counter can stand where milliseconds do: numbers that go up by one are no fractions of seconds.
    private static func seconds(of clocks: [NameTime.Clock], since start: Int) -> [Double] {
        let fractions = clocks.map(\.fraction)
        let counts = clocks.count > 2 && zip(fractions, fractions.dropFirst()).allSatisfy { $1 == $0 + 1 }
        return clocks.map {
            Double($0.wholeSeconds - start) + (counts ? 0 : Double($0.fraction) * $0.fractionUnit)
        }
    }

    /// Whether a number before the time changes from name to name, so that names are in order without it.
    private static func hasCounter(_ named: [Named]) -> Bool {
        let leading = named.map { NaturalOrder.parts(of: $0.stem).first { $0.isNumber }?.text }
        let hours = named.map { NameTime.timeOfDay(in: $0.stem).map { $0.wholeSeconds / 3600 } }
        let isHour = zip(leading, hours).allSatisfy { $0.flatMap { Int($0) } == $1 }
        return !isHour && Set(leading).count > 1
    }
}
