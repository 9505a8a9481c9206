/// The last reliable sizes (or facet distances) of a crystal, from which the next one is foretold.
struct RecentGrowth {
    static let capacity = 12

    private var times: [Double] = []
    private var values: [Double] = []
    private var line: RobustLine?

    var count: Int { values.count }
    /// um/s; 0 until three values are there.
    var rate: Double { line?.slope ?? 0 }
    /// Standard deviation of one value about the line, um.
    var noise: Double { line?.noise ?? 0 }

    mutating func append(time: Double, value: Double) {
        times.append(time)
        values.append(value)
        if times.count > Self.capacity {
            times.removeFirst()
            values.removeFirst()
        }
        line = times.count >= 3 ? RobustLine(times: times, values: values) : nil
    }

    /// nil before the first value.
    func value(at time: Double) -> Double? { line?.value(at: time) ?? values.last }
}
