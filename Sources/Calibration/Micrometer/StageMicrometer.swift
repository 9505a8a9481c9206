import Foundation
import Imaging
import Statistics

/// Finds and measures the ruling of a stage micrometer, or two crossed ones.
///
/// The picture's spectrum names directions and periods; complex demodulation shows where the lines are; each line is
/// then measured against the mean profile of all, and all of them are fitted.
public struct StageMicrometer: Sendable {
    /// One ruling, or two that cross each other.
    public let rulings: [Ruling]
    public let warnings: [CalibrationWarning]

    // Peaks beyond these are texture; each costs some tens of milliseconds.
    private static let attempts = 6

    /// Throws `CalibrationError`: `.noRuling`, `.tooFewLines`, `.gridInstead`, `.twoRulings`, `.saturated`,
    /// `.pictureFailed`.
    public init(_ picture: CalibrationPicture) throws(CalibrationError) {
        let flat = try FlatPicture(picture)
        let first = try Self.first(flat, picture)
        let saturation = first.saturatedFraction(in: picture)
        if saturation > 0.3 { throw .saturated(picture: picture.name, fraction: saturation) }
        let second = try Self.second(beside: first, in: flat)
        var (rulings, doubts) = try Self.together(first, second, in: flat, picture: picture.name)
        if doubts.isEmpty {
            let beyond = rulings.lazy.compactMap { LineGap($0, in: flat).scale }.first
            let beside = second == nil && beyond == nil ? LinesBeside.multiple(first, in: flat) : nil
            doubts = (beyond ?? beside.map { .coarser($0) }).map { [.second($0)] } ?? []
        }
        self.rulings = rulings
        warnings = Self.warnings(rulings, saturation: saturation) + doubts
    }

    private static func first(_ flat: FlatPicture, _ picture: CalibrationPicture) throws(CalibrationError) -> Ruling {
        let finder = try RulingFinder(flat)
        let peaks = try finder.spectrum().peaks(limit: 500, minimumProminence: 8)
        var rejection = RulingFinder.Rejection.nothing
        for candidate in candidates(peaks, attempts: attempts, favoursFine: true) {
            switch try finder.outcome(at: candidate.frequency) {
            case .ruling(let ruling): return try finder.finest(ruling, among: peaks)
            case .rejected(let reason): if rejection == .nothing || rejection == .irregular { rejection = reason }
            }
        }
        if picture.saturatedFraction > 0.3 {
            throw .saturated(picture: picture.name, fraction: picture.saturatedFraction)
        }
        switch rejection {
        case .tooFewLines(let count): throw .tooFewLines(picture: picture.name, count: count)
        case .notLines: throw .gridInstead(picture: picture.name)
        case .nothing, .irregular: throw .noRuling(picture: picture.name)
        }
    }

    /// What else is ruled in the picture, looked for in a reduced one where there are pixels to spare: mostly there is
    /// nothing.
    private static func second(beside first: Ruling, in flat: FlatPicture) throws(CalibrationError) -> Ruling? {
        let reduction = PictureSpectrum.reduction(of: flat)
        let rest = try RulingFinder(flat.reduced(by: reduction).without(first, reduction: reduction))
        let shortest = PictureSpectrum.shortestPeriodPixels
        let peaks = try secondPeaks(rest, shortestPeriodPixels: shortest / Double(reduction))
        let isSmallEnough = reduction == 1 || !peaks.contains { $0.periodPixels < shortest }
        let seen = isSmallEnough ? try any(rest, peaks, isLikely: false) : nil
        if reduction == 1 || (isSmallEnough && seen == nil) { return seen }
        let whole = try RulingFinder(flat.without(first, reduction: 1))
        if let seen {
            let frequency = seen.frame.axis * (1 / seen.pitchPixels.value / Double(reduction))
            if case .ruling(let ruling) = try whole.outcome(at: frequency) { return ruling }
        }
        return try any(whole, secondPeaks(whole, shortestPeriodPixels: shortest), isLikely: true)
    }

    private static func secondPeaks(
        _ finder: RulingFinder, shortestPeriodPixels shortest: Double
    ) throws(CalibrationError) -> [SpectralPeak] {
        // What is hardly above the noise is no second ruling.
        try finder.spectrum().peaks(limit: 500, minimumProminence: 15, shortestPeriodPixels: shortest)
    }

    /// Lines far apart have many harmonics, all at places of which most hold no line; their first one is the strongest.
    ///
    /// - Parameter isLikely: the first peak will do; else all of them are looked at, as many at a time as there are processors
    private static func any(
        _ finder: RulingFinder, _ peaks: [SpectralPeak], isLikely: Bool
    ) throws(CalibrationError) -> Ruling? {
        let fine = candidates(peaks, attempts: 3, favoursFine: true)
        let strong = candidates(peaks, attempts: 3, favoursFine: false)
        let all = fine + strong.filter { !fine.contains($0) }
        let processors = ProcessInfo.processInfo.activeProcessorCount
        var start = 0
        while start < all.count {
            let batch = all[start..<min(start + (isLikely && start == 0 ? 1 : processors), all.count)]
            let outcomes = SideBySide.map(batch.count) { index in
                Result { () throws(CalibrationError) in try finder.outcome(at: batch[batch.startIndex + index].frequency) }
            }
            for outcome in outcomes {
                if case .ruling(let ruling) = try outcome.get() { return try finder.finest(ruling, among: peaks) }
            }
            start = batch.endIndex
        }
        return nil
    }

