/// Turns a driver's time stamps into seconds since the first frame, and bridges jumps of its clock.
///
/// A time stamp is believed as long as it lies as far behind the picture's arrival as those before it, give or take
/// what queueing explains. Where it does not, the clock has jumped: the frame is timed by its arrival, and the stamps
/// behind it are shifted by as much.
struct FrameClock {
    struct Reading: Equatable {
        /// Since the first frame.
        let timeSeconds: Double
        /// How far the driver's clock jumped, where it did.
        var jumpSeconds: Double?
    }

    /// Buffers can make a picture wait; beyond this it is the clock that is wrong.
    private let latencyLimitSeconds: Double
    /// A picture cannot arrive before it was taken; the clocks are read a moment apart.
    private static let earliestSeconds = 0.05

    /// From the driver's clock to that of the arrivals.
    private var offsetSeconds: Double?
    private var originSeconds: Double?
    private var lastLatencySeconds = 0.0
    private var lastSeconds: Double?

    /// - Parameter frameIntervalSeconds: how far pictures are apart; queues hold some of them.
    init(frameIntervalSeconds: Double?) { latencyLimitSeconds = 1 + 10 * (frameIntervalSeconds ?? 0.1) }

    /// Arrival time of the first frame on the clock of the arrivals; nil before it.
    var originOnArrivalClock: Double? { originSeconds }

    mutating func read(_ stamp: FrameStamp) -> Reading {
        guard let driver = stamp.driverSeconds else { return reading(at: stamp.arrivalSeconds, jump: nil) }
        // The drivers' clock is the arrivals' own, unless something is odd about it from the start.
        let age = stamp.arrivalSeconds - driver
        let known = offsetSeconds ?? (isPlausible(age, offset: 0) ? 0 : age)
        let latency = stamp.arrivalSeconds - (driver + known)
        let isBackward = lastSeconds.map { driver + known <= $0 } ?? false
        if isPlausible(latency, offset: known) && !isBackward {
            offsetSeconds = known
            lastLatencySeconds = latency
            return reading(at: driver + known, jump: nil)
        }
        let shifted = stamp.arrivalSeconds - lastLatencySeconds - driver
        offsetSeconds = shifted
        return reading(at: driver + shifted, jump: known - shifted)
    }

    private func isPlausible(_ latency: Double, offset: Double) -> Bool {
        // A shifted clock was set by a first picture that may have waited itself.
        let earliest = offset == 0 ? Self.earliestSeconds : latencyLimitSeconds
        return latency >= -earliest && latency <= latencyLimitSeconds
    }

    private mutating func reading(at seconds: Double, jump: Double?) -> Reading {
        // Behind a jump two frames may seem to have been taken at once; time goes on in any case, by what movies
        // resolve.
        let forward = lastSeconds.map { max(seconds, $0 + 1e-3) } ?? seconds
        lastSeconds = forward
        let origin = originSeconds ?? forward
        originSeconds = origin
        return Reading(timeSeconds: forward - origin, jumpSeconds: jump)
    }

    /// After a pause of the camera its clock counts anew from whatever it likes.
    mutating func restart() {
        offsetSeconds = nil
        lastLatencySeconds = 0
    }
}
