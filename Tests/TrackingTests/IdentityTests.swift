import Facets
import Foundation
import Imaging
import Statistics
import Testing

@testable import Tracking

@Suite("Identity through the run")
struct IdentityTests {
    @Test("A square growing among dust on a wandering stage is one crystal, and the dust is none")
    func squareAmongDust() throws {
        var scene = SyntheticScene()
        let crystal = TrueCrystal.square(at: Point(x: 240, y: 180), side: 90, velocity: 0.107)
        let dust = scene.scattered(14, seed: 3)
        let stage = scene.wandering(frames: 91, stepPixels: 0.15, seed: 11)
        let record = try run(frames: 91, interval: 12) { frame, time, predictions in
            var objects = dust.map { scene.speck(at: $0 + stage[frame], radiusPixels: 2.5) }
            if let seen = scene.observe(crystal, time: time, drift: stage[frame], expectedID: predictions.first?.id) {
                objects.append(seen)
            }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 1)
        let id = try #require(record.crystalIDs.first)
        #expect(record.measurements(of: id).count == 91)
        #expect(record.verdicts.filter { $0.value == .rejected }.count == 14)
        #expect(record.events(.nucleation).isEmpty)
        let worst = zip(record.drift, stage).map { $0.distance(to: $1) }.max() ?? .infinity
        #expect(worst < 0.6 * scene.pixel, "drift error \(worst / scene.pixel) px")
    }

    @Test("The distances of a square's facets from its seed grow at their own rates, whatever the stage does")
    func facetRates() throws {
        var scene = SyntheticScene()
        var crystal = TrueCrystal.square(at: Point(x: 240, y: 180), side: 60, velocity: 0.1)
        crystal.rates = [0.08, 0.03, 0.06, 0.05]
        let dust = scene.scattered(10, seed: 5)
        let stage = scene.wandering(frames: 80, stepPixels: 0.2, seed: 2)
        let record = try run(frames: 80) { frame, time, _ in
            let objects = dust.map { scene.speck(at: $0 + stage[frame], radiusPixels: 2) }
                + [scene.observe(crystal, time: time, drift: stage[frame])].compactMap { $0 }
            return scene.frame(frame, time: time, objects)
        }
        let id = try #require(record.crystalIDs.first)
        let series = record.measurements(of: id)
        #expect(series.allSatisfy { $0.facets.map(\.number) == [1, 2, 3, 4] })
        for (number, rate) in zip(1...4, crystal.rates) {
            let distances = series.compactMap { $0.facets.first { $0.number == number }?.distance.value }
            let line = try #require(RobustLine(times: series.map(\.timeSeconds), values: distances))
            #expect(abs(line.slope - rate) < 0.02 * 0.05, "facet \(number): \(line.slope) for \(rate) um/s")
        }
    }

    @Test("Crystals that nucleate in sight are followed from their first frame, and the nucleation is told")
    func nucleation() throws {
        var scene = SyntheticScene(field: Point(x: 600, y: 450))
        let truths = (0..<6).map { index -> TrueCrystal in
            let number = Double(index)
            let place = Point(x: 100 + 90 * number, y: 120 + 40 * Double(index % 3))
            return TrueCrystal.square(
                at: place, side: 2, velocity: 0.05 + 0.006 * number, angle: 13 * number,
                nucleationTime: 110 * number)
        }
        let stage = scene.wandering(frames: 91, stepPixels: 0.2, seed: 9)
        let dust = scene.scattered(18, seed: 8)
        let record = try run(frames: 91, interval: 15) { frame, time, _ in
            let objects = dust.map { scene.speck(at: $0 + stage[frame], radiusPixels: 2) }
                + truths.compactMap { scene.observe($0, time: time, drift: stage[frame]) }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 6)
        for truth in truths {
            let ids = Set(record.ids(near: truth.nucleus, within: 3).values.flatMap { $0 })
            #expect(ids.count == 1)
        }
        let nucleations = record.events(.nucleation)
        #expect(nucleations.count == 5)
        for truth in truths.dropFirst() {
            let frame = Int((truth.nucleationTime / 15).rounded(.up))
            #expect(nucleations.contains { abs($0.frame - frame) <= 1 })
        }
    }

    @Test("A crystal hidden for two frames keeps its identity without a word, for twenty with lost and found")
    func gaps() throws {
        var scene = SyntheticScene()
        let crystal = TrueCrystal.square(at: Point(x: 200, y: 200), side: 40, velocity: 0.1)
        let stage = scene.wandering(frames: 80, stepPixels: 0.2, seed: 4)
        let dust = scene.scattered(10, seed: 12)
        let record = try run(frames: 80) { frame, time, _ in
            var objects = dust.map { scene.speck(at: $0 + stage[frame], radiusPixels: 2) }
            let isHidden = frame == 20 || frame == 21 || (40..<60).contains(frame)
            if !isHidden { objects += [scene.observe(crystal, time: time, drift: stage[frame])].compactMap { $0 } }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 1)
        let id = try #require(record.crystalIDs.first)
        #expect(record.measurements(of: id).count == 58)
        #expect(record.events(.lost).map(\.frame) == [40])
        #expect(record.events(.found).map(\.frame) == [60])
        #expect(record.measurements(of: id).allSatisfy { !$0.observation.flags.contains(.occluded) })
    }

