import Facets
import Foundation
import Imaging
import Testing

@testable import Tracking

@Suite("Stage drift")
struct DriftTests {
    @Test("A jump of the stage by tens of pixels keeps every identity and is told once")
    func jump() throws {
        var scene = SyntheticScene()
        let truths = [
            TrueCrystal.square(at: Point(x: 150, y: 150), side: 30, velocity: 0.08),
            TrueCrystal.square(at: Point(x: 300, y: 220), side: 50, velocity: 0.06, angle: 45),
        ]
        let dust = scene.scattered(12, margin: 60, seed: 21)
        let optics = scene.scattered(8, seed: 22)
        let stage = (0..<50).map { $0 < 25 ? Point(x: 0.1 * Double($0), y: 0) : Point(x: 25, y: -18) }
        let record = try run(frames: 50) { frame, time, _ in
            var objects = dust.map { scene.speck(at: $0 + stage[frame], radiusPixels: 2) }
            objects += optics.map { scene.speck(at: $0, radiusPixels: 7) }
            objects += truths.compactMap { scene.observe($0, time: time, drift: stage[frame]) }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 2)
        for id in record.crystalIDs { #expect(record.measurements(of: id).count == 50) }
        #expect(record.events(.stageMoved).map(\.frame) == [25])
        #expect(record.events(.nucleation).isEmpty)
        #expect(record.drift[49].distance(to: stage[49]) < 0.3 * scene.pixel)
    }

    @Test("A jump is found by the crystals where most of the dust is not seen for a moment")
    func jumpAmongFlicker() throws {
        var scene = SyntheticScene()
        let truths = [
            TrueCrystal.square(at: Point(x: 150, y: 150), side: 30, velocity: 0.08),
            TrueCrystal.square(at: Point(x: 300, y: 220), side: 50, velocity: 0.06, angle: 45),
            TrueCrystal.square(at: Point(x: 90, y: 300), side: 20, velocity: 0.03, angle: 20),
        ]
        let dust = scene.scattered(14, margin: 60, seed: 23)
        let record = try run(frames: 40) { frame, time, _ in
            let stage = frame < 20 ? Point.zero : Point(x: -9, y: -8)
            let seen = frame == 20 ? dust.prefix(2) : dust[...]
            var objects = seen.map { scene.speck(at: $0 + stage, radiusPixels: 2) }
            objects += truths.compactMap { scene.observe($0, time: time, drift: stage) }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 3)
        for id in record.crystalIDs { #expect(record.measurements(of: id).count == 40) }
        #expect(record.events(.stageMoved).map(\.frame) == [20])
    }

    @Test("A jump is found with one crystal alone in the picture")
    func lonelyJump() throws {
        var scene = SyntheticScene()
        let truth = TrueCrystal.square(at: Point(x: 150, y: 150), side: 30, velocity: 0.08)
        let record = try run(frames: 30) { frame, time, _ in
            let stage = frame < 15 ? Point.zero : Point(x: 60, y: 35)
            return scene.frame(frame, time: time, [scene.observe(truth, time: time, drift: stage)].compactMap { $0 })
        }
        #expect(record.crystalIDs.count == 1)
        #expect(record.events(.stageMoved).count == 1)
        #expect(record.measurements(of: record.crystalIDs.first ?? 0).count == 30)
    }

    @Test("Dust in the optics, in the majority, does not hold the drift back, and is told from dust on the sample")
    func opticsInTheMajority() throws {
        var scene = SyntheticScene()
        let truth = TrueCrystal.square(at: Point(x: 240, y: 180), side: 60, velocity: 0.05)
        let optics = scene.scattered(14, seed: 31)
        let dust = scene.scattered(5, seed: 32)
        let stage = (0..<100).map { Point(x: 0.12 * Double($0), y: -0.08 * Double($0)) }
        let record = try run(frames: 100) { frame, time, _ in
            var objects = dust.map { scene.speck(at: $0 + stage[frame], radiusPixels: 2) }
            objects += optics.map { scene.speck(at: $0, radiusPixels: 5) }
            objects += [scene.observe(truth, time: time, drift: stage[frame])].compactMap { $0 }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 1)
        let late = zip(record.drift, stage).dropFirst(30).map { $0.distance(to: $1) }.max() ?? .infinity
        #expect(late < 1.0 * scene.pixel, "drift error \(late / scene.pixel) px")
    }

    @Test("With one growing crystal and nothing else, the drift is that of its centre")
    func crystalAlone() throws {
        var scene = SyntheticScene()
        let truth = TrueCrystal.square(at: Point(x: 240, y: 180), side: 60, velocity: 0.1)
        let stage = scene.wandering(frames: 80, stepPixels: 0.3, seed: 41)
        let record = try run(frames: 80) { frame, time, _ in
            scene.frame(frame, time: time, [scene.observe(truth, time: time, drift: stage[frame])].compactMap { $0 })
        }
        let worst = zip(record.drift, stage).map { $0.distance(to: $1) }.max() ?? .infinity
        #expect(worst < 0.4 * scene.pixel, "drift error \(worst / scene.pixel) px")
        #expect(record.crystalIDs.count == 1)
    }

    @Test("A crystal that grows on one side only does not drag the stage along where dust tells otherwise")
    func anisotropicGrowth() throws {
        var scene = SyntheticScene()
        var truth = TrueCrystal.square(at: Point(x: 200, y: 180), side: 40, velocity: 0)
        truth.rates = [0.15, 0, 0, 0]
        let dust = scene.scattered(10, seed: 51)
        let record = try run(frames: 80) { frame, time, _ in
            var objects = dust.map { scene.speck(at: $0, radiusPixels: 2) }
            objects += [scene.observe(truth, time: time)].compactMap { $0 }
            return scene.frame(frame, time: time, objects)
        }
        let worst = record.drift.map(\.length).max() ?? .infinity
        #expect(worst < 0.5 * scene.pixel, "drift error \(worst / scene.pixel) px")
        #expect(record.crystalIDs.count == 1)
    }

    @Test("A crystal whose growth on one side keeps its centre in place is no dust in the optics")
    func centreHeldByGrowth() throws {
        var scene = SyntheticScene()
        let dust = scene.scattered(14, margin: 60, seed: 26)
        // It grows towards +x only; the stage carries it back by as much as its centre moves.
        let velocity = 0.05 * scene.pixel
        var truth = TrueCrystal.square(at: Point(x: 250, y: 190), side: 46 * scene.pixel, velocity: 0, angle: 0)
        truth.rates = [2 * velocity, 0.1 * velocity, 0, 0.1 * velocity]
        truth.nucleationTime = 160
        let record = try run(frames: 50) { frame, time, _ in
            let stage = Point(x: -velocity * time, y: 0)
            var objects = dust.map { scene.speck(at: $0 + stage, radiusPixels: 2) }
            if let crystal = scene.observe(truth, time: time, drift: stage) { objects.append(crystal) }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 1)
        #expect(record.crystalIDs.first.map { record.measurements(of: $0).count } == 34)
    }

    @Test("Three bubbles that flow together are not taken for the stage")
    func flowingBubbles() throws {
        var scene = SyntheticScene()
        let truth = TrueCrystal.square(at: Point(x: 240, y: 180), side: 50, velocity: 0.05)
        let dust = scene.scattered(6, seed: 61)
        let record = try run(frames: 60) { frame, time, _ in
            var objects = dust.map { scene.speck(at: $0, radiusPixels: 2) }
            objects += [scene.observe(truth, time: time)].compactMap { $0 }
            if (10..<40).contains(frame) {
                let way = Point(x: 4, y: 1) * Double(frame - 10)
                objects += [Point(x: 40, y: 30), Point(x: 60, y: 300), Point(x: 30, y: 340)].map {
                    scene.speck(at: $0 + way, radiusPixels: 9)
                }
            }
            return scene.frame(frame, time: time, objects)
        }
        #expect((record.drift.map(\.length).max() ?? .infinity) < 0.5 * scene.pixel)
        #expect(record.crystalIDs.count == 1)
    }
}
