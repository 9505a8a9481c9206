import Foundation
import Imaging
import SceneTestSupport
import Simulation
import Statistics
import Testing

@testable import Facets

@Suite("Needles that are too thin for facets")
struct NeedleTests {
    @Test(
        "A needle has its length and width, with errors that hold both",
        arguments: [(34.0, 6.0), (60, 5), (90, 7)], [0.0, 28, 77])
    func needle(size: (length: Double, width: Double), orientation: Double) throws {
        let scene = GrowthScene.camera([
            .at(150.3, 99.6, side: size.length, .ribbon, width: size.width, orientation: orientation)
        ])
        let measured = try MeasuredScene(scene)
        let truth = try #require(measured.truth.first)
        let seen = try measured.observation(of: truth)
        #expect(seen.facets.isEmpty && seen.flags.contains(.noFacets))
        #expect(seen.habit == .ribbon)
        let error = seen.side.value - truth.sideMicrometers
        #expect(abs(error) < GrowthScene.testScale)
        #expect(abs(error) < 2 * seen.side.standardError && seen.side.standardError < 5 * GrowthScene.testScale)
        #expect(abs(seen.width.value - size.width * GrowthScene.testScale) < GrowthScene.testScale)
    }

    private func outline(_ count: Int = 180, _ point: (_ angle: Double) -> Point) -> [Point] {
        (0..<count).map { point(2 * .pi * Double($0) / Double(count)) }
    }

    @Test("Ellipses, triangles and short rectangles are no needles")
    func others() {
        #expect(ElongatedOutline(outline { Point(x: 100 + 30 * cos($0), y: 50 + 6 * sin($0)) }) == nil)
        #expect(ElongatedOutline([Point(x: 0, y: 0), Point(x: 60, y: -5), Point(x: 60, y: 5)]) == nil)
        #expect(ElongatedOutline(rectangle(length: 18, width: 10)) == nil)
        #expect(ElongatedOutline([]) == nil)
        // Two discs that touch.
        let waist = acos(0.99)
        let disc = (0...80).map { waist + (2 * .pi - 2 * waist) * Double($0) / 80 }
            .map { Point(x: 19.8 - 20 * cos($0), y: 20 * sin($0)) }
        #expect(ElongatedOutline(disc + disc.map { Point(x: -$0.x, y: -$0.y) }) == nil)
    }

    /// With points along all sides, either way round.
    private func rectangle(length: Double, width: Double, isReversed: Bool = false) -> [Point] {
        let corners = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)].map { Point(x: $0.0 * length, y: $0.1 * width) }
        let points = corners.indices.flatMap { index in
            (0..<20).map { corners[index] + (corners[(index + 1) % 4] - corners[index]) * (Double($0) / 20) }
        }
        let turned = points.map { Point(x: 40 + $0.x * 0.8 - $0.y * 0.6, y: 30 + $0.x * 0.6 + $0.y * 0.8) }
        return isReversed ? turned.reversed() : turned
    }

    @Test("A rectangle's length, width and direction are exact", arguments: [false, true])
    func exact(isReversed: Bool) throws {
        let needle = try #require(ElongatedOutline(rectangle(length: 50, width: 6, isReversed: isReversed)))
        #expect(abs(needle.length - 50) < 1e-9)
        #expect(abs(needle.width - 6) < 1e-9)
        #expect(abs(abs(tan(needle.directionDegrees * .pi / 180)) - 0.75) < 1e-9)
    }
}
