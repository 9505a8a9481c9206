import Foundation
import Statistics

/// Whether a picture of the slide still agrees with a calibration made earlier.
public struct CalibrationCheck: Sendable {
    /// Measured over expected scale, minus 1: along the ruling, or along x and y of a grid.
    public struct Deviation: Sendable {
        /// "along the ruling at 3.6 degrees", "in x".
        public var name: String
        public var relative: Estimate
    }

    public let deviations: [Deviation]

    /// Deviations within three standard errors agree, and so do those that no measurement of a crystal would notice.
    public var agrees: Bool {
        deviations.allSatisfy {
            abs($0.relative.value) <= max(3 * $0.relative.standardError, Self.negligible)
        }
    }

    private static let negligible = 1e-4

    /// - Parameter scale: the calibration's, adapted to the picture's size
    public init(_ calibration: MicrometerCalibration, against scale: PixelScale, divisionMicrometers: Double) {
        deviations = calibration.measurements.flatMap(\.rulings).map { ruling in
            let angle = ruling.degrees * .pi / 180
            // The pitch that the old scale makes of the division in this direction.
            let expected = divisionMicrometers * hypot(cos(angle) / scale.x.value, sin(angle) / scale.y.value)
            let share = pow(sin(angle), 2)
            let old = hypot(
                (1 - share) * scale.x.standardError / scale.x.value, share * scale.y.standardError / scale.y.value)
            let new = ruling.pitchPixels.standardError / ruling.pitchPixels.value
            return Deviation(
                name: String(format: "along the ruling at %.1f degrees", ruling.degrees),
                relative: Estimate(
                    value: expected / ruling.pitchPixels.value - 1, standardError: hypot(old, new)))
        }
    }

    public init(_ calibration: GridCalibration, against scale: PixelScale) {
        deviations = [("in x", calibration.x, scale.x), ("in y", calibration.y, scale.y)].map { name, new, old in
            Deviation(
                name: name,
                relative: Estimate(
                    value: new.value / old.value - 1,
                    standardError: hypot(new.standardError / new.value, old.standardError / old.value)))
        }
    }
}
