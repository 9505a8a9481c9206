import Imaging
import Testing

@testable import Segmentation

@Suite("A crystal that is outlined twice")
struct RepeatedOutlinesTests {
    private func outline(_ side: Double, at centre: Point, id: Int? = nil) -> CrystalOutline {
        let corners = [(-1.0, -1.0), (1, -1), (1, 1), (-1, 1)].map { centre + Point(x: $0.0, y: $0.1) * (side / 2) }
        return CrystalOutline(
            expectedID: id, contour: corners, areaPixels: side * side, centroid: centre, contrast: .rim,
            relativeContrast: -0.2, touchesBorder: false, touching: [], isOverlay: false)
    }

    private let middle = Point(x: 100, y: 80)

    @Test("Of two outlines around each other the expected one is kept, whichever is larger", arguments: [60.0, 80])
    func expected(side: Double) {
        let outlines = [outline(70, at: middle), outline(side, at: middle + Point(x: 2, y: -1), id: 5)]
        #expect(RepeatedOutlines.indices(in: outlines) == [0])
    }

    @Test("Where none is expected the larger one is kept, and one of two that are alike")
    func unknown() {
        #expect(RepeatedOutlines.indices(in: [outline(60, at: middle), outline(70, at: middle)]) == [0])
        #expect(RepeatedOutlines.indices(in: [outline(60, at: middle), outline(60, at: middle)]) == [1])
    }

    @Test("What shows of a transparent crystal's inside is no crystal within it")
    func inside() {
        let outlines = [outline(43, at: middle, id: 5), outline(26, at: middle + Point(x: 0.3, y: 0.2))]
        #expect(RepeatedOutlines.indices(in: outlines) == [1])
    }

    @Test("Known crystals, neighbours, dust on a crystal and specks are left")
    func others() {
        let outlines = [
            outline(60, at: middle, id: 1), outline(58, at: middle, id: 2),
            outline(60, at: middle + Point(x: 65, y: 0)), outline(20, at: middle),
            outline(5, at: Point(x: 10, y: 10)), outline(5, at: Point(x: 10, y: 10)),
        ]
        #expect(RepeatedOutlines.indices(in: outlines).isEmpty)
    }
}
