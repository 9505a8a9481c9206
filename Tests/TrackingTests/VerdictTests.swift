import Facets
import Foundation
import Imaging
import Testing

@testable import Tracking

@Suite("What is a crystal")
struct VerdictTests {
    @Test("An empty field with dust, floaters and drift has no crystal", arguments: [UInt64(1), 2, 3, 4, 5])
    func emptyField(seed: UInt64) throws {
        var scene = SyntheticScene(random: SeededGenerator(state: seed))
        let dust = scene.scattered(17, seed: seed + 100)
        let optics = scene.scattered(5, seed: seed + 200)
        let stage = scene.wandering(frames: 61, stepPixels: 0.2, seed: seed)
        let record = try run(frames: 61) { frame, time, _ in
            var objects = dust.map { scene.speck(at: $0 + stage[frame], radiusPixels: 1.5 + $0.x / 250) }
            objects += optics.map { scene.speck(at: $0, radiusPixels: 10) }
            for (first, speed) in [(8, 12.0), (22, 5.0), (41, 2.0)] where frame >= first && frame < first + 20 {
                let path = Point(x: 50 + speed * Double(frame - first), y: 100 + 3 * Double(frame - first))
                objects.append(scene.speck(at: path, radiusPixels: 8.5))
            }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.isEmpty)
        #expect(record.events.isEmpty)
    }

    @Test("A floater that grows while it crosses the edge of the picture is no crystal")
    func floaterAtTheBorder() throws {
        var scene = SyntheticScene()
        let dust = scene.scattered(8, seed: 1)
        let record = try run(frames: 60) { frame, time, _ in
            var objects = dust.map { scene.speck(at: $0, radiusPixels: 2) }
            // A disc of 20 px radius that comes in from the left at 1.5 px per frame.
            let radius = 20 * scene.pixel
            let centre = Point(x: (1.5 * Double(frame) - 18) * scene.pixel, y: 150)
            let rim = (0..<32).map { index -> Point in
                let angle = Double(index) * .pi / 16
                return Point(x: max(0, centre.x + radius * cos(angle)), y: centre.y + radius * sin(angle))
            }
            let isCut = centre.x < radius
            objects.append(scene.object(vertices: rim, flags: isCut ? [.border, .noFacets] : [.noFacets]))
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.isEmpty)
    }

    @Test("A speck that is slowly defocused widens and pales, and is no crystal")
    func defocusedDust() throws {
        var scene = SyntheticScene()
        let dust = scene.scattered(20, seed: 77)
        let record = try run(frames: 120) { frame, time, _ in
            let radius = 2.5 + 3 * Double(frame) / 120
            let contrast = -0.4 * (2.5 * 2.5) / (radius * radius)
            return scene.frame(
                frame, time: time, dust.map { scene.speck(at: $0, radiusPixels: radius, contrast: contrast) })
        }
        #expect(record.crystalIDs.isEmpty)
    }

    /// A run of one speck whose outline has this radius, px.
    private func oneSpeck(frames: Int, radius: (_ frame: Int) -> Double) throws -> RunRecord {
        var scene = SyntheticScene()
        return try run(frames: frames) { frame, time, _ in
            scene.frame(frame, time: time, [scene.speck(at: Point(x: 240, y: 180), radiusPixels: radius(frame))])
        }
    }

    @Test("A speck that is outlined with its halo in some frames and without it in others is no crystal")
    func halo() throws {
        let record = try oneSpeck(frames: 90) { $0 >= 22 && !$0.isMultiple(of: 17) ? 12 : 5.5 }
        #expect(record.crystalIDs.isEmpty)
    }

    @Test("A crystal that a floater passes over when it is small is found once the floater has passed")
    func uncovered() throws {
        var scene = SyntheticScene()
        let dust = scene.scattered(8, seed: 5)
        let crystal = TrueCrystal.square(at: Point(x: 170, y: 150), side: 10, velocity: 0.1)
        let record = try run(frames: 40) { frame, time, _ in
            var objects = dust.map { scene.speck(at: $0, radiusPixels: 2) }
            // Until the fifth frame both are one outline, about as large as the crystal is then.
            let path = Point(x: 170 - 5 * Double(5 - frame), y: 150 - 3 * Double(5 - frame))
            let floater = scene.speck(at: path, radiusPixels: 8)
            objects += [frame < 5 ? floater : scene.observe(crystal, time: time)].compactMap { $0 }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 1)
        let id = try #require(record.crystalIDs.first)
        #expect(record.measurements(of: id).count >= 30)
    }

