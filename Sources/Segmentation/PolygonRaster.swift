import Foundation
import Imaging

/// The angle of (y, x) in [0, 360) degrees.
func atan2Degrees(_ y: Double, _ x: Double) -> Double {
    let degrees = atan2(y, x) * 180 / .pi
    return degrees < 0 ? degrees + 360 : degrees
}

/// Polygons on the grid of pixels.
enum PolygonRaster {
    /// The pixels of the picture whose centres lie inside the polygon (even-odd rule), row after row from the left.
    static func runs(of polygon: [Point], width: Int, height: Int) -> [PixelRun] {
        // A prediction gone astray covers nothing: its coordinates need not even fit an integer.
        guard polygon.count >= 3, polygon.allSatisfy({ abs($0.x) < 1e6 && abs($0.y) < 1e6 }),
            let top = polygon.map(\.y).min(), let bottom = polygon.map(\.y).max()
        else { return [] }
        let first = max(0, Int(top.rounded(.up)))
        let last = min(height - 1, Int(bottom.rounded(.down)))
        guard first <= last else { return [] }
        var runs: [PixelRun] = []
        var crossings: [Double] = []
        for y in first...last {
            cross(polygon, row: Double(y), at: &crossings)
            for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
                let start = max(0, Int(crossings[pair].rounded(.up)))
                let end = min(width - 1, Int(crossings[pair + 1].rounded(.down)))
                if start <= end { runs.append(PixelRun(row: y, start: start, end: end + 1)) }
            }
        }
        return runs
    }

    /// - Parameter columns: where the row crosses the polygon's edges, in ascending order.
    private static func cross(_ polygon: [Point], row: Double, at columns: inout [Double]) {
        columns.removeAll(keepingCapacity: true)
        var previous = polygon[polygon.count - 1]
        for vertex in polygon {
            if (vertex.y > row) != (previous.y > row) {
                columns.append(vertex.x + (row - vertex.y) / (previous.y - vertex.y) * (previous.x - vertex.x))
            }
            previous = vertex
        }
        columns.sort()
    }
}
