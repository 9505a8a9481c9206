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

    var area: Int { inside.area }

    func replacing(_ mask: Mask) -> Silhouette {
        Silhouette(
            box: box, inside: mask, contrast: contrast, sign: sign, strength: strength, contourLevel: contourLevel)
    }

    func moved(x: Int, y: Int) -> Silhouette {
        let place = PixelRect(x: box.x + x, y: box.y + y, width: box.width, height: box.height)
        return Silhouette(
            box: place, inside: inside, contrast: contrast, sign: sign, strength: strength, contourLevel: contourLevel)
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
