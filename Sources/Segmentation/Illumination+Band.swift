import CVision
import Imaging

/// A strip along a line n . p = offset, px, divided into segments along the line and into bins across it.
public struct PictureBand: Sendable {
    /// Unit vector from inside to outside; the tangent is the normal turned from x towards y.
    public var normal: Point
    public var offset: Double
    /// Range along the tangent.
    public var span: ClosedRange<Double>
    /// How far the strip reaches on either side of the line.
    public var inner: Double
    public var outer: Double
    public var binWidth: Double
    public var segmentCount: Int
    public var binCount: Int

    public init(
        normal: Point, offset: Double, span: ClosedRange<Double>, inner: Double, outer: Double, binWidth: Double,
        segmentCount: Int, binCount: Int
    ) {
        self.normal = normal
        self.offset = offset
        self.span = span
        self.inner = inner
        self.outer = outer
        self.binWidth = binWidth
        self.segmentCount = segmentCount
        self.binCount = binCount
    }
}

extension Illumination {
    /// Sums over the pixels of a strip: distance from the line (px), brightness relative to the background, number of
    /// pixels; for each bin of the first segment, then of the next.
    ///
    /// - Parameter hidden: polygons (px) whose pixels are left out.
    public func sums(
        over band: PictureBand, of pixels: PixelBuffer, without hidden: [[Point]]
    ) -> [SIMD4<Double>] {
        var sums = [SIMD4<Double>](repeating: .zero, count: band.segmentCount * band.binCount)
        let format = cvision_levels(
            width: Int32(width), height: Int32(height), factor: Int32(factor), floor: floor, gain: gain)
        let strip = cvision_band(
            normal_x: band.normal.x, normal_y: band.normal.y, offset: band.offset, low: band.span.lowerBound,
            high: band.span.upperBound, inner: band.inner, outer: band.outer, bin_width: band.binWidth,
            segments: Int32(band.segmentCount), bins: Int32(band.binCount))
        let vertices = hidden.flatMap { $0.flatMap { [$0.x, $0.y] } }
        var polygons: [cvision_polygon] = []
        for polygon in hidden {
            let first = polygons.last?.end ?? 0
            let (x, y) = (polygon.map(\.x), polygon.map(\.y))
            polygons.append(
                cvision_polygon(
                    left: x.min() ?? 0, top: y.min() ?? 0, right: x.max() ?? 0, bottom: y.max() ?? 0, first: first,
                    end: first + Int32(polygon.count)))
        }
        let count = Int32(polygons.count)
        let (across, down) = (Int32(pixels.width), Int32(pixels.height))
        switch pixels.samples {
        case .uint8(let samples):
            cvision_band_sums(samples, 1, across, down, levels, format, strip, polygons, count, vertices, &sums)
        case .uint16(let samples):
            cvision_band_sums(samples, 2, across, down, levels, format, strip, polygons, count, vertices, &sums)
        case .float32(let samples):
            cvision_band_sums(samples, 4, across, down, levels, format, strip, polygons, count, vertices, &sums)
        }
        return sums
    }
}
