import Imaging

/// The saddle of a smooth surface, by a parabola through the values around it.
enum SaddlePoint {
    /// Steps from pixel to pixel until the saddle lies next to the middle of the window.
    private static let steps = 6

    /// px; nil where the window leaves the picture or the surface has no saddle in it.
    static func near(_ start: Point, values: [Float], width: Int, height: Int, radius: Int) -> Point? {
        var (x, y) = (Int(start.x.rounded()), Int(start.y.rounded()))
        for _ in 0..<steps {
            guard x >= radius, y >= radius, x + radius < width, y + radius < height,
                let offset = offset(values, width: width, x: x, y: y, radius: radius)
            else { return nil }
            if abs(offset.x) <= 0.75, abs(offset.y) <= 0.75 {
                return Point(x: Double(x), y: Double(y)) + offset
            }
            let limit = Double(radius) / 2
            x += Int(max(-limit, min(limit, offset.x)).rounded())
            y += Int(max(-limit, min(limit, offset.y)).rounded())
            guard Point(x: Double(x), y: Double(y)).distance(to: start) <= Double(radius) else { return nil }
        }
        return nil
    }

    /// Where the parabola's gradient vanishes. Over a disc the terms x, y, xy, x^2 - y^2 and x^2 + y^2 - mean are
    /// orthogonal, so that each coefficient is a quotient of sums.
    private static func offset(_ values: [Float], width: Int, x: Int, y: Int, radius: Int) -> Point? {
        var (count, squares) = (0.0, 0.0)
        forEachOffset(radius) { dx, dy in
            count += 1
            squares += dx * dx + dy * dy
        }
        let mean = squares / count
        var sums = (x: 0.0, y: 0.0, cross: 0.0, difference: 0.0, bowl: 0.0)
        var norms = (x: 0.0, y: 0.0, cross: 0.0, difference: 0.0, bowl: 0.0)
        forEachOffset(radius) { dx, dy in
            let value = Double(values[(y + Int(dy)) * width + x + Int(dx)])
            let (cross, difference, bowl) = (dx * dy, dx * dx - dy * dy, dx * dx + dy * dy - mean)
            sums.x += value * dx
            sums.y += value * dy
            sums.cross += value * cross
            sums.difference += value * difference
            sums.bowl += value * bowl
            norms.x += dx * dx
            norms.y += dy * dy
            norms.cross += cross * cross
            norms.difference += difference * difference
            norms.bowl += bowl * bowl
        }
        let (difference, bowl) = (sums.difference / norms.difference, sums.bowl / norms.bowl)
        let (xx, yy, xy) = (2 * (difference + bowl), 2 * (bowl - difference), sums.cross / norms.cross)
        let determinant = xx * yy - xy * xy
        guard determinant < 0 else { return nil }
        let (gx, gy) = (sums.x / norms.x, sums.y / norms.y)
        return Point(x: -(yy * gx - xy * gy) / determinant, y: -(xx * gy - xy * gx) / determinant)
    }

    @inline(__always)
    private static func forEachOffset(_ radius: Int, _ body: (Double, Double) -> Void) {
        for dy in -radius...radius {
            for dx in -radius...radius where dx * dx + dy * dy <= radius * radius { body(Double(dx), Double(dy)) }
        }
    }
}
