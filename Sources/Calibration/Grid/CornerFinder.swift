import Foundation
import Imaging
import Statistics

/// Finds the corners of a checkerboard, where two dark and two bright squares meet, and measures them.
enum CornerFinder {
    /// - Parameters:
    ///   - reduction: the corners are looked for with blocks of so many px averaged, which blurred or noisy ones need
    ///   - spacing: from corner to corner, px, where it is known: of wide blurred corners noise makes several
    /// Throws `CalibrationError.pictureFailed`.
    static func marks(
        in whole: FlatPicture, reduction: Int, spacing: Double? = nil
    ) throws(CalibrationError) -> [GridMark] {
        let picture = try whole.reduced(by: reduction)
        let step = spacing.map { $0 / Double(reduction) }
        let smooth = try picture.blurred(sigma: max(2, 0.12 * (step ?? 0))).values
        let strength = saddles(smooth, width: picture.width, height: picture.height)
        let sample = stride(from: 0, to: strength.count, by: max(1, strength.count / 200_000)).map { Double(strength[$0]) }
        guard let largest = sample.max(), largest > 0 else { return [] }
        // Corners take a small part of the field; the very largest values may be dirt.
        let reference = Float(OrderStatistics.ranked(sample.count - 1 - sample.count / 2000, of: sample))
        let found = maxima(
            strength, width: picture.width, height: picture.height, above: 0.3 * reference,
            reach: max(4, Int(0.35 * (step ?? 0))))
        let radius = step.map { max(3, 0.3 * $0) } ?? windowRadius(found)
        let size = Double(reduction)
        return SideBySide.map(found.count) { index -> GridMark? in
            let start = found[index]
            // Where edges are blurred over much of a square, gradients no longer run along them; the surface has a saddle.
            let corner = step == nil
                ? refined(start, smooth: smooth, picture: picture, radius: radius)
                : SaddlePoint.near(
                    start, values: smooth, width: picture.width, height: picture.height, radius: Int(radius))
            return corner.map { corner in
                let place = Point(x: (corner.x + 0.5) * size - 0.5, y: (corner.y + 0.5) * size - 0.5)
                return GridMark(place: place - whole.centre)
            }
        }.compactMap(\.self)
    }

    /// Minus the determinant of the second derivatives: positive at a saddle, negative at a blob, zero along an edge.
    private static func saddles(_ values: [Float], width: Int, height: Int) -> [Float] {
        var result = [Float](repeating: 0, count: values.count)
        guard width > 8, height > 8 else { return result }
        for row in 3..<height - 3 {
            for column in 3..<width - 3 {
                let index = row * width + column
                let xx = values[index - 2] + values[index + 2] - 2 * values[index]
                let yy = values[index - 2 * width] + values[index + 2 * width] - 2 * values[index]
                let xy = values[index + 2 * width + 2] - values[index + 2 * width - 2]
                    - values[index - 2 * width + 2] + values[index - 2 * width - 2]
                let cross = xy / 4
                result[index] = cross * cross - xx * yy
            }
        }
        return result
    }

    private static func maxima(_ strength: [Float], width: Int, height: Int, above limit: Float, reach: Int) -> [Point] {
        var found: [Point] = []
        guard width > 2 * reach, height > 2 * reach else { return [] }
        for row in reach..<height - reach {
            for column in reach..<width - reach {
                let value = strength[row * width + column]
                guard value > limit else { continue }
                var isLargest = true
                search: for dy in -reach...reach {
                    for dx in -reach...reach where strength[(row + dy) * width + column + dx] > value {
                        isLargest = false
                        break search
                    }
                }
                if isLargest { found.append(Point(x: Double(column), y: Double(row))) }
            }
        }
        return Array(found.prefix(20_000))
    }

    /// Three tenths of the usual distance to the nearest corner: no other edge crosses the window.
    private static func windowRadius(_ corners: [Point]) -> Double {
        let sample = stride(from: 0, to: corners.count, by: max(1, corners.count / 60)).map { corners[$0] }
        let nearest = sample.compactMap { corner in
            corners.lazy.filter { $0 != corner }.map { $0.distance(to: corner) }.min()
        }.sorted()
        guard !nearest.isEmpty else { return 5 }
        return max(3, min(25, 0.3 * nearest[nearest.count / 2]))
    }

    /// The point that all edges around it run through: every gradient stands at right angles to the way to it
    /// (Förstner and Gülch 1987, ISPRS Intercommission Workshop, 281).
    private static func refined(
        _ start: Point, smooth: [Float], picture: FlatPicture, radius: Double
    ) -> Point? {
        var corner = start
        for _ in 0..<8 {
            var (xx, xy, yy, bx, by) = (0.0, 0.0, 0.0, 0.0, 0.0)
            let low = Point(x: corner.x - radius, y: corner.y - radius)
            guard low.x >= 2, low.y >= 2, corner.x + radius < Double(picture.width - 2),
                corner.y + radius < Double(picture.height - 2)
            else { return nil }
            for row in Int(low.y)...Int(corner.y + radius) + 1 {
                for column in Int(low.x)...Int(corner.x + radius) + 1 {
                    let index = row * picture.width + column
                    let offset = Point(x: Double(column), y: Double(row)) - corner
                    let weight = max(0, 1 - offset.dot(offset) / (radius * radius))
                    let gx = Double(smooth[index + 1] - smooth[index - 1])
                    let gy = Double(smooth[index + picture.width] - smooth[index - picture.width])
                    xx += weight * gx * gx
                    xy += weight * gx * gy
                    yy += weight * gy * gy
                    bx += weight * (gx * gx * offset.x + gx * gy * offset.y)
                    by += weight * (gx * gy * offset.x + gy * gy * offset.y)
                }
            }
            let determinant = xx * yy - xy * xy
            // Along a straight edge the gradients have one direction only.
            guard determinant > 0.05 * xx * yy else { return nil }
            let step = Point(x: (yy * bx - xy * by) / determinant, y: (xx * by - xy * bx) / determinant)
            corner = corner + step
            guard corner.distance(to: start) < 0.6 * radius + 1 else { return nil }
            if step.length < 1e-4 { break }
        }
        return isSymmetric(about: corner, smooth, picture, radius: radius) ? corner : nil
    }

    /// Where four squares meet, the picture is the same on opposite sides; at the border of a board, or where dirt is,
    /// it is not, and such a corner lies elsewhere than it seems.
    private static func isSymmetric(
        about corner: Point, _ smooth: [Float], _ picture: FlatPicture, radius: Double
    ) -> Bool {
        let (x, y) = (Int(corner.x.rounded()), Int(corner.y.rounded()))
        let reach = min(Int(radius), x, y, picture.width - 1 - x, picture.height - 1 - y)
        guard reach >= 2 else { return false }
        var (count, sum, squares, differences) = (0.0, 0.0, 0.0, 0.0)
        for dy in -reach...reach {
            for dx in -reach...reach where dx * dx + dy * dy <= reach * reach {
                let value = Double(smooth[(y + dy) * picture.width + x + dx])
                let opposite = Double(smooth[(y - dy) * picture.width + x - dx])
                count += 1
                sum += value
                squares += value * value
                differences += (value - opposite) * (value - opposite)
            }
        }
        // Noise alone gives twice the variance.
        return differences < 0.5 * (squares - sum * sum / count)
    }
}
