import Calibration
import Facets
import Imaging
import Records
import Statistics

/// Draws outlines, numbers and sides of crystals, the time and a scale bar onto a frame.
public struct OutlinePainter: Sendable {
    public var scale: PixelScale

    public init(scale: PixelScale) { self.scale = scale }

    /// `picture` in 8-bit RGB with the marks of its frame, at most `maximumWidth` px wide.
    ///
    /// `marks` are in um of the whole camera picture. `range` is what is shown from black to white (see
    /// `DisplayPicture.range`); nil takes it from this picture.
    public func paint(
        _ marks: [CrystalMark], on picture: PixelBuffer, timeSeconds: Double? = nil,
        range: ClosedRange<Float>? = nil, maximumWidth: Int = .max
    ) -> PixelBuffer {
        let (base, factor) = DisplayPicture.rgb(picture, range: range, maximumWidth: maximumWidth)
        return paint(marks, on: base, reducedBy: factor, timeSeconds: timeSeconds)
    }

    /// The same on a picture that `DisplayPicture.rgb` has made.
    public func paint(
        _ marks: [CrystalMark], on base: PixelBuffer, reducedBy factor: Int, timeSeconds: Double? = nil
    ) -> PixelBuffer {
        guard var canvas = Canvas(base) else { return base }
        let thickness = max(1.5, Double(base.width) / 320)
        let textSize = max(1, (base.width + 150) / 300)
        for mark in marks {
            let colour = Self.palette[(mark.number - 1) % Self.palette.count]
            let points = mark.outline.map { position($0, factor: factor) }
            canvas.polygon(points, .black, thickness: thickness + 1.5)
            canvas.polygon(points, colour, thickness: thickness)
        }
        // Labels after all outlines, or a neighbour's line crosses them.
        for mark in marks { label(mark, on: &canvas, factor: factor, size: textSize) }
        if let timeSeconds {
            canvas.text(Self.clock(timeSeconds), x: 3 * textSize, y: 3 * textSize, size: textSize, .white)
        }
        scaleBar(on: &canvas, factor: factor, size: textSize)
        return canvas.picture
    }

    /// From um to px of the reduced picture; the centre of the top-left pixel is (0, 0) in both.
    private func position(_ micrometers: Point, factor: Int) -> Point {
        let pixel = scale.pixels(micrometers)
        let divisor = Double(factor)
        return Point(x: (pixel.x + 0.5) / divisor - 0.5, y: (pixel.y + 0.5) / divisor - 0.5)
    }

    private func label(_ mark: CrystalMark, on canvas: inout Canvas, factor: Int, size: Int) {
        let centre = position(mark.centre, factor: factor)
        guard centre.x.isFinite, centre.y.isFinite else { return }
        var lines = ["\(mark.number)"]
        if let side = mark.sideMicrometers, side.isFinite {
            lines.append(NumberText.fixed(side, decimals: side < 1000 ? 1 : 0) + " µm")
        }
        let top = mark.outline.map { position($0, factor: factor).y }.min() ?? centre.y
        let extent = (mark.outline.map { position($0, factor: factor).x }.max() ?? centre.x) - centre.x
        let width = (lines.map { GlyphFont.width(of: $0) }.max() ?? 0) * size
        let height = lines.count * (GlyphFont.height + 2) * size
        // Inside a crystal that has the room, above it otherwise.
        let isRoomy = Double(width) < 1.5 * extent
        let y = isRoomy ? Int(centre.y) - height / 2 : Int(top) - height - size
        for (row, line) in lines.enumerated() {
            let lineWidth = GlyphFont.width(of: line) * size
            let x = max(size, min(Int(centre.x) - lineWidth / 2, canvas.width - lineWidth - size))
            let lineTop = max(size, min(y, canvas.height - height)) + row * (GlyphFont.height + 2) * size
            canvas.text(line, x: x, y: lineTop, size: size, .white)
        }
    }

    private func scaleBar(on canvas: inout Canvas, factor: Int, size: Int) {
        let pixelsPerMicrometer = 1 / (scale.x.value * Double(factor))
        guard pixelsPerMicrometer.isFinite, pixelsPerMicrometer > 0 else { return }
        let length = Self.roundLength(below: Double(canvas.width) / 4 / pixelsPerMicrometer)
        let pixels = Int((length * pixelsPerMicrometer).rounded())
        let x = canvas.width - pixels - 4 * size
        let y = canvas.height - 6 * size
        guard pixels > 0, x > 0, y > 12 * size else { return }
        canvas.fill(x: x - 1, y: y - 1, width: pixels + 2, height: 2 * size + 2, .black, opacity: 0.55)
        canvas.fill(x: x, y: y, width: pixels, height: 2 * size, .white, opacity: 1)
        let text =
            length >= 1000
            ? NumberText.trimmed(length / 1000, decimals: 3) + " mm" : NumberText.trimmed(length, decimals: 3) + " µm"
        let width = GlyphFont.width(of: text) * size
        canvas.text(text, x: x + (pixels - width) / 2, y: y - (GlyphFont.height + 2) * size, size: size, .white)
    }

    /// The largest of 1, 2, 5 times a power of ten that is not above `limit`.
    static func roundLength(below limit: Double) -> Double {
        let (mantissa, exponent) = NumberText.decompose(limit, digits: 6)
        var power = 1.0
        for _ in 0 ..< abs(exponent) { power *= 10 }
        let leading = mantissa >= 5 ? 5.0 : mantissa >= 2 ? 2.0 : 1.0
        return exponent < 0 ? leading / power : leading * power
    }

    static func clock(_ seconds: Double) -> String {
        abs(seconds) < 120
            ? NumberText.trimmed(seconds, decimals: 1) + " s"
            : seconds < 36_000
                ? NumberText.fixed(seconds / 60, decimals: 1) + " min"
                : NumberText.fixed(seconds / 3600, decimals: 2) + " h"
    }

    /// Bright colours that people with any colour vision can tell apart (after Okabe and Ito 2008).
    static let palette = [
        Colour(red: 240, green: 228, blue: 66), Colour(red: 86, green: 180, blue: 233),
        Colour(red: 230, green: 159, blue: 0), Colour(red: 60, green: 220, blue: 160),
        Colour(red: 255, green: 130, blue: 60), Colour(red: 235, green: 150, blue: 200),
    ]
}
