import Foundation
import Imaging
import Segmentation
import Statistics

/// Where the edge of a crystal without facets lies.
///
/// An outline from segmentation runs where the contrast falls to half, in a reduced picture: of a transparent crystal that
/// is the outer flank of its rim, a pixel or two outside of the edge. The brightness across the outline, averaged all the way
/// around, shows the edge itself, as a facet's profile does.
struct OutlineEdge {
    /// The outline, moved onto the edge, px.
    let contour: [Point]
    /// Standard error of the edge's place, common to the whole outline, px.
    let placeStandardError: Double
    /// How far outward it lies in a picture that is encoded for a screen, px (`StepEncoding`); nil where it is no plate's step,
    /// or a coloured one's.
    let encodingShiftPixels: Double?

    /// How far the profile reaches inward and outward, px.
    private static let reach = 8.0
    /// The error of the place relative to the blur; and in px where the profile does not show the edge: of a step, whose
    /// outline is about right, and of a rim.
    static let placeDoubt = 0.05
    private static let unseenStep = 0.5
    private static let unseenRim = 2.0
    /// From this thickness on, px, the inside of a transparent crystal is seen to be bright; and in units of the blur, the
    /// rims of both sides are told apart.
    private static let leastInside = 16.0
    private static let leastRimmedBlurs = 6.5
    /// Part of an outline's area that is the crystal's at the least: of a rim's, where the rims of both sides nearly meet, and
    /// of a step's, where a strongly blurred speck is outlined at the foot of its flanks.
    private static let leastPartOfRim = 0.3
    private static let leastPartOfStep = 0.1
    /// Scatter of an edge's profile about its shape, in units of the edge's height: blurred edges leave a hundredth.
    private static let largestMisfit = 0.02

    /// - Parameters:
    ///   - outline: one point per pixel of length, px.
    ///   - colourShift: of a coloured plate.
    init(
        _ outline: [Point], picture: NormalizedPicture, contrast: Contrast, colourShift: ColourShift?, hidden: [[Point]]
    ) {
        let perimeter = Polygon.perimeter(outline)
        let normals = Self.normals(outline)
        // Along the picture's border the view ends, not the crystal.
        let own = outline.indices.filter {
            !PolygonRefinement.isPictureBorder(outline[$0], width: picture.width, height: picture.height)
        }
        let thickness = Self.thickness(outline)
        let inner = min(Self.reach, 0.45 * thickness)
        let visible = own.filter { index in !hidden.contains { Polygon.contains(outline[index], in: $0) } }
        let bins = Self.profile(visible.map { (outline[$0], normals[$0]) }, picture, inner: inner)
        let fit = PolygonRefinement(picture: picture, contrast: contrast, hidden: HiddenPlaces()).fitShape(bins)
        if let fit, Self.misfit(bins, fit.shape, at: fit.position) < Self.largestMisfit {
            let blur = fit.shape.blurPixels
            // The blurred edge of a disc lies inside of the disc's own by half the blur's variance over the radius.
            let shift = fit.position - (colourShift?.linear ?? 0) * blur + blur * blur * .pi / max(perimeter, 1)
            var moved = outline
            for index in own { moved[index] = moved[index] + normals[index] * shift }
            let isRim = fit.shape.rimDepth > 0
            let leastPart = isRim ? Self.leastPartOfRim : Self.leastPartOfStep
            let farthest = isRim ? Self.reach / 2 : max(Self.reach / 2, inner)
            if abs(shift) < farthest, Polygon.area(moved) > leastPart * Polygon.area(outline) {
                contour = moved
                // Where the edges of both sides run into each other, a rim looks like a plate, and the place is off by
                // the blur.
                let least = isRim ? Self.leastRimmedBlurs : PolygonRefinement.leastBlurs
                let isResolved = thickness + 2 * shift >= least * blur
                placeStandardError = isResolved ? Self.placeDoubt * blur : blur
                let encoding = colourShift.map { $0.outwardIfScreen * blur } ?? StepEncoding.shift(of: fit.shape)
                encodingShiftPixels = isResolved ? encoding : nil
                return
            }
        }
        // The profile shows something else than one edge all around: terraces, dust, a neighbour.
        contour = outline
        // A small transparent crystal is dark all over.
        let mayBeRim = contrast == .rim || contrast == .dark && thickness < Self.leastInside
        placeStandardError = mayBeRim ? Self.unseenRim : Self.unseenStep
        encodingShiftPixels = nil
    }

    private static func misfit(_ bins: [EdgeBand.Bin], _ shape: EdgeShape, at position: Double) -> Double {
        let squares = bins.reduce(0) { sum, bin in
            let left = bin.value - shape.value(bin.distance - position)
            return sum + left * left
        }
        return (squares / Double(max(1, bins.count))).squareRoot() / shape.amplitude
    }

    /// Distance of the two nearest parallels that enclose the outline, px.
    private static func thickness(_ outline: [Point]) -> Double {
        (0..<12).map { step in
            let angle = Double(step) * .pi / 12
            let places = outline.map { $0.dot(Point(x: cos(angle), y: sin(angle))) }
            return (places.max() ?? 0) - (places.min() ?? 0)
        }.min() ?? 0
    }

    /// Outward normals, from neighbours far enough that the pixel grid does not show.
    private static func normals(_ outline: [Point]) -> [Point] {
        let count = outline.count
        let outward = Polygon.signedArea(outline) > 0 ? 1.0 : -1.0
        let reach = max(1, min(3, count / 8))
        return outline.indices.map { index in
            let chord = outline[(index + reach) % count] - outline[(index + count - reach) % count]
            return Point(x: chord.y, y: -chord.x) * (outward / max(chord.length, 1e-9))
        }
    }

    private static func profile(
        _ points: [(place: Point, normal: Point)], _ picture: NormalizedPicture, inner: Double
    ) -> [EdgeBand.Bin] {
        let first = -Int(inner / EdgeBand.binWidth)
        let last = Int(reach / EdgeBand.binWidth)
        return (first...last).compactMap { step in
            let distance = Double(step) * EdgeBand.binWidth
            var sum = 0.0
            var count = 0.0
            for point in points {
                guard let value = picture.value(at: point.place + point.normal * distance) else { continue }
                sum += value
                count += 1
            }
            return count > 0 ? EdgeBand.Bin(distance: distance, value: sum / count, count: count) : nil
        }
    }
}

extension NormalizedPicture {
    /// Brightness relative to the background between the pixels (bilinear); nil outside of the picture.
    fileprivate func value(at point: Point) -> Double? {
        guard point.x >= 0, point.y >= 0, point.x < Double(width - 1), point.y < Double(height - 1) else { return nil }
        let x = Int(point.x)
        let y = Int(point.y)
        let (u, v) = (point.x - Double(x), point.y - Double(y))
        let value = (pixel(x, y) * (1 - u) + pixel(x + 1, y) * u) * (1 - v)
            + (pixel(x, y + 1) * (1 - u) + pixel(x + 1, y + 1) * u) * v
        return value.isFinite ? value / Double(illumination.value(x: x, y: y)) : nil
    }

    private func pixel(_ x: Int, _ y: Int) -> Double {
        switch pixels.samples {
        case .uint8(let samples): Double(samples[y * width + x])
        case .uint16(let samples): Double(samples[y * width + x])
        case .float32(let samples): Double(samples[y * width + x])
        }
    }
}
