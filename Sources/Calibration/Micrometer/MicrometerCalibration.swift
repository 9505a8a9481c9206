import Foundation
import Imaging
import Statistics

/// The scale that one or several pictures of a stage micrometer give.
public struct MicrometerCalibration: Sendable {
    /// What each picture showed, in their order.
    public let measurements: [StageMicrometer]
    public let x: Estimate
    public let y: Estimate
    /// Of the ruling that lies closest to the rows.
    public let rotationDegrees: Double
    public let details: CalibrationDetails

    /// The stated division of the slide.
    public struct Division: Sendable {
        public var micrometers: Double
        /// The division lies within this of what is stated; a rectangular distribution.
        public var toleranceMicrometers: Double
        /// The user insists on a division that the long lines contradict.
        public var isUnusual: Bool

        public init(micrometers: Double, toleranceMicrometers: Double = 0, isUnusual: Bool = false) {
            self.micrometers = micrometers
            self.toleranceMicrometers = toleranceMicrometers
            self.isUnusual = isUnusual
        }
    }

    /// Pictures of one size and one camera mode; their rulings may lie in different directions.
    ///
    /// Throws what `StageMicrometer` throws, `.divisionContradicted`, `.pictureOfAnotherSize`,
    /// `.pictureOfAnotherScale`, `.undetermined`.
    public init(_ pictures: [CalibrationPicture], division: Division) throws(CalibrationError) {
        var measurements: [StageMicrometer] = []
        var warnings: [CalibrationWarning] = []
        for picture in pictures {
            if let first = pictures.first { try picture.requireSize(of: first) }
            let measurement = try StageMicrometer(picture)
            warnings += measurement.warnings
            for ruling in measurement.rulings {
                warnings += try DivisionCheck.check(
                    ruling, divisionMicrometers: division.micrometers, picture: picture.name,
                    allowsUnusual: division.isUnusual)
            }
            if let other = measurements.first, let name = pictures.first?.name,
                let ratio = measurement.scaleRatio(toAnother: other)
            {
                throw .pictureOfAnotherScale(picture: picture.name, ratio: ratio, other: name)
            }
            measurements.append(measurement)
        }
        try self.init(measurements, division: division, warnings: warnings)
    }

    private init(
        _ measurements: [StageMicrometer], division: Division, warnings: [CalibrationWarning]
    ) throws(CalibrationError) {
        let rulings = measurements.flatMap(\.rulings)
        let solution = try ScaleSolution(
            rulings.map {
                ScaledLength(degrees: $0.degrees, pixels: $0.pitchPixels, micrometers: division.micrometers)
            }, kind: .divisions)
        // Limits of a rectangular distribution lie at sqrt(3) standard deviations.
        let tolerance = division.toleranceMicrometers / division.micrometers / 3.0.squareRoot()
        func widened(_ scale: Estimate) -> Estimate {
            Estimate(value: scale.value, standardError: hypot(scale.standardError, tolerance * scale.value))
        }
        self.measurements = measurements
        x = widened(solution.x)
        y = widened(solution.y)
        rotationDegrees = rulings.min { abs($0.degrees) < abs($1.degrees) }?.degrees ?? 0
        var details = CalibrationDetails()
        details.divisionMicrometers = division.micrometers
        details.divisionToleranceMicrometers = division.toleranceMicrometers
        details.relativeToleranceError = tolerance
        details.relativeFitError = Self.fitError(rulings) * solution.disagreement
        details.relativeAspectError = solution.relativeAspectError
        details.marks = rulings.reduce(0) { $0 + $1.usedCount }
        details.scatterPixels = OrderStatistics.median(rulings.map(\.scatterPixels))
        details.pictures = measurements.count
        if let distortion = Self.meanDistortion(rulings) {
            details.cornerDistortion = distortion.value
            details.cornerDistortionStandardError = distortion.standardError
        }
        details.warnings = CalibrationWarning.distinct(
            warnings + CalibrationWarning.implausible(solution.x)
                + (solution.assumesSquarePixels ? [.squarePixels(doubt: solution.relativeAspectError)] : [])
                + CalibrationWarning.shared(
                    tolerance: division.toleranceMicrometers, disagreement: solution.disagreement))
        self.details = details
    }

    /// Of the weighted mean of all pitches.
    private static func fitError(_ rulings: [Ruling]) -> Double {
        let weights = rulings.map { pow($0.pitchPixels.value / max($0.pitchPixels.standardError, 1e-12), 2) }
        return 1 / weights.reduce(0, +).squareRoot()
    }

    private static func meanDistortion(_ rulings: [Ruling]) -> Estimate? {
        let known = rulings.map(\.cornerDistortion).filter { $0.standardError > 0 }
        guard !known.isEmpty else { return nil }
        let weights = known.map { 1 / ($0.standardError * $0.standardError) }
        let total = weights.reduce(0, +)
        return Estimate(
            value: zip(known, weights).reduce(0) { $0 + $1.0.value * $1.1 } / total,
            standardError: (1 / total).squareRoot())
    }
}
