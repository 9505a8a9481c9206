import Facets
import Foundation
import Imaging
import Testing

@testable import Tracking

@Suite("Dust in the way of crystals")
struct DustTests {
    /// A square that grows towards a speck beside it.
    ///
    /// - Parameters:
    ///   - distance: of the speck's middle from the crystal's, px.
    ///   - seen: frames before this one show the speck.
    private func dust(
        distance: Double, seenBefore seen: Int, appears: Int = 0, frames: Int
    ) throws -> (record: RunRecord, dust: [[Point]], place: Point) {
        var scene = SyntheticScene()
        let middle = Point(x: 200, y: 150)
        let truth = TrueCrystal.square(at: middle, side: 20 * scene.pixel, velocity: 0.05 * scene.pixel, angle: 0)
        let place = middle + Point(x: distance * scene.pixel, y: 0)
        let record = try run(frames: frames) { frame, time, _ in
            var objects = [scene.observe(truth, time: time)].compactMap { $0 }
            if frame >= appears, frame < seen { objects.append(scene.speck(at: place, radiusPixels: 3)) }
            return scene.frame(frame, time: time, objects)
        }
        let foretold = record.tracker.predictions(frame: frames, timeSeconds: Double(frames) * 10)
        let crystal = foretold.max { Polygon.area($0.vertices) < Polygon.area($1.vertices) }
        return (record, crystal?.dust ?? [], place)
    }

    @Test("Dust is known at the edge of the crystal that grows over it, also after it has no outline of its own")
    func known() throws {
        // After 60 frames the half side is 10 + 15 px.
        let (record, dust, place) = try dust(distance: 26, seenBefore: 40, frames: 60)
        #expect(record.crystalIDs.count == 1)
        #expect(dust.count == 1)
        #expect(dust.allSatisfy { Polygon.centroid($0).distance(to: place) < 0.62 })
    }

    @Test("Dust far from the edge, inside or outside, does not matter", arguments: [80.0, 21])
    func far(distance: Double) throws {
        let frames = distance < 60 ? 140 : 60
        let (_, dust, _) = try dust(distance: distance, seenBefore: 20, frames: frames)
        #expect(dust.isEmpty)
    }

    @Test("What lies at a crystal's edge when it is first seen may be a part of it")
    func part() throws {
        let (_, whenTheRunBegins, _) = try dust(distance: 15, seenBefore: 60, frames: 20)
        #expect(whenTheRunBegins.isEmpty)
        let (_, later, _) = try dust(distance: 26, seenBefore: 60, appears: 40, frames: 60)
        #expect(later.isEmpty)
    }
}