    /// Peaks of different patterns, the likeliest to be lines first.
    private static func candidates(_ peaks: [SpectralPeak], attempts: Int, favoursFine: Bool) -> [SpectralPeak] {
        // Blur weakens the lines more than the ten times coarser pattern of the long ones: weighting with the squared
        // frequency, as a derivative does, makes up for it.
        func weight(_ peak: SpectralPeak) -> Double {
            favoursFine ? peak.power * peak.frequency.dot(peak.frequency) : peak.power
        }
        var candidates: [SpectralPeak] = []
        for peak in peaks.sorted(by: { weight($0) > weight($1) }) where candidates.count < attempts {
            let isKnown = candidates.contains { $0.isNear(peak) }
            if !isKnown, candidates.filter({ $0.isParallel(to: peak) }).count < 3 { candidates.append(peak) }
        }
        return candidates
    }

    /// Pixels may be higher than wide by this: crossed rulings differ by as much.
    private static let largestAspect = 0.15

    /// Its scale over that of another picture, where the two cannot be of one objective; nil where they can.
    func scaleRatio(toAnother other: StageMicrometer) -> Double? {
        for own in rulings {
            for ruling in other.rulings {
                let ratio = ruling.pitchPixels.value / own.pitchPixels.value
                let isParallel = own.angle(to: ruling) < 10
                if abs(log(ratio)) > (isParallel ? CalibrationPicture.largestScaleChange : Self.largestAspect) { return ratio }
            }
        }
        return nil
    }

    /// Two rulings in one picture have to be of one slide: crossed, or one the continuation of the other.
    private static func together(
        _ first: Ruling, _ second: Ruling?, in flat: FlatPicture, picture: String
    ) throws(CalibrationError) -> ([Ruling], [CalibrationWarning]) {
        guard let second, second.usedCount >= RulingFinder.fewestLines else { return ([first], []) }
        let angle = first.angle(to: second)
        let ratio = second.pitchPixels.value / first.pitchPixels.value
        let conflict = CalibrationError.twoRulings(
            picture: picture, firstPitch: first.pitchPixels.value, firstDegrees: first.degrees,
            secondPitch: second.pitchPixels.value, secondDegrees: second.degrees)
        if angle > 60 {
            guard abs(ratio - 1) < largestAspect else { throw conflict }
            return ([first, second], [])
        }
        guard angle < 8 else { throw conflict }
        // The same lines beyond a gap.
        let tolerance = min(0.02, max(0.005, 4 * hypot(first.relativeError, second.relativeError)))
        if abs(ratio - 1) < tolerance { return ([first], []) }
        // What is left of the first ruling beside the part that all lines share: its middle and long lines.
        let multiple = ratio.rounded()
        guard multiple >= 2, multiple <= 50, abs(ratio / multiple - 1) < tolerance,
            first.continues(second, every: Int(multiple))
        else { throw conflict }
        let isItsOwn = first.longLinePeriods.contains(Int(multiple)) && first.goes(onInto: second, in: flat)
        return ([first], isItsOwn ? [] : [.second(.coarser(Int(multiple)))])
    }

    private static func warnings(_ rulings: [Ruling], saturation: Double) -> [CalibrationWarning] {
        var warnings: [CalibrationWarning] = []
        if saturation > 0.01 {
            warnings.append(
                CalibrationWarning(
                    code: "saturated",
                    sentence: "\(Int((100 * saturation).rounded())) % of the pixels among the lines are saturated: "
                        + "expose less, clipped lines may be off"))
        }
        for ruling in rulings { warnings += ruling.warnings }
        return warnings
    }
}

extension CalibrationWarning {
    fileprivate static func second(_ scale: LineGap.Scale) -> CalibrationWarning {
        let lines =
            switch scale {
            case .coarser(let multiple): "lines of \(multiple) times its division"
            case .finer: "closer lines"
            }
        return CalibrationWarning(
            code: "second_ruling",
            sentence: "beside the ruling there are \(lines): if they are a ruling of their own, make sure that --division is "
                + "that of the lines that are marked in the report")
    }
}

extension SpectralPeak {
    fileprivate func isNear(_ other: SpectralPeak) -> Bool {
        min((frequency - other.frequency).length, (frequency + other.frequency).length) < 0.05 * frequency.length
    }

    fileprivate func isParallel(to other: SpectralPeak) -> Bool {
        abs(frequency.dot(other.frequency)) > 0.995 * frequency.length * other.frequency.length
    }
}
