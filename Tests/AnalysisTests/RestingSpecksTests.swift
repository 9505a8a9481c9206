import Calibration
import Facets
import Foundation
import Imaging
import Segmentation
import Statistics
import Testing

@testable import Analysis

@Suite("Resting specks")
struct RestingSpecksTests {
    private let scale = PixelScale(
        x: Estimate(value: 0.5, standardError: 0), y: Estimate(value: 0.5, standardError: 0), origin: "test")

    /// A round speck, px.
    private func outline(
        at centre: Point = Point(x: 40, y: 30), radius: Double = 6, contrast: Double = -0.3, id: Int? = nil,
        touching: [Int] = []
    ) -> CrystalOutline {
        let contour = (0..<48).map { step in
            let angle = Double(step) * .pi / 24
            return centre + Point(x: cos(angle), y: sin(angle)) * radius
        }
        return CrystalOutline(
            expectedID: id, contour: contour, areaPixels: Polygon.area(contour), centroid: Polygon.centroid(contour),
            contrast: .dark, relativeContrast: contrast, touchesBorder: false, touching: touching, isOverlay: false)
    }

    /// What was measured of it: an edge that lies a pixel within its outline.
    private func measured(_ outline: CrystalOutline) -> CrystalObservation {
        let centre = scale.micrometers(outline.centroid)
        let vertices = outline.contour.map { centre + (scale.micrometers($0) - centre) * (5.0 / 6) }
        let area = Polygon.area(vertices)
        let side = Estimate(value: area.squareRoot(), standardError: 0.01)
        return CrystalObservation(
            expectedID: nil, centre: centre, vertices: vertices, facets: [], habit: .rounded, side: side, width: side,
            area: Estimate(value: area, standardError: 0.1), perimeterMicrometers: Polygon.perimeter(vertices),
            orientationDegrees: 0, contrast: .dark, relativeContrast: outline.relativeContrast, edge: nil, flags: [.noFacets],
            touching: [], isOverlay: false)
    }

    private func specks(after frames: [CrystalOutline], areSpecks: Bool = true) -> RestingSpecks {
        var specks = RestingSpecks()
        for outline in frames {
            let shown = specks.observation(of: outline, scale: scale) ?? measured(outline)
            specks.remember([(outline, shown)]) { _ in areSpecks }
        }
        return specks
    }

    @Test("A speck that looks as before is moved and scaled with its outline, not measured")
    func moved() throws {
        let now = outline(at: Point(x: 41.2, y: 29.5), radius: 6.1)
        let shown = try #require(specks(after: [outline()]).observation(of: now, scale: scale))
        let expected = measured(now)
        #expect(shown.centre.distance(to: expected.centre) < 1e-9)
        #expect(abs(shown.area.value / expected.area.value - 1) < 1e-9)
        #expect(abs(shown.side.value / expected.side.value - 1) < 1e-9)
        #expect(abs(Polygon.area(shown.vertices) / expected.area.value - 1) < 1e-9)
        #expect(abs(shown.perimeterMicrometers / expected.perimeterMicrometers - 1) < 1e-9)
        #expect(shown.flags == [.noFacets])
    }

    @Test("A speck that drifts is still known after many frames; a slow growth adds up until it is measured")
    func drift() {
        let drifting = (0..<10).map { outline(at: Point(x: 40 + Double($0), y: 30)) }
        #expect(specks(after: drifting).observation(of: outline(at: Point(x: 50, y: 30)), scale: scale) != nil)
        let growing = (0..<4).map { outline(radius: 6 + 0.04 * Double($0)) }
        #expect(specks(after: growing).observation(of: outline(radius: 6.16), scale: scale) == nil)
    }

    @Test("It is measured anew where it has grown, moved, paled, touches a crystal or may be one, and now and then")
    func measuredAnew() {
        let known = specks(after: [outline()])
        #expect(known.observation(of: outline(radius: 6.3), scale: scale) == nil)
        #expect(known.observation(of: outline(at: Point(x: 43, y: 30)), scale: scale) == nil)
        #expect(known.observation(of: outline(contrast: -0.25), scale: scale) == nil)
        #expect(known.observation(of: outline(id: 3), scale: scale) == nil)
        #expect(known.observation(of: outline(touching: [3]), scale: scale) == nil)
        let crystals = specks(after: [outline()], areSpecks: false)
        #expect(crystals.observation(of: outline(), scale: scale) == nil)
        let asked = (1...40).map { specks(after: Array(repeating: outline(), count: $0)).observation(of: outline(), scale: scale) }
        let anew = asked.count { $0 == nil }
        #expect(anew >= 2 && anew <= 3)
    }
}