    @Test("First outlines that hold a floater as well do not make what grows in their place a speck")
    func coveredAtFirst() throws {
        let record = try oneSpeck(frames: 60) { $0 < 3 ? 16 - 5 * Double($0) : 3 + 0.12 * Double($0) }
        let id = try #require(record.crystalIDs.first)
        #expect(record.measurements(of: id).count >= 58)
    }

    @Test("What seems to grow within a crystal is no crystal, and the same beside it is one", arguments: [6.0, 70])
    func onCrystal(distance: Double) throws {
        var scene = SyntheticScene()
        let crystal = TrueCrystal.square(at: Point(x: 150, y: 150), side: 60, velocity: 0.05)
        let record = try run(frames: 60) { frame, time, _ in
            // The crystal is known before.
            var objects = [scene.observe(crystal, time: time)].compactMap { $0 }
            let speck = crystal.nucleus + Point(x: distance, y: 4)
            if frame >= 10 { objects.append(scene.speck(at: speck, radiusPixels: 4 + 0.08 * Double(frame))) }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == (distance < 30 ? 1 : 2))
    }

    @Test("A part of a speck that is outlined alone and then becomes all of it is no crystal, and one that outgrows it is",
        arguments: [10.0, 25])
    func partOfSpeck(end: Double) throws {
        var scene = SyntheticScene()
        let centre = Point(x: 150, y: 150)
        let record = try run(frames: 90) { frame, time, _ in
            let radius = 2 + (end - 2) * Double(min(25, max(0, frame - 20))) / 25
            var objects = frame < 45 ? [scene.speck(at: centre, radiusPixels: 10)] : []
            if frame >= 20 { objects.append(scene.speck(at: centre + Point(x: 0.5, y: 0.5), radiusPixels: radius)) }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == (end > 20 ? 1 : 0))
    }

    @Test("A blurred disc that passes for an irregular polygon and stands still is no crystal")
    func disc() throws {
        var scene = SyntheticScene()
        let pentagon = TrueCrystal(
            nucleus: Point(x: 240, y: 180), normals: [0, 72, 144, 216, 288], distances: .init(repeating: 9, count: 5),
            rates: .init(repeating: 0, count: 5), habit: .polygon)
        let record = try run(frames: 30) { frame, time, _ in
            scene.frame(frame, time: time, [scene.observe(pentagon, time: time)].compactMap { $0 })
        }
        #expect(record.crystalIDs.isEmpty)
    }

    @Test("A speck that is soon outlined with its halo is no crystal")
    func earlyHalo() throws {
        let first = [13.0, 13.4, 13.8, 14.2, 19.2, 19.6, 20.0, 20.4, 20.8, 21.2]
        let record = try oneSpeck(frames: 40) { frame in
            (frame < first.count ? first[frame] : frame.isMultiple(of: 3) ? 19 : 13) / Double.pi.squareRoot()
        }
        #expect(record.crystalIDs.isEmpty)
    }

    @Test("A colony that grows faster and faster is found in a few frames")
    func doubling() throws {
        let sizes = [15.2, 16.9, 19.1, 23.9, 33]
        let record = try oneSpeck(frames: sizes.count) { sizes[$0] / Double.pi.squareRoot() }
        #expect(record.crystalIDs.count == 1)
    }

    @Test("A small dark place at the edge of the picture that changes its size is no crystal, and a large one that grows is",
        arguments: [(4.0, 13.0), (20, 50)])
    func partAtTheBorder(sizes: (first: Double, last: Double)) throws {
        var scene = SyntheticScene()
        let record = try run(frames: 80) { frame, time, _ in
            let size = sizes.first + (sizes.last - sizes.first) * Double(frame) / 80
            var object = scene.speck(at: Point(x: 240, y: 0.2 * size), radiusPixels: size / Double.pi.squareRoot())
            // The outline reaches the edge in most frames.
            if !frame.isMultiple(of: 5) { object.flags.insert(.border) }
            return scene.frame(frame, time: time, [object])
        }
        #expect(record.crystalIDs.count == (sizes.last > 16 ? 1 : 0))
    }

    @Test("A blurred speck that seems to grow for a while, as noise that changes slowly has it, is no crystal",
        arguments: [
            [24.3, 28.3, 28.4, 28.3, 28.4, 29.0, 29.9, 30.5, 30.3, 29.5],
            [36.3, 35.5, 35.6, 34.2, 33.7, 33.7, 32.7, 32.6, 32.3, 32.6, 33.2, 33.7, 34.0, 34.4, 34.7, 35.0, 35.3, 35.5],
        ])
    func slowNoise(sizes: [Double]) throws {
        let record = try oneSpeck(frames: 120) { frame in
            // Five frames between two sizes of the longer series.
            let place = sizes.count < 12 ? Double(frame) : Double(frame) / 5
            let index = min(Int(place), sizes.count - 2)
            let size = sizes[index] + (sizes[index + 1] - sizes[index]) * min(1, place - Double(index))
            return size / Double.pi.squareRoot()
        }
        #expect(record.crystalIDs.isEmpty)
    }