    @Test("Frames that could not be read are told once, and identities go on behind them")
    func missingFrames() throws {
        var scene = SyntheticScene()
        let crystal = TrueCrystal.square(at: Point(x: 200, y: 200), side: 40, velocity: 0.1)
        let record = try run(frames: 40) { frame, time, _ in
            (15...19).contains(frame)
                ? nil : scene.frame(frame, time: time, [scene.observe(crystal, time: time)].compactMap { $0 })
        }
        #expect(record.crystalIDs.count == 1)
        #expect(record.events(.framesMissing).map(\.detail) == ["5 frames are missing, 15 to 19"])
        #expect(record.events(.framesMissing).map(\.frame) == [15])
    }

    @Test("Two runs over objects in another order give the same numbers")
    func determinism() throws {
        func record(reversed: Bool) throws -> RunRecord {
            var scene = SyntheticScene()
            let truths = (0..<5).map {
                TrueCrystal.square(
                    at: Point(x: 80 + 80 * Double($0), y: 150), side: 20, velocity: 0.1, angle: 9 * Double($0))
            }
            let dust = scene.scattered(40, seed: 1)
            let stage = scene.wandering(frames: 30, stepPixels: 0.3, seed: 6)
            return try run(frames: 30) { frame, time, _ in
                var objects = dust.map { scene.speck(at: $0 + stage[frame], radiusPixels: 2) }
                objects += truths.compactMap { scene.observe($0, time: time, drift: stage[frame]) }
                return scene.frame(frame, time: time, reversed ? objects.reversed() : objects)
            }
        }
        let (a, b) = (try record(reversed: false), try record(reversed: true))
        #expect(a.measurements.map(\.id) == b.measurements.map(\.id))
        #expect(a.events == b.events)
        #expect(a.drift == b.drift)
        let distances = [a, b].map { $0.measurements.flatMap { $0.facets.map(\.distance) } }
        #expect(distances[0] == distances[1])
        let first = a.measurements.filter { $0.frame == 0 }.map(\.observation.centre)
        #expect(zip(first, first.dropFirst()).allSatisfy { ($0.y, $0.x) < ($1.y, $1.x) })
    }

    @Test("Frames that are looked at for the crystals alone leave everything else as it was")
    func partialFrames() throws {
        var scene = SyntheticScene()
        let crystals = [
            TrueCrystal.square(at: Point(x: 150, y: 150), side: 40, velocity: 0.02),
            TrueCrystal.square(at: Point(x: 350, y: 250), side: 30, velocity: 0.03),
        ]
        let dust = scene.scattered(12, seed: 4)
        var seen: [Int: Int] = [:]
        let record = try run(frames: 120) { frame, time, predictions in
            let expected = predictions.map(\.id).filter { seen[$0, default: 0] > 20 }.sorted()
            // Every sixteenth frame shows everything.
            let isPartial = frame > 40 && frame % 16 != 0 && expected.count == 2
            var objects = crystals.enumerated().compactMap { index, crystal in
                scene.observe(crystal, time: time, expectedID: isPartial ? expected[index] : nil)
            }
            if !isPartial { objects += dust.map { scene.speck(at: $0, radiusPixels: 3) } }
            for prediction in predictions { seen[prediction.id, default: 0] += 1 }
            var observation = scene.frame(frame, time: time, objects)
            if isPartial { observation.lookedFor = Set(expected) }
            return observation
        }
        #expect(record.crystalIDs.count == 2)
        #expect(record.crystalIDs.allSatisfy { record.measurements(of: $0).count == 120 })
        #expect(record.events(.lost).isEmpty && record.events(.found).isEmpty && record.events(.stageMoved).isEmpty)
        // The dust is still known: what it was is not found anew.
        #expect(record.verdicts.count == 2 + dust.count)
        #expect(record.drift.allSatisfy { $0.length < scene.pixel })
    }

    @Test("A candidate that was not found once is recalled where it was, until it is let go")
    func recalled() throws {
        var scene = SyntheticScene()
        let place = Point(x: 200, y: 160)
        var tracker = CrystalTracker()
        var recalled: [Int] = []
        for frame in 0..<30 {
            let time = Double(frame) * 10
            let known = tracker.lastSeen(timeSeconds: time)
            #expect(tracker.predictions(frame: frame, timeSeconds: time).isEmpty)
            #expect(known.allSatisfy { Polygon.centroid($0.vertices).distance(to: place) < 2 * scene.pixel })
            recalled.append(known.count)
            let seen = frame < 3 ? [scene.speck(at: place, radiusPixels: 2.5)] : []
            _ = try tracker.update(scene.frame(frame, time: time, seen))
        }
        #expect(recalled[1..<10].allSatisfy { $0 == 1 } && recalled[29] == 0)
    }

    @Test("What was not looked for takes no object that is found beside it")
    func notLookedFor() throws {
        var scene = SyntheticScene()
        var tracker = CrystalTracker()
        let place = Point(x: 200, y: 160)
        for frame in 0..<20 {
            let speck = scene.speck(at: place, radiusPixels: 2.5)
            _ = try tracker.update(scene.frame(frame, time: Double(frame) * 10, [speck]))
        }
        let beside = place + Point(x: 3 * scene.pixel, y: 0)
        var observation = scene.frame(20, time: 200, [scene.speck(at: beside, radiusPixels: 2.5)])
        observation.lookedFor = []
        let update = try tracker.update(observation)
        #expect(update.measurements.map(\.id) == [2])
        #expect(!update.isOfWholePicture)
    }
}
