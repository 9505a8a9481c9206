import Imaging
import Segmentation
import Statistics

/// Brightness across one facet: the pixels near its line, sorted by their distance from it.
///
/// No interpolation: each pixel enters with the true distance of its centre from the line, so that a slanted edge is
/// sampled much finer than the pixel grid. The facet is divided along its length into segments, each with its own
/// profile, so that dust on one stretch can be told from the rest.
struct EdgeBand: Sendable {
    /// Distance from the line in px, outward positive; brightness relative to the background; pixels.
    typealias Bin = ProfileBin

    static let binWidth = 0.5

    /// Of the bin that holds a distance.
    static func number(at distance: Double) -> Int { Int((distance / binWidth).rounded(.down)) }

    /// Positions of the segments' middles along the tangent, px.
    let positions: [Double]
    /// Of all segments, one after the other: there are thousands of segments in a frame.
    let bins: [Bin]
    /// Where each segment ends among the bins.
    let ends: [Int]

    /// All segments together.
    var profile: [Bin] { profile(without: []) }

    func bins(ofSegment segment: Int) -> ArraySlice<Bin> { bins[(segment == 0 ? 0 : ends[segment - 1])..<ends[segment]] }

    /// All segments together but those with these numbers.
    func profile(without strays: Set<Int>) -> [Bin] {
        Self.merged(
            ends.indices.filter { !strays.contains($0) }.map(bins(ofSegment:)))
    }

    /// - Parameters:
    ///   - span: range along the tangent, px.
    ///   - inner: depth inside the crystal, px; `outer`: outside.
    ///   - hidden: polygons (px) whose pixels belong to something else.
    init(
        _ picture: NormalizedPicture, line: FacetLine, span: ClosedRange<Double>, inner: Double, outer: Double,
        segmentCount: Int, hidden: [[Point]]
    ) {
        let length = span.upperBound - span.lowerBound
        let binCount = Int(((inner + outer) / Self.binWidth).rounded(.up)) + 1
        let band = PictureBand(
            normal: line.normal, offset: line.offset, span: span, inner: inner, outer: outer, binWidth: Self.binWidth,
            segmentCount: segmentCount, binCount: binCount)
        let sums = BinSums(picture.illumination.sums(over: band, of: picture.pixels, without: hidden))
        (bins, ends) = sums.bins(every: binCount)
        positions = (0..<segmentCount).map {
            span.lowerBound + (Double($0) + 0.5) * length / Double(segmentCount)
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
        let first = number(at: least)
        let count = number(at: most) - first + 1
        var sums = BinSums(count: count)
        for (index, profile) in profiles.enumerated() {
            let shift = shifts?[index] ?? 0
            for bin in profile {
                let distance = bin.distance - shift
                sums.add(
                    distance * bin.count, bin.value * bin.count, bin.count,
                    to: number(at: distance) - first)
            }
        }
        return sums.bins(every: count).bins
    }

    /// Sums of distances, values and numbers of pixels, bin by bin.
    private struct BinSums {
        private var sums: [SIMD4<Double>]

        init(_ sums: [SIMD4<Double>]) { self.sums = sums }

        init(count: Int) { sums = [SIMD4<Double>](repeating: .zero, count: count) }

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
}
