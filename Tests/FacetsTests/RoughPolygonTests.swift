import Foundation
import Imaging
import Statistics
import Testing

@testable import Facets

@Suite("Facets of an outline")
struct RoughPolygonTests {
    /// Of a square whose corner at 45 degrees is cut.
    private func vertices(side: Double, cut: Double) -> [Point] {
        let half = side / 2
        return [
            Point(x: 100 - half, y: 100 - half), Point(x: 100 + half, y: 100 - half), Point(x: 100 + half, y: 100 + half - cut),
            Point(x: 100 + half - cut, y: 100 + half), Point(x: 100 - half, y: 100 + half),
        ]
    }

    @Test("A facet that was foretold is kept where the outline shows it, and dropped where there is a corner")
    func needless() throws {
        for (side, cut, remaining) in [(40.0, 10.0, 5), (40, 0, 4), (120, 20, 5), (120, 0, 4)] {
            let rough = RoughPolygon(vertices(side: side, cut: cut), width: 640, height: 480)
            let foretold = try #require(rough.fromExpected(vertices(side: side - 1, cut: max(5, cut - 2))))
            #expect(foretold.lines.count == 5)
            #expect(rough.withoutNeedless(foretold).polygon.lines.count == remaining, "side \(side), cut \(cut)")
        }
    }

    @Test("The side of an irregular polygon hardly depends on how many of its facets are told apart")
    func irregularSide() throws {
        let sides = try [0.5, 4.0].map { cut in
            let polygon = try #require(FacetPolygon(vertices: [
                Point(x: 0, y: 0), Point(x: 40, y: 0), Point(x: 50, y: 30 - cut), Point(x: 50 - cut, y: 30), Point(x: 5, y: 40),
            ]))
            let measures = ShapeMeasures(polygon, earlier: nil, blur: 1.3, commonStandardError: 0)
            #expect(measures.habit == .polygon)
            #expect(abs(measures.side.value - measures.area.value.squareRoot()) < 1e-9)
            return measures.side.value
        }
        #expect(abs(sides[0] - sides[1]) < 0.01 * sides[0])
    }

    @Test("The short end of a thin rectangle may lean by what blur leaves open, a long one not", arguments: [10.0, 60])
    func leaningEnd(width: Double) throws {
        let (length, lean) = (3 * width, 0.15 * width)
        let polygon = try #require(FacetPolygon(vertices: [
            Point(x: 0, y: 0), Point(x: length, y: 0), Point(x: length + lean, y: width), Point(x: 0, y: width),
        ]))
        let measures = ShapeMeasures(polygon, earlier: nil, blur: 1.5, commonStandardError: 0)
        #expect(measures.habit == (width < 20 ? .rectangle : .polygon))
    }
}
