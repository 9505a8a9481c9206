import Foundation
import Imaging
import Statistics
import Testing

@testable import Facets
@testable import Segmentation

@Suite("Segments of facets beside which something else lies")
struct DisturbedSegmentsTests {
    private static let noise = 0.01

    /// A picture of four edges side by side, each along x at y = 30, 60 px long, with rims of these depths.
    ///
    /// - Parameter heights: of the Becke lines beside them.
    private func bands(depths: [Double], heights: [Double]? = nil, dust: Point? = nil) -> [(band: EdgeBand, strays: Set<Int>, shift: Double)] {
        let (width, height) = (80 * depths.count, 60)
        var values = [Float](repeating: 0, count: width * height)
        for y in 0..<height {
            for x in 0..<width {
                var shape = EdgeShape(inside: 0.96, outside: 1, blurPixels: 1.5)
                shape.rimDepth = depths[x / 80]
                shape.beckeHeight = heights?[x / 80] ?? 0.15
                shape.beckeDistance = -2.2
                let hash = sin(12.9898 * Double(x) + 78.233 * Double(y)) * 43758.5453
                let scatter = (hash - hash.rounded(.down) - 0.5) * 12.0.squareRoot()
                var value = shape.value(Double(y) - 30) + Self.noise * scatter
                if let dust { value -= 0.3 * exp(-pow(Point(x: Double(x), y: Double(y)).distance(to: dust), 2) / 8) }
                values[y * width + x] = Float(value)
            }
        }
        let pixels = PixelBuffer(width: width, height: height, bitDepth: 32, samples: .float32(values))
        let even = Illumination(level: Plane(width: 1, height: 1, values: [1]), floor: 0.1, factor: 1)
        let picture = NormalizedPicture(pixels: pixels, illumination: even)
        return depths.indices.map { index in
            var line = FacetLine(angle: .pi / 2, offset: 30)
            line.isMeasured = true
            let middle = line.tangent.dot(Point(x: Double(80 * index + 40), y: 30))
            let band = EdgeBand(
                picture, line: line, span: middle - 30...middle + 30, inner: 6.5, outer: 6.5, segmentCount: 7,
                hidden: [])
            return (band, [], 0)
        }
    }

    @Test("Dust beside a facet is found, and nothing else")
    func dust() {
        let found = DisturbedSegments(bands(depths: [0.3, 0.3, 0.3, 0.3], dust: Point(x: 120, y: 35))).segments
        #expect(found[1].contains(3))
        #expect(found[1].count <= 3)
        for facet in [0, 2, 3] { #expect(found[facet].isEmpty) }
    }

    @Test("Facets whose rims are deeper or fainter are no dust", arguments: [
        [0.3, 0.3, 0.3, 0.36], [0.26, 0.3, 0.3, 0.34], [0.25, 0.29, 0.31, 0.35],
    ])
    func unequal(depths: [Double]) {
        let clean = DisturbedSegments(bands(depths: depths)).segments
        #expect(clean == depths.map { _ in [] })
        let dusty = DisturbedSegments(bands(depths: depths, dust: Point(x: 120, y: 35))).segments
        #expect(dusty[1].contains(3))
        for facet in [0, 2, 3] { #expect(dusty[facet].isEmpty) }
    }

    @Test("Becke lines of other heights are no dust")
    func unequalLines() {
        let clean = DisturbedSegments(bands(depths: [0.3, 0.3, 0.3, 0.3], heights: [0.15, 0.15, 0.15, 0.18])).segments
        #expect(clean == [[], [], [], []])
    }

    @Test("Few segments, or none, tell nothing")
    func few() {
        #expect(DisturbedSegments([]).segments.isEmpty)
        var one = bands(depths: [0.3], dust: Point(x: 40, y: 35))
        one[0].strays = [0, 1, 5, 6]
        #expect(DisturbedSegments(one).segments == [[]])
    }
}
