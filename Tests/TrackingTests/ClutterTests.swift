import Facets
import Foundation
import Imaging
import Testing

@testable import Tracking

@Suite("Many objects")
struct ClutterTests {
    @Test("Ten crystals among three hundred specks are all followed, and no speck is a crystal")
    func clutter() throws {
        var scene = SyntheticScene(field: Point(x: 1200, y: 900))
        let truths = (0..<10).map { index -> TrueCrystal in
            let place = Point(x: 120 + 105 * Double(index), y: index % 2 == 0 ? 250 : 650)
            return TrueCrystal.square(
                at: place, side: 2, velocity: 0.06, angle: 8 * Double(index), nucleationTime: 30 * Double(index))
        }
        let dust = scene.scattered(300, seed: 99)
        let stage = scene.wandering(frames: 60, stepPixels: 0.3, seed: 98)
        var flicker = SeededGenerator(state: 97)
        let record = try run(frames: 60) { frame, time, _ in
            // Every tenth speck falls below the threshold in a frame, and some noise rises above it.
            var objects: [CrystalObservation] = []
            for place in dust where Double.random(in: 0..<1, using: &flicker) > 0.1 {
                objects.append(scene.speck(at: place + stage[frame], radiusPixels: 2))
            }
            for place in scene.scattered(30, seed: UInt64(1000 + frame)) {
                objects.append(scene.speck(at: place, radiusPixels: 1.5))
            }
            objects += truths.compactMap { scene.observe($0, time: time, drift: stage[frame]) }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 10)
        for truth in truths {
            #expect(Set(record.ids(near: truth.nucleus, within: 4).values.flatMap { $0 }).count == 1)
        }
        let worst = zip(record.drift, stage).map { $0.distance(to: $1) }.max() ?? .infinity
        #expect(worst < 0.3 * scene.pixel, "drift error \(worst / scene.pixel) px")
    }

    @Test("Two hundred round colonies that appear and grow are followed one by one, flagged as without facets")
    func colonies() throws {
        var scene = SyntheticScene(field: Point(x: 1000, y: 1000), pixel: 1)
        scene.speckNoise = 0.3
        var truths: [TrueCrystal] = []
        for (index, place) in scene.scattered(400, margin: 60, seed: 55).enumerated()
        where truths.allSatisfy({ $0.nucleus.distance(to: place) > 45 }) {
            truths.append(.colony(at: place, radius: 2, rate: 0.02, nucleationTime: Double(index % 40) * 10))
        }
        let record = try run(frames: 100) { frame, time, _ in
            scene.frame(frame, time: time, truths.compactMap { scene.observe($0, time: time) })
        }
        #expect(truths.count > 100)
        #expect(record.crystalIDs.count == truths.count)
        #expect(record.measurements.allSatisfy { $0.observation.flags.contains(.noFacets) })
        let born = Set(record.events(.nucleation).compactMap(\.crystalID)).count
        let late = truths.count { $0.nucleationTime > 0 }
        #expect(born == late)
    }

    @Test("The memory kept for one object stops growing")
    func boundedMemory() throws {
        var scene = SyntheticScene()
        let truth = TrueCrystal.square(at: Point(x: 200, y: 200), side: 30, velocity: 0.001)
        var tracker = CrystalTracker()
        for frame in 0..<1500 {
            let time = 10 * Double(frame)
            let objects = [scene.observe(truth, time: time)].compactMap { $0 }
                + scene.scattered(3, seed: UInt64(frame)).map { scene.speck(at: $0, radiusPixels: 2) }
            _ = try tracker.update(scene.frame(frame, time: time, objects))
        }
        #expect(tracker.tracks.count < 60)
        let kept = tracker.tracks.map { $0.clean.samples.count }.max() ?? 0
        #expect(kept < SizeHistory.capacity)
        #expect(tracker.tracks.allSatisfy { $0.facets.entries.count <= 4 })
    }

    @Test("The assignment finds the least total cost", arguments: [UInt64(1), 2, 3, 4])
    func assignment(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        let size = 5
        var cost = (0..<size).map { _ in (0..<size).map { _ in Double.random(in: 0..<2, using: &random) } }
        cost[1][2] = 9
        let pairs = (0..<size).flatMap { row in
            (0..<size).compactMap { column in
                cost[row][column] < 4 ? Assignment.Pair(row: row, column: column, cost: cost[row][column]) : nil
            }
        }
        let unmatched = 1.1
        let found = Assignment.solve(pairs, rowCount: size, columnCount: size, unmatchedCost: unmatched)
        let total = (0..<size).reduce(0.0) { sum, row in sum + (found[row].map { cost[row][$0] } ?? unmatched) }
        #expect(abs(total - exhaustive(cost, row: 0, used: [], unmatched: unmatched)) < 1e-9)
        #expect(Set(found.values).count == found.count)
    }

    private func exhaustive(_ cost: [[Double]], row: Int, used: Set<Int>, unmatched: Double) -> Double {
        guard row < cost.count else { return 0 }
        var best = unmatched + exhaustive(cost, row: row + 1, used: used, unmatched: unmatched)
        for column in cost.indices where !used.contains(column) && cost[row][column] < 4 {
            let rest = exhaustive(cost, row: row + 1, used: used.union([column]), unmatched: unmatched)
            best = min(best, cost[row][column] + rest)
        }
        return best
    }
}
