import Imaging

/// One connected object of the working picture: a mask over its bounding box.
struct Silhouette: Sendable {
    /// Position of the mask in the working picture; one pixel wider than the object on every side that the picture has.
    let box: PixelRect
    var inside: Mask
    let contrast: Contrast
    /// +1 brighter, -1 darker than the background (of the rim for `.rim`).
    let sign: Float
    /// Typical |relative contrast| of the object (of its rim).
    let strength: Float
    /// Level of sign x relative contrast that the contour follows.
    let contourLevel: Float
    /// Known by a bright ring with nothing dark around: the Becke line of a crystal that may have a dark outline, too.
    var isBrightRing = false

    var area: Int { inside.area }

    func replacing(_ mask: Mask) -> Silhouette {
        var part = self
        part.inside = mask
        return part
    }

    func moved(x: Int, y: Int) -> Silhouette {
        let place = PixelRect(x: box.x + x, y: box.y + y, width: box.width, height: box.height)
        return Silhouette(
            box: place, inside: inside, contrast: contrast, sign: sign, strength: strength, contourLevel: contourLevel,
            isBrightRing: isBrightRing)
    }

    /// Pixels that both have.
    func shared(with other: Silhouette) -> Int {
        var count = 0
        for run in inside.runs() {
            let y = box.y + run.row - other.box.y
            guard y >= 0, y < other.box.height else { continue }
            let start = max(0, box.x + run.start - other.box.x)
            let end = min(other.box.width, box.x + run.end - other.box.x)
            guard start < end else { continue }
            let row = y * other.box.width
            count += other.inside.values[row + start..<row + end].count { $0 != 0 }
        }
        return count
    }

    /// Whether the object reaches the picture's outermost pixels.
    func touchesBorder(width: Int, height: Int) -> Bool {
        inside.runs().contains { run in
            let row = box.y + run.row
            return box.x + run.start <= 0 || row <= 0 || box.x + run.end >= width || row >= height - 1
        }
    }

    /// The contour in coordinates of the working picture: where the contrast crosses the contour level, kept between
    /// the pixels of the mask and their neighbours.
    func contour(_ relative: Plane) -> [Point] {
        let level = contourLevel
        return Contour.outline(of: inside) { x, y in
            let value = sign * relative.values[(box.y + y) * relative.width + box.x + x]
            let distance = min(1, max(-1, (value - level) / level))
            return Double(inside.values[y * box.width + x] != 0 ? max(distance, 0.05) : min(distance, -0.05))
        }.map { Point(x: $0.x + Double(box.x), y: $0.y + Double(box.y)) }
    }
}
