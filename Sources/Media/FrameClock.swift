import Imaging

/// Gives every frame its time: what the user says comes first, then what the recording states.
struct FrameClock: Sendable {
    private enum Rule: Sendable {
        case interval(seconds: Double)
        case timesFile(TimesFile)
        case stated(factor: Double)
    }

    /// Nobody takes frames a nanosecond apart, or for three centuries: such times are damage or a wrong unit, and
    /// numbers beyond them would overflow in the growth laws.
    private static let shortestStepSeconds = 1e-9
    private static let longestRunSeconds = 1e10

    private let path: String
    private let rule: Rule
    private var previousSeconds: Double?
    let origin: TimeOrigin

    /// - Parameters:
    ///   - stated: where the recording's own times come from; nil where it has none.
    ///   - found: what is there instead of times, for the error.
    /// Throws where the user's statement makes no sense, and where nobody gives times.
    init(path: String, timeBase: TimeBase, stated: TimeOrigin?, found: String) throws(MediaError) {
        self.path = path
        switch timeBase.statement {
        case .frameInterval(let seconds):
            try Self.requirePositive(seconds, option: "--frame-interval", unit: " s")
            guard Self.isSensible(intervalSeconds: seconds) else {
                throw .unusableTimeBase(reason: "--frame-interval of \(seconds) s makes no sense for a recording.")
            }
            rule = .interval(seconds: seconds)
            origin = .frameInterval(seconds: seconds)
        case .timesFile(let file):
            rule = .timesFile(try TimesFile(path: file))
            origin = .timesFile(path: file)
        case .containerFactor(let factor):
            try Self.requirePositive(factor, option: "--time-factor", unit: "")
            guard case .container? = stated else {
                throw .unusableTimeBase(
                    reason: "--time-factor multiplies the time stamps of a movie, and \(path) is none; "
                        + "give --frame-interval or --times FILE.")
            }
            rule = .stated(factor: factor)
            origin = .container(factor: factor)
        case .none:
            guard let stated else { throw .noTimes(path: path, found: found) }
            rule = .stated(factor: 1)
            origin = stated
        }
    }

    /// Whether frames can be this far apart.
    static func isSensible(intervalSeconds: Double) -> Bool {
        (shortestStepSeconds...longestRunSeconds).contains(intervalSeconds)
    }

    private static func requirePositive(_ value: Double, option: String, unit: String) throws(MediaError) {
        guard value.isFinite, value > 0 else {
            throw .unusableTimeBase(reason: "\(option) must be more than zero, not \(value)\(unit).")
        }
    }

    /// Whether the recording's own times count.
    var followsRecording: Bool {
        if case .stated = rule { true } else { false }
    }

    /// Throws where the recording has more frames than the times file, as soon as its length is known.
    func check(frameCount: Int?) throws(MediaError) {
        guard case .timesFile(let file) = rule, let frameCount, frameCount > file.seconds.count else { return }
        throw tooFewTimes(in: file, frames: "\(frameCount)")
    }

    /// The time of a frame that was read. Throws where it has none or does not come after the frame before it.
    mutating func seconds(ofFrame index: Int, stated: Double?) throws(MediaError) -> Double {
        let seconds: Double
        switch rule {
        case .interval(let interval): seconds = Double(index) * interval
        case .timesFile(let file):
            guard index < file.seconds.count else { throw tooFewTimes(in: file, frames: "more") }
            seconds = file.seconds[index]
        case .stated(let factor):
            guard let stated else { throw .timeMissing(path: path, frame: index) }
            seconds = stated * factor
        }
        guard seconds.isFinite else { throw .timeMissing(path: path, frame: index) }
        if let previousSeconds, seconds <= previousSeconds {
            throw .timesDoNotIncrease(
                path: path, frame: index, previousSeconds: previousSeconds, seconds: seconds)
        }
        let step = previousSeconds.map { seconds - $0 } ?? Self.shortestStepSeconds
        // Half of it: differences of large numbers are rounded.
        guard step >= Self.shortestStepSeconds / 2, abs(seconds) <= Self.longestRunSeconds else {
            throw .senselessTimes(path: path, frame: index, previousSeconds: previousSeconds ?? 0, seconds: seconds)
        }
        previousSeconds = seconds
        return seconds
    }

    /// The time of a frame that could not be read, where it is known all the same.
    func seconds(ofMissing index: Int, stated: Double? = nil) -> Double? {
        switch rule {
        case .interval(let interval): Double(index) * interval
        case .timesFile(let file): index < file.seconds.count ? file.seconds[index] : nil
        case .stated(let factor): stated.map { $0 * factor }
        }
    }

    /// What the end of the recording shows about the times given.
    func closingWarnings(frameCount: Int) -> [String] {
        guard case .timesFile(let file) = rule, file.seconds.count > frameCount else { return [] }
        return ["\(file.path) holds \(file.seconds.count) times, the recording only \(frameCount) frames: "
            + "do they belong together?"]
    }

    private func tooFewTimes(in file: TimesFile, frames: String) -> MediaError {
        .unusableTimesFile(
            path: file.path,
            reason: "it holds \(file.seconds.count) times, \(path) has \(frames) frames; give one time per frame.")
    }
}
