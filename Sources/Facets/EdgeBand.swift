import Imaging
import Segmentation

/// Brightness across one facet: the pixels near its line, sorted by their distance from it.
///
/// No interpolation: each pixel enters with the true distance of its centre from the line, so that a slanted edge is
/// sampled much finer than the pixel grid. The facet is divided along its length into segments, each with its own
/// profile, so that dust on one stretch can be told from the rest.
struct EdgeBand: Sendable {
    struct Bin: Sendable {
        /// Mean distance from the line, px, outward positive.
        var distance: Double
        /// Mean brightness relative to the background.
        var value: Double
        var count: Double
    }

    struct Segment: Sendable {
        /// Position of the middle along the tangent, px.
        var position: Double
        var bins: [Bin]
    }

    static let binWidth = 0.5

    let segments: [Segment]

    /// All segments together.
    var profile: [Bin] { profile(without: []) }

    /// All segments together but those with these numbers.
    func profile(without strays: Set<Int>) -> [Bin] {
        Self.merged(segments.indices.filter { !strays.contains($0) }.map { segments[$0].bins })
    }

    /// - Parameters:
    ///   - span: range along the tangent, px.
    ///   - inner: depth inside the crystal, px; `outer`: outside.
    ///   - isHidden: pixels that another crystal covers, or that are not of the picture.
    init(
        _ picture: NormalizedPicture, line: FacetLine, span: ClosedRange<Double>, inner: Double, outer: Double,
        segmentLength: Double, hidden: [[Point]]
    ) {
        let length = span.upperBound - span.lowerBound
        let count = max(1, Int(length / segmentLength))
        let binCount = Int(((inner + outer) / Self.binWidth).rounded(.up)) + 1
        let others = hidden.map(HiddenArea.init)
        let segmentsPerPixel = Double(count) / length
        var sums = Accumulator(segments: count, bins: binCount)
        picture.forEachPixel(near: line, span: span, inner: inner, outer: outer) { distance, position, value, point in
            if others.contains(where: { $0.contains(point) }) { return }
            let segment = min(count - 1, Int((position - span.lowerBound) * segmentsPerPixel))
            let bin = Int((distance + inner) / Self.binWidth)
            if bin >= 0 && bin < binCount { sums.add(segment, bin, distance: distance, value: value) }
        }
        segments = (0..<count).map { index in
            Segment(
                position: span.lowerBound + (Double(index) + 0.5) * length / Double(count), bins: sums.bins(of: index))
        }
    }

    static func merged(_ profiles: [[Bin]]) -> [Bin] {
        let all = Array(profiles.joined())
        guard let least = all.map(\.distance).min(), let most = all.map(\.distance).max(), most - least < 1e4 else {
            return []
        }
        let first = Int((least / binWidth).rounded(.down))
        var cells = [Bin](
            repeating: Bin(distance: 0, value: 0, count: 0), count: Int((most / binWidth).rounded(.down)) - first + 1)
        for bin in all {
            let cell = Int((bin.distance / binWidth).rounded(.down)) - first
            let old = cells[cell]
            let count = old.count + bin.count
            cells[cell] = old.count == 0 ? bin : Bin(
                distance: (old.distance * old.count + bin.distance * bin.count) / count,
                value: (old.value * old.count + bin.value * bin.count) / count, count: count)
        }
        return cells.filter { $0.count > 0 }
    }

    /// A polygon whose pixels are left out; nearly all are far from it, which its box tells.
    private struct HiddenArea {
        let polygon: [Point]
        let lower: Point
        let upper: Point

        init(_ polygon: [Point]) {
            self.polygon = polygon
            lower = Point(x: polygon.map(\.x).min() ?? 0, y: polygon.map(\.y).min() ?? 0)
            upper = Point(x: polygon.map(\.x).max() ?? 0, y: polygon.map(\.y).max() ?? 0)
        }