    @Test("A clock's digits and a scale bar are no crystals, flagged as overlay or not")
    func burnedIn() throws {
        var scene = SyntheticScene()
        let dust = scene.scattered(8, seed: 5)
        let stage = scene.wandering(frames: 60, stepPixels: 0.3, seed: 5)
        let crystal = TrueCrystal.square(at: Point(x: 240, y: 180), side: 40, velocity: 0.08)
        let record = try run(frames: 60) { frame, time, _ in
            var objects = dust.map { scene.speck(at: $0 + stage[frame], radiusPixels: 2) }
            objects += [scene.observe(crystal, time: time, drift: stage[frame])].compactMap { $0 }
            let digit = 5 + Double((frame * 7) % 10) / 4
            objects.append(scene.speck(at: Point(x: 20, y: 15), radiusPixels: digit, isOverlay: true))
            objects.append(scene.speck(at: Point(x: 32, y: 15), radiusPixels: 5 + Double((frame * 3) % 10) / 3))
            let bar = TrueCrystal(
                nucleus: Point(x: 440, y: 360), normals: [0, 90, 180, 270], distances: [31, 3, 31, 3],
                rates: [0, 0, 0, 0], habit: .ribbon)
            objects += [scene.observe(bar, time: time)].compactMap { $0 }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 1)
        #expect(record.ids(near: crystal.nucleus, within: 3).count == 60)
    }

    @Test("A digit that happens to grow beside other letters is no crystal, and a crystal that grows there is one")
    func risingDigit() throws {
        var scene = SyntheticScene()
        let crystal = TrueCrystal.square(at: Point(x: 60, y: 40), side: 8, velocity: 0.3)
        let record = try run(frames: 60) { frame, time, _ in
            var objects = [20.0, 32].map {
                scene.speck(at: Point(x: $0, y: 15), radiusPixels: 5, contrast: 0.4, isOverlay: true)
            }
            let digit = Point(x: 26, y: 15)
            objects.append(scene.speck(at: digit, radiusPixels: 4 + 0.5 * Double(frame % 10), contrast: 0.3))
            objects += [scene.observe(crystal, time: time)].compactMap { $0 }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 1)
        #expect(record.ids(near: crystal.nucleus, within: 3).count == 60)
    }

    @Test("A faint disc in the optics that flickers about the threshold while the lamp drifts is no crystal")
    func flickeringDisc() throws {
        var scene = SyntheticScene()
        let crystal = TrueCrystal.square(at: Point(x: 200, y: 180), side: 40, velocity: 0.06)
        let dust = scene.scattered(15, seed: 71)
        let stage = scene.wandering(frames: 90, stepPixels: 0.2, seed: 72)
        let record = try run(frames: 90) { frame, time, _ in
            var objects = dust.map { scene.speck(at: $0 + stage[frame], radiusPixels: 2) }
            objects += [scene.observe(crystal, time: time, drift: stage[frame])].compactMap { $0 }
            // More of the disc rises above the threshold as the lamp fades, by fits and starts.
            let radius = 10 + 0.1 * Double(frame) + 2 * scene.random.normal()
            let jitter = Point(x: scene.random.normal(), y: scene.random.normal()) * 0.6
            if frame % 5 > 1 {
                objects.append(scene.speck(at: Point(x: 400, y: 90) + jitter, radiusPixels: radius, contrast: -0.055))
            }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 1)
        #expect(record.ids(near: crystal.nucleus, within: 3).count == 90)
    }

    @Test("A crystal that gains 0.02 px per frame is found after some hundred frames")
    func slowGrowth() throws {
        var scene = SyntheticScene()
        let dust = scene.scattered(15, seed: 6)
        let perFrame = 0.02 * scene.pixel
        let slow = TrueCrystal.colony(at: Point(x: 200, y: 200), radius: 4 * 0.62, rate: perFrame / 10 / 1.77)
        let record = try run(frames: 300) { frame, time, _ in
            var objects = dust.map { scene.speck(at: $0, radiusPixels: 2.5) }
            objects += [scene.observe(slow, time: time)].compactMap { $0 }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 1)
        #expect(record.measurements(of: record.crystalIDs.first ?? 0).count == 300)
    }

