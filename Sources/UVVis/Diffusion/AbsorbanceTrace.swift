/// Absorbance of one species or band over time.
public struct AbsorbanceTrace: Sendable, Equatable {
    /// Of the species; nil for a plain band.
    public var name: String?
    /// s, ascending; 0 is the injection where the geometry says that it is known.
    public var times: [Double]
    public var absorbances: [Double]
    /// Photometric errors; nil where they are not known.
    public var standardErrors: [Double]?
    /// Errors that the values have in common; nil where there are none.
    var sharedError: SharedError?

    public init(name: String? = nil, times: [Double], absorbances: [Double], standardErrors: [Double]? = nil) {
        self.name = name
        self.times = times
        self.absorbances = absorbances
        self.standardErrors = standardErrors
    }

    /// A fit of fewer values than this has nothing left to judge itself by.
    public static let fewest = 8

    /// Longer than any solute takes through a cuvette.
    private static let longestSeconds = 1e9

    /// Throws `UVVisError.unusable` where times do not increase, are negative or senseless, values are not finite, standard
    /// errors negative, or there are too few.
    public func check(path: String) throws(UVVisError) {
        guard times.count >= Self.fewest else {
            throw .unusable(
                path: path,
                reason: "\(times.count) value\(times.count == 1 ? "" : "s") over time: at least \(Self.fewest) are needed "
                    + "to fit a diffusion coefficient")
        }
        for i in times.indices {
            guard times[i].isFinite, times[i] >= 0 else {
                throw .unusable(path: path, reason: "time \(times[i]) s: times have to be 0 or later")
            }
            guard times[i] <= Self.longestSeconds else {
                throw .unusable(
                    path: path, reason: "time \(times[i]) s: no recording lasts for thirty years; check the unit of the times")
            }
            if let errors = standardErrors, i < errors.count, errors[i] < 0 {
                throw .unusable(
                    path: path,
                    reason: "the standard error at \(times[i]) s is \(errors[i]): it has to be 0 or more; 0 where it is not known")
            }
            guard absorbances[i].isFinite else {
                throw .unusable(path: path, reason: "the absorbance at \(times[i]) s is no number: remove the row")
            }
            if i > 0, times[i] <= times[i - 1] {
                throw .unusable(
                    path: path,
                    reason: "time \(times[i]) s follows \(times[i - 1]) s: every time has to be later than the one before")
            }
        }
    }
}
