import Imaging

/// A colour on a screen.
struct Colour: Equatable {
    var red: UInt8
    var green: UInt8
    var blue: UInt8

    static let white = Colour(red: 255, green: 255, blue: 255)
    static let black = Colour(red: 0, green: 0, blue: 0)
}

/// An RGB picture that lines and text are drawn on, smooth at their edges.
struct Canvas {
    let width: Int
    let height: Int
    private var samples: [UInt8]

    /// nil unless the picture is 8-bit RGB.
    init?(_ picture: PixelBuffer) {
        guard picture.channels == 3, case .uint8(let values) = picture.samples else { return nil }
        width = picture.width
        height = picture.height
        samples = values
    }

    var picture: PixelBuffer {
        PixelBuffer(width: width, height: height, channels: 3, bitDepth: 8, samples: .uint8(samples))
    }

    mutating func blend(_ colour: Colour, x: Int, y: Int, coverage: Double) {
        guard coverage > 0, x >= 0, y >= 0, x < width, y < height else { return }
        let start = (y * width + x) * 3
        let part = min(coverage, 1)
        for (offset, value) in [colour.red, colour.green, colour.blue].enumerated() {
            let old = Double(samples[start + offset])
            samples[start + offset] = UInt8((old + (Double(value) - old) * part).rounded())
        }
    }

    mutating func fill(x: Int, y: Int, width: Int, height: Int, _ colour: Colour, opacity: Double) {
        let rows = max(0, y) ..< max(0, y, min(y + height, self.height))
        let columns = max(0, x) ..< max(0, x, min(x + width, self.width))
        for row in rows {
            for column in columns { blend(colour, x: column, y: row, coverage: opacity) }
        }
    }

    /// A closed line through `points`, in px.
    mutating func polygon(_ points: [Point], _ colour: Colour, thickness: Double) {
        guard var previous = points.last, points.count > 1 else { return }
        for point in points {
            line(from: previous, to: point, colour, thickness: thickness)
            previous = point
        }
    }

    /// A straight line with round ends; a pixel is covered by how far it lies inside half the thickness.
    mutating func line(from a: Point, to b: Point, _ colour: Colour, thickness: Double) {
        guard [a.x, a.y, b.x, b.y].allSatisfy({ $0.isFinite && abs($0) < 1e6 }) else { return }
        let reach = thickness / 2 + 1
        let steep = abs(b.y - a.y) > abs(b.x - a.x)
        // Steps along the longer direction, and only the pixels near the line across it.
        let (start, end) = steep ? (min(a.y, b.y), max(a.y, b.y)) : (min(a.x, b.x), max(a.x, b.x))
        let limit = Double(steep ? height : width)
        let first = max(0, (start - reach).rounded(.down))
        let last = min(limit - 1, (end + reach).rounded(.up))
        guard first <= last else { return }
        let span = b - a
        let squared = max(span.dot(span), 1e-12)
        for along in Int(first) ... Int(last) {
            let part =
                steep
                ? (span.y == 0 ? 0 : (Double(along) - a.y) / span.y)
                : (span.x == 0 ? 0 : (Double(along) - a.x) / span.x)
            let middle = steep ? a.x + span.x * max(0, min(1, part)) : a.y + span.y * max(0, min(1, part))
            // The line leans by 45 degrees at most here.
            let across = reach * 1.5
            for other in Int((middle - across).rounded(.down)) ... Int((middle + across).rounded(.up)) {
                let pixel =
                    steep ? Point(x: Double(other), y: Double(along)) : Point(x: Double(along), y: Double(other))
                let foot = a + span * max(0, min(1, (pixel - a).dot(span) / squared))
                let coverage = thickness / 2 + 0.5 - pixel.distance(to: foot)
                blend(colour, x: Int(pixel.x), y: Int(pixel.y), coverage: coverage)
            }
        }
    }

    /// Text on a dark plate, readable on any background; `x`, `y` is the top left corner of its letters.
    mutating func text(_ text: String, x: Int, y: Int, size: Int, _ colour: Colour) {
        fill(
            x: x - 2 * size, y: y - size, width: (GlyphFont.width(of: text) + 4) * size,
            height: (GlyphFont.height + 2) * size, .black, opacity: 0.5)
        for dot in GlyphFont.dots(of: text) {
            fill(x: x + dot.x * size, y: y + dot.y * size, width: size, height: size, colour, opacity: 1)
        }
    }
}
