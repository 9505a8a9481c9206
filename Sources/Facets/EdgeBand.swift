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
        var bins: ArraySlice<Bin>
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
    ///   - hidden: polygons (px) whose pixels belong to something else.
    init(
        _ picture: NormalizedPicture, line: FacetLine, span: ClosedRange<Double>, inner: Double, outer: Double,
        segmentLength: Double, hidden: [[Point]]
    ) {
        let length = span.upperBound - span.lowerBound
        let count = max(1, Int(length / segmentLength))
        let binCount = Int(((inner + outer) / Self.binWidth).rounded(.up)) + 1
        let others = hidden.map(HiddenArea.init)
        let segmentsPerPixel = Double(count) / length
        var sums = BinSums(count: count * binCount)
        picture.forEachPixel(near: line, span: span, inner: inner, outer: outer) { distance, position, value, point in
            if !others.isEmpty, others.contains(where: { $0.contains(point) }) { return }
            let segment = min(count - 1, Int((position - span.lowerBound) * segmentsPerPixel))
            let bin = Int((distance + inner) / Self.binWidth)
            if bin >= 0 && bin < binCount { sums.add(distance, value, 1, to: segment * binCount + bin) }
        }
        // One array for all segments: there are thousands of them in a frame.
        let (bins, ends) = sums.bins(every: binCount)
        segments = (0..<count).map { index in
            Segment(
                position: span.lowerBound + (Double(index) + 0.5) * length / Double(count),
                bins: bins[(index == 0 ? 0 : ends[index - 1])..<ends[index]])
        }
    }

    /// - Parameter shifts: of the edges in the profiles, which are brought to lie at zero, px.
    static func merged(_ profiles: [ArraySlice<Bin>], shifts: [Double]? = nil) -> [Bin] {
        var least = Double.infinity
        var most = -Double.infinity
        for (index, profile) in profiles.enumerated() {
            guard let first = profile.first, let last = profile.last else { continue }
            least = min(least, first.distance - (shifts?[index] ?? 0))
            most = max(most, last.distance - (shifts?[index] ?? 0))
        }
        guard least <= most, most - least < 1e4 else { return [] }
        let first = Int((least / binWidth).rounded(.down))
        let count = Int((most / binWidth).rounded(.down)) - first + 1
        var sums = BinSums(count: count)
        for (index, profile) in profiles.enumerated() {
            let shift = shifts?[index] ?? 0
            for bin in profile {
                let distance = bin.distance - shift
                sums.add(
                    distance * bin.count, bin.value * bin.count, bin.count,
                    to: Int((distance / binWidth).rounded(.down)) - first)
            }
        }
        return sums.bins(every: count).bins
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

    /// Sums of distances, values and numbers of pixels, bin by bin.
    private struct BinSums {
        private var sums: [SIMD4<Double>]

        init(count: Int) { sums = [SIMD4<Double>](repeating: .zero, count: count) }

        @inline(__always)
        mutating func add(_ distance: Double, _ value: Double, _ pixels: Double, to bin: Int) {
            sums[bin] += SIMD4(distance, value, pixels, 0)
        }

        /// The means of the bins that hold pixels, and where each run of `stride` bins ends among them.
        func bins(every stride: Int) -> (bins: [Bin], ends: [Int]) {
            var bins: [Bin] = []
            bins.reserveCapacity(sums.count)
            var ends: [Int] = []
            for start in Swift.stride(from: 0, to: sums.count, by: stride) {
                for sum in sums[start..<min(start + stride, sums.count)] where sum.z > 0 {
                    bins.append(Bin(distance: sum.x / sum.z, value: sum.y / sum.z, count: sum.z))
                }
                ends.append(bins.count)
            }
            return (bins, ends)
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
        let lanes = byRows ? height : width
        let limit = byRows ? width : height
        guard let least = extent.min(), let most = extent.max() else { return }
        let first = max(0, Int(least.rounded(.up)))
        let last = min(lanes - 1, Int(most.rounded(.down)))
        guard first <= last else { return }
        let (major, minor) = byRows ? (normal.x, normal.y) : (normal.y, normal.x)
        let (along, across) = byRows ? (tangent.y, tangent.x) : (tangent.x, tangent.y)
        for lane in first...last {
            let a = (line.offset - inner - minor * Double(lane)) / major
            let b = (line.offset + outer - minor * Double(lane)) / major
            let start = max(0, Int(min(a, b).rounded(.up)))
            let end = min(limit - 1, Int(max(a, b).rounded(.down)))
            guard start <= end else { continue }
            for position in start...end {
                let t = along * Double(lane) + across * Double(position)
                guard t >= span.lowerBound, t <= span.upperBound else { continue }
                let distance = minor * Double(lane) + major * Double(position) - line.offset
                let (x, y) = byRows ? (position, lane) : (lane, position)
                body(y * width + x, distance, t, Double(illumination.value(x: x, y: y)), Point(x: Double(x), y: Double(y)))
            }
        }
    }
}
