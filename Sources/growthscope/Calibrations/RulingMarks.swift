import Calibration
import Foundation
import Imaging
import Reporting

/// Rulings as the report draws them.
enum RulingMarks {
    static func marks(_ rulings: [Ruling]) -> CalibrationMarks {
        CalibrationMarks(
            segments: rulings.flatMap(\.lines).map {
                CalibrationMarks.Segment(start: $0.start, end: $0.end, isUsed: $0.isUsed)
            })
    }

    static func series(_ calibration: MicrometerCalibration) -> [CalibrationReport.Series] {
        let several = calibration.measurements.count > 1
        // More than a handful cannot be told apart in one figure.
        return calibration.measurements.prefix(5).enumerated().flatMap { index, measurement in
            measurement.rulings.map { ruling in
                CalibrationReport.Series(
                    name: (several ? "picture \(index + 1), " : "") + String(format: "ruling at %.1f°", ruling.degrees),
                    points: ruling.lines.compactMap { line in
                        guard let position = line.positionPixels, let residual = line.residualPixels else { return nil }
                        return (position, residual, line.isUsed)
                    })
            }
        }
    }

    /// The foot of a line in the middle of the first ruling.
    static func middle(_ rulings: [Ruling]) -> Point? {
        guard let lines = rulings.first?.lines, !lines.isEmpty else { return nil }
        let line = lines[lines.count / 2]
        return (line.start + line.end) * 0.5
    }
}
