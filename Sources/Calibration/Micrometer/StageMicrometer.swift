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
        // What is hardly above the noise is no second ruling.
        let second = try Self.search(flat.without(first), attempts: 3, minimumProminence: 15).ruling
        rulings = try Self.together(first, second, picture: picture.name)
        warnings = Self.warnings(rulings, saturation: saturation)
    }

    private static func first(_ flat: FlatPicture, _ picture: CalibrationPicture) throws(CalibrationError) -> Ruling {
        let (ruling, rejection) = try search(flat, attempts: attempts)
        if let ruling { return ruling }
        if picture.saturatedFraction > 0.3 {
            throw .saturated(picture: picture.name, fraction: picture.saturatedFraction)
        }
        switch rejection {
        case .tooFewLines(let count): throw .tooFewLines(picture: picture.name, count: count)
        case .notLines: throw .gridInstead(picture: picture.name)
        case .nothing, .irregular: throw .noRuling(picture: picture.name)
        }
    }

    private static func search(
        _ flat: FlatPicture, attempts: Int, minimumProminence: Double = 8
    ) throws(CalibrationError) -> (ruling: Ruling?, rejection: RulingFinder.Rejection) {
        let finder = try RulingFinder(flat)
        var rejection = RulingFinder.Rejection.nothing
        var tried: [SpectralPeak] = []
        // Blur weakens the lines more than the ten times coarser pattern of the long ones: weighting with the squared
        // frequency, as a derivative does, makes up for it.
        let peaks = try PictureSpectrum(finder.clipped).peaks(limit: 500, minimumProminence: minimumProminence)
            .sorted { $0.power * $0.frequency.dot($0.frequency) > $1.power * $1.frequency.dot($1.frequency) }
        for peak in peaks {
            guard tried.count < attempts else { break }
            if tried.contains(where: { $0.isNear(peak) }) || tried.filter({ $0.isParallel(to: peak) }).count >= 3 {
                continue
            }
            tried.append(peak)
            do {
                let ruling = try finder.ruling(at: peak.frequency)
                return (try finder.finest(ruling, among: peaks), .nothing)
            } catch let error as RulingFinder.Rejection {
                if rejection == .nothing || rejection == .irregular { rejection = error }
            } catch let error as CalibrationError {
                throw error
            } catch {
                rejection = .nothing
            }
        }
        return (nil, rejection)
    }

    /// Two rulings in one picture have to be of one slide: crossed, or one the continuation of the other.
    private static func together(
        _ first: Ruling, _ second: Ruling?, picture: String
    ) throws(CalibrationError) -> [Ruling] {
        guard let second, second.usedCount >= RulingFinder.fewestLines else { return [first] }
        let angle = first.angle(to: second)
        let ratio = second.pitchPixels.value / first.pitchPixels.value
        let conflict = CalibrationError.twoRulings(
            picture: picture, firstPitch: first.pitchPixels.value, firstDegrees: first.degrees,
            secondPitch: second.pitchPixels.value, secondDegrees: second.degrees)
        if angle > 60 {
            guard abs(ratio - 1) < 0.15 else { throw conflict }
            return [first, second]
        }
        guard angle < 8 else { throw conflict }
        // What is left of the first ruling beside the part that all lines share: its middle and long lines.
        let multiple = ratio.rounded()
        let isSame = multiple >= 1 && multiple <= 50 && abs(ratio / multiple - 1) < 0.02
        guard isSame else { throw conflict }
        return [first]
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

extension SpectralPeak {
    fileprivate func isNear(_ other: SpectralPeak) -> Bool {
        min((frequency - other.frequency).length, (frequency + other.frequency).length) < 0.05 * frequency.length
    }

    fileprivate func isParallel(to other: SpectralPeak) -> Bool {
        abs(frequency.dot(other.frequency)) > 0.995 * frequency.length * other.frequency.length
    }
}
