import Calibration
import Foundation
import Imaging
import SceneTestSupport
import Segmentation
import Statistics
import Testing

@testable import Facets
@testable import Simulation

@Suite("Neighbours, borders and pixels that are not square")
struct NeighbourTests {
    private let scale = GrowthScene.testScale

    @Test("A neighbour a few pixels away moves no side", arguments: [CrystalAppearance.Contrast.opaque, .transparent])
    func close(appearance: CrystalAppearance.Contrast) throws {
        let gap = appearance == .opaque ? 6.0 : 14
        let scene = GrowthScene.camera([
            .at(100.3, 119.6, side: 70, orientation: 0), .at(170.3 + gap, 124.6, side: 70, orientation: 0),
        ]).with { $0.appearance.contrast = appearance }
        let seen = try MeasuredScene(scene)
        #expect(seen.observations.count == 2)
        for crystal in seen.truth {
            let measured = try seen.observation(of: crystal)
            #expect(abs(measured.side.value - crystal.sideMicrometers) < 0.2 * scale)
            #expect(measured.habit == .square)
        }
    }

    @Test(
        "In contact the free facets are measured where they are, and the hidden one is not called measured",
        arguments: [CrystalAppearance.Contrast.opaque, .transparent])
    func contact(appearance: CrystalAppearance.Contrast) throws {
        // They would overlap by ten pixels: each ends where the other is.
        let scene = GrowthScene.camera(
            [
                .at(110.3, 119.6, side: 60, orientation: 0, growth: 16),
                .at(194.3, 125.6, side: 54, orientation: 0, growth: 16),
            ], frames: 14
        ).with { $0.appearance.contrast = appearance }
        let frame = 13
        let expected = try scene.crystals.enumerated().map { index, crystal in
            let outline = try #require(FacetGrowth(crystal).outline(at: scene.times[frame]))
            return ExpectedCrystal(id: index + 1, polygon: outline.vertices.map { $0 * (1 / scale) })
        }
        let seen = try MeasuredScene(scene, pixels: scene.picture(frame), frame: frame, expected: expected)
        #expect(seen.observations.count == 2)
        for (index, crystal) in expected.enumerated() {
            let measured = try #require(seen.observations.first { $0.expectedID == crystal.id })
            #expect(measured.flags.contains(.touching))
            #expect(measured.touching == [2 - index])
            // The contact lies on the right of the first crystal and on the left of the second.
            let hidden = index == 0 ? 0.0 : 180
            for edge in edges(of: crystal.polygon) where angle(edge.normalDegrees, hidden, period: 360) > 1 {
                let facet = try #require(measured.facet(nearest: edge.normalDegrees))
                #expect(angle(facet.normalDegrees, edge.normalDegrees, period: 360) < 1)
                #expect(abs(facet.distance(of: edge.middle * scale) / scale) < 0.3)
                #expect(facet.isMeasured)
            }
            let unseen = measured.facets.filter { angle($0.normalDegrees, hidden, period: 360) < 5 }
            #expect(unseen.allSatisfy { !$0.isMeasured })
        }
    }

    @Test("A crystal at the border is flagged, and the facets that are seen lie where they are")
    func border() throws {
        let scene = GrowthScene.camera([.at(300.3, 119.6, side: 70, orientation: 0)])
        let (measured, truth) = try MeasuredScene(scene).only
        #expect(measured.flags.contains(.border))
        for edge in edges(of: truth.polygon) where abs(edge.normalDegrees) > 1 {
            let facet = try #require(measured.facet(nearest: edge.normalDegrees))
            #expect(abs(facet.distance(of: edge.middle * scale) / scale) < 0.3, "at \(edge.normalDegrees)")
        }
    }

    @Test(
        "A round crystal cut by the border keeps its outline: no facets meet far outside of it",
        arguments: [(300.0, 20.0), (290, 110), (160, 15), (20, 225), (305, 60)], [1.0, 1.5])
    func roundAtBorder(place: (x: Double, y: Double), elongation: Double) throws {
        let scene = GrowthScene.camera([])
        let pixels = try scene.picture()
        let centre = Point(x: place.x, y: place.y)
        for orientation in [10.0, 70, 130] {
            let disc = SoftSpeck(centre, radius: 40, elongation: elongation, orientation: orientation)
            let seen = try MeasuredScene(scene, pixels: pixels.shaded(by: [disc]))
            let measured = try #require(seen.observations.first)
            #expect(measured.flags.contains(.border))
            for vertex in measured.vertices.map({ $0 * (1 / scale) }) {
                #expect(vertex.distance(to: centre) < 40 * elongation + 4, "\(orientation) degrees")
            }
        }
    }

    @Test("Pixels that are not square give micrometres of their own in x and y", arguments: [0.0, 20, 45, 90])
    func unequalPixels(orientation: Double) throws {
        let scene = GrowthScene.camera([.at(160.3, 119.6, side: 100, orientation: orientation)])
        let unequal = PixelScale(x: 0.5, y: 0.7)
        let seen = try MeasuredScene(scene, pixels: scene.picture(), scale: unequal)
        let polygon = seen.truth[0].polygon.map(unequal.micrometers)
        let measured = try #require(seen.observations.first)
        #expect(seen.observations.count == 1)
        #expect(abs(measured.area.value / Polygon.area(polygon) - 1) < 0.004)
        #expect(abs(measured.perimeterMicrometers / Polygon.perimeter(polygon) - 1) < 0.002)
        #expect(measured.centre.distance(to: Polygon.centroid(polygon)) < 0.05)
        for edge in edges(of: polygon) {
            let facet = try #require(measured.facet(nearest: edge.normalDegrees))
            #expect(angle(facet.normalDegrees, edge.normalDegrees, period: 360) < 0.2)
            #expect(abs(facet.distance(of: edge.middle)) < 0.07)
            #expect(abs(facet.lengthMicrometers - edge.length) < 0.15)
        }
        if orientation == 0 || orientation == 90 {
            #expect(measured.habit == .rectangle)
            #expect(abs(measured.side.value - 70) < 0.1 && abs(measured.width.value - 50) < 0.1)
            #expect(angle(measured.orientationDegrees, 90, period: 180) < 0.2)
        }
    }
}