        func contains(_ point: Point) -> Bool {
            point.x >= lower.x && point.x <= upper.x && point.y >= lower.y && point.y <= upper.y
                && Polygon.contains(point, in: polygon)
        }
    }

    private struct Accumulator {
        let binCount: Int
        var distances: [Double]
        var values: [Double]
        var counts: [Double]

        init(segments: Int, bins: Int) {
            binCount = bins
            distances = [Double](repeating: 0, count: segments * bins)
            values = distances
            counts = distances
        }

        mutating func add(_ segment: Int, _ bin: Int, distance: Double, value: Double) {
            let index = segment * binCount + bin
            distances[index] += distance
            values[index] += value
            counts[index] += 1
        }

        func bins(of segment: Int) -> [Bin] {
            (0..<binCount).compactMap { bin in
                let index = segment * binCount + bin
                guard counts[index] > 0 else { return nil }
                return Bin(
                    distance: distances[index] / counts[index], value: values[index] / counts[index],
                    count: counts[index])
            }
        }
    }
}

/// A one-channel picture divided by its background.
struct NormalizedPicture: Sendable {
    let pixels: PixelBuffer
    let illumination: Illumination

    var width: Int { pixels.width }
    var height: Int { pixels.height }

    /// Calls `body` with distance, position along the tangent, relative brightness and place of every pixel of a strip
    /// along a line.
    ///
    /// Always inlined, as what it calls: `body` has to become part of the loop, which runs for every pixel of an edge.
    @inline(__always)
    func forEachPixel(
        near line: FacetLine, span: ClosedRange<Double>, inner: Double, outer: Double,
        _ body: (Double, Double, Double, Point) -> Void
    ) {
        switch pixels.samples {
        case .uint8(let samples): visit(line, span, inner, outer) { body($1, $2, Double(samples[$0]) / $3, $4) }
        case .uint16(let samples): visit(line, span, inner, outer) { body($1, $2, Double(samples[$0]) / $3, $4) }
        case .float32(let samples):
            visit(line, span, inner, outer) {
                if samples[$0].isFinite { body($1, $2, Double(samples[$0]) / $3, $4) }
            }
        }
    }

    /// Walks the rows (or the columns, where the line runs along the rows) and takes the pixels within the strip.
    @inline(__always)
    private func visit(
        _ line: FacetLine, _ span: ClosedRange<Double>, _ inner: Double, _ outer: Double,
        _ body: (Int, Double, Double, Double, Point) -> Void
    ) {
        let normal = line.normal
        let tangent = line.tangent
        let corners = [span.lowerBound, span.upperBound].flatMap { t in
            [-inner, outer].map { normal * (line.offset + $0) + tangent * t }
        }
        let byRows = abs(normal.x) >= abs(normal.y)
        let extent = corners.map { byRows ? $0.y : $0.x }
        let limit = byRows ? height : width
        let across = byRows ? width : height
        guard let least = extent.min(), let most = extent.max() else { return }
        let first = max(0, Int(least.rounded(.up)))
        let last = min(limit - 1, Int(most.rounded(.down)))
        guard first <= last else { return }
        for along in first...last {
            let (major, minor) = byRows ? (normal.x, normal.y) : (normal.y, normal.x)
            let a = (line.offset - inner - minor * Double(along)) / major
            let b = (line.offset + outer - minor * Double(along)) / major
            let start = max(0, Int(min(a, b).rounded(.up)))
            let end = min(across - 1, Int(max(a, b).rounded(.down)))
            guard start <= end else { continue }
            for position in start...end {
                let x = byRows ? position : along
                let y = byRows ? along : position
                let point = Point(x: Double(x), y: Double(y))
                let t = tangent.dot(point)
                guard t >= span.lowerBound, t <= span.upperBound else { continue }
                body(
                    y * width + x, normal.dot(point) - line.offset, t, Double(illumination.value(x: x, y: y)),
                    point)
            }
        }
    }
}
