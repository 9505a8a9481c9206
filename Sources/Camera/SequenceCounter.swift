/// Counts frames that a camera sent and that never arrived, by the gaps in the driver's numbering.
///
/// Numbers have 32 bits and wrap. A gap that the time between the frames cannot hold is a renumbering and no loss.
struct SequenceCounter {
    enum Verdict: Equatable {
        case follows
        case lost(Int)
        /// Numbers jumped or started over; from, to.
        case renumbered(UInt32, UInt32)
    }

    private var last: UInt32?
    private var lastSeconds = 0.0
    /// The shortest usual distance of two numbers, seconds; learned where the camera does not say.
    private var intervalSeconds: Double?

    init(frameIntervalSeconds: Double?) { intervalSeconds = frameIntervalSeconds }

    mutating func count(_ sequence: UInt32, atSeconds seconds: Double) -> Verdict {
        defer {
            last = sequence
            lastSeconds = seconds
        }
        guard let last else { return .follows }
        let step = sequence &- last
        let elapsed = seconds - lastSeconds
        if step == 1 {
            if intervalSeconds == nil, elapsed > 0 { intervalSeconds = elapsed }
            return .follows
        }
        // Twice as many frames as fit leaves room for cameras that run faster than they say.
        let room = intervalSeconds.map { 2 + 2 * elapsed / max($0, 1e-6) } ?? 1000
        guard step > 1, step < 1 << 31, Double(step) <= room else { return .renumbered(last, sequence) }
        return .lost(Int(step) - 1)
    }

    /// Behind a pause numbers start anew.
    mutating func restart() { last = nil }
}