    @Test("A large faceted crystal that does not grow is a crystal, a large round spot is not")
    func largeAndStill() throws {
        var scene = SyntheticScene()
        let still = TrueCrystal.square(at: Point(x: 150, y: 150), side: 40, velocity: 0, angle: 33)
        let record = try run(frames: 40) { frame, time, _ in
            var objects = [scene.speck(at: Point(x: 350, y: 200), radiusPixels: 30)]
            objects += [scene.observe(still, time: time)].compactMap { $0 }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 1)
        #expect(record.ids(near: still.nucleus, within: 2).count == 40)
    }

    @Test("A run of one to four frames takes faceted and large objects for crystals, specks not", arguments: 1...4)
    func shortRun(frames: Int) throws {
        var scene = SyntheticScene()
        let truth = TrueCrystal.square(at: Point(x: 150, y: 150), side: 40, velocity: 0.1, angle: 33)
        let dust = scene.scattered(10, seed: 3)
        let record = try run(frames: frames) { frame, time, _ in
            var objects = dust.map { scene.speck(at: $0, radiusPixels: 2.5) }
            objects += [scene.observe(truth, time: time)].compactMap { $0 }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 1)
        #expect(record.measurements(of: record.crystalIDs.first ?? 0).count == frames)
    }

    @Test("In a run of 13 frames, growing crystals are found without facets")
    func thirteenFrames() throws {
        var scene = SyntheticScene()
        let colony = TrueCrystal.colony(at: Point(x: 150, y: 150), radius: 6, rate: 0.03)
        let dust = scene.scattered(12, seed: 13)
        let record = try run(frames: 13) { frame, time, _ in
            var objects = dust.map { scene.speck(at: $0, radiusPixels: 2.5) }
            objects += [scene.observe(colony, time: time)].compactMap { $0 }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 1)
    }

    @Test("A crystal that nucleates on dust is one from the onset of its growth")
    func nucleationOnDust() throws {
        var scene = SyntheticScene()
        let place = Point(x: 200, y: 160)
        let crystal = TrueCrystal.square(at: place, side: 2, velocity: 0.06, nucleationTime: 400)
        let record = try run(frames: 100) { frame, time, _ in
            let seen = time > 430 ? scene.observe(crystal, time: time) : scene.speck(at: place, radiusPixels: 2.5)
            let others = scene.scattered(8, seed: 2).map { scene.speck(at: $0, radiusPixels: 2) }
            return scene.frame(frame, time: time, others + [seen].compactMap { $0 })
        }
        #expect(record.crystalIDs.count == 1)
        let nucleation = try #require(record.events(.nucleation).first)
        #expect(abs(nucleation.timeSeconds - 430) < 40)
        let id = try #require(record.crystalIDs.first)
        #expect(record.growthOnsetFrames[id] == nucleation.frame)
    }

    @Test("Dust that starts to grow long after it was put aside becomes a crystal again")
    func lateOnset() throws {
        var scene = SyntheticScene()
        let place = Point(x: 200, y: 160)
        let crystal = TrueCrystal.square(at: place, side: 2, velocity: 0.06, nucleationTime: 2000)
        let record = try run(frames: 300) { frame, time, _ in
            let seen = time > 2030 ? scene.observe(crystal, time: time) : scene.speck(at: place, radiusPixels: 2.5)
            return scene.frame(frame, time: time, [seen].compactMap { $0 })
        }
        #expect(record.crystalIDs.count == 1)
        let nucleation = try #require(record.events(.nucleation).first)
        #expect(abs(nucleation.timeSeconds - 2030) < 100)
    }

    @Test("Only what hardly changes and mostly shows no facets rests")
    func resting() throws {
        var scene = SyntheticScene()
        var tracker = CrystalTracker()
        let dust = Point(x: 100, y: 100)
        let lump = TrueCrystal.square(at: Point(x: 200, y: 160), side: 8, velocity: 0, nucleationTime: -1000)
        let growing = TrueCrystal.square(at: Point(x: 300, y: 100), side: 4, velocity: 0.02, nucleationTime: 0)
        var latest: [(id: Int, centre: Point)] = []
        for frame in 0..<20 {
            let time = 10 * Double(frame)
            let objects = [scene.speck(at: dust, radiusPixels: 4)]
                + [scene.observe(lump, time: time), scene.observe(growing, time: time)].compactMap { $0 }
            let update = try tracker.update(scene.frame(frame, time: time, objects))
            latest = update.measurements.map { ($0.id, $0.observation.centre) }
            if frame == 5 { #expect(latest.allSatisfy { !tracker.isResting($0.id) }) }
        }
        let resting = latest.filter { tracker.isResting($0.id) }
        #expect(latest.count == 3)
        #expect(resting.count == 1)
        #expect(try #require(resting.first).centre.distance(to: dust) < 2)
    }
}
