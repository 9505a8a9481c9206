/// Pictures that arrived whole and turned out to be damaged when they were decoded, which only their taker knows.
public struct DecodingDamage: Sendable {
    private var report = LossReport()
    private var count = 0
    /// When the first picture of a row of damaged ones was taken, and how many there are.
    private var row: (since: Double, count: Int)?

    // Fewer, however far apart, may be chance.
    private static let fewestOfRow = 5

    public init() {}

    /// What is to be said of it at once; nil where it is gathered.
    public mutating func add(_ damage: DamagedPicture, atSeconds seconds: Double) -> String? {
        count += 1
        row = (row?.since ?? seconds, (row?.count ?? 0) + 1)
        return report.add(1, damage.reason, at: seconds)
    }

    /// A picture could be decoded.
    public mutating func endRow() { row = nil }

    /// How long none could be decoded; nil where that may be chance.
    public func rowSeconds(until seconds: Double) -> Double? {
        row.flatMap { $0.count >= Self.fewestOfRow ? seconds - $0.since : nil }
    }

    /// The rest of what was gathered.
    public mutating func rest() -> String? { report.rest() }

    /// The counts of a capture, which took these pictures for whole ones.
    public func corrected(_ counts: CaptureCounts) -> CaptureCounts {
        var counts = counts
        counts.received -= count
        counts.damaged += count
        return counts
    }
}
