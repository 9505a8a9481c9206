import Calibration
import Foundation
import Imaging
import Reporting

/// Grids and placed points as the report draws them.
enum GridMarks {
    static func marks(_ grid: CalibrationGrid) -> CalibrationMarks {
        CalibrationMarks(segments: grid.nodes.flatMap { cross(at: $0.place, isUsed: $0.isUsed) })
    }

    static func cross(at place: Point, isUsed: Bool, arm: Double = 5) -> [CalibrationMarks.Segment] {
        [Point(x: arm, y: 0), Point(x: 0, y: arm)].map {
            CalibrationMarks.Segment(start: place - $0, end: place + $0, isUsed: isUsed)
        }
    }

    static func series(_ grid: CalibrationGrid, _ picture: PixelBuffer) -> [CalibrationReport.Series] {
        let (middleX, middleY) = (Double(picture.width - 1) / 2, Double(picture.height - 1) / 2)
        return [
            CalibrationReport.Series(
                name: "in x, against x", points: grid.nodes.map { ($0.place.x - middleX, $0.residual.x, $0.isUsed) }),
            CalibrationReport.Series(
                name: "in y, against y", points: grid.nodes.map { ($0.place.y - middleY, $0.residual.y, $0.isUsed) }),
        ]
    }

    /// The node nearest to the picture's middle.
    static func middle(_ grid: CalibrationGrid) -> Point? {
        guard !grid.nodes.isEmpty else { return nil }
        let sum = grid.nodes.reduce(Point.zero) { $0 + $1.place }
        let middle = sum * (1 / Double(grid.nodes.count))
        return grid.nodes.min { $0.place.distance(to: middle) < $1.place.distance(to: middle) }?.place
    }
}
