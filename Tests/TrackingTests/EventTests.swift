import Facets
import Foundation
import Imaging
import Testing

@testable import Tracking

@Suite("Events")
struct EventTests {
    @Test("Two crystals that come into contact tell it once, with both numbers, and are apart again later")
    func contactAndSplit() throws {
        var scene = SyntheticScene()
        let a = TrueCrystal.square(at: Point(x: 150, y: 150), side: 40, velocity: 0.1)
        let b = TrueCrystal.square(at: Point(x: 230, y: 150), side: 30, velocity: 0.1)
        let record = try run(frames: 50) { frame, time, predictions in
            let ids = predictions.map(\.id)
            let touches = (20..<35).contains(frame)
            return scene.frame(frame, time: time, [
                scene.observe(a, time: time, expectedID: ids.first, flags: touches ? [.touching] : [],
                    touching: touches ? [ids[1]] : []),
                scene.observe(b, time: time, expectedID: ids.last, flags: touches ? [.touching] : [],
                    touching: touches ? [ids[0]] : []),
            ].compactMap { $0 })
        }
        let ids = record.crystalIDs
        try #require(ids.count == 2)
        #expect(record.events(.contact).map(\.frame) == [20])
        #expect(record.events(.contact).map(\.crystalID) == [ids[0]])
        #expect(record.events(.contact).map(\.detail) == ["touches crystal \(ids[1])"])
        #expect(record.events(.split).map(\.frame) == [35])
    }

    @Test("Two crystals that share one undivided silhouette keep their identities and are flagged")
    func mergedSilhouette() throws {
        var scene = SyntheticScene()
        let a = TrueCrystal.square(at: Point(x: 150, y: 150), side: 40, velocity: 0.05, angle: 0)
        let b = TrueCrystal.square(at: Point(x: 205, y: 150), side: 30, velocity: 0.05, angle: 0)
        let record = try run(frames: 50) { frame, time, _ in
            guard (20..<30).contains(frame) else {
                return scene.frame(frame, time: time, [a, b].compactMap { scene.observe($0, time: time) })
            }
            let both = [a, b].flatMap { $0.corners(at: time) }
            let (x, y) = (both.map(\.x), both.map(\.y))
            let hull = [
                Point(x: x.min() ?? 0, y: y.min() ?? 0), Point(x: x.max() ?? 0, y: y.min() ?? 0),
                Point(x: x.max() ?? 0, y: y.max() ?? 0), Point(x: x.min() ?? 0, y: y.max() ?? 0),
            ]
            return scene.frame(frame, time: time, [scene.object(vertices: hull, flags: [.noFacets])])
        }
        #expect(record.crystalIDs.count == 2)
        #expect(record.events(.contact).count == 1)
        #expect(record.events(.lost).isEmpty)
        for measurement in record.measurements where (20..<30).contains(measurement.frame) {
            #expect(measurement.observation.flags.contains { $0.excludesFromFit })
        }
        for (truth, size) in [(a, 40.0), (b, 30.0)] {
            let late = record.ids(near: truth.nucleus, within: 3)[45] ?? []
            let early = record.ids(near: truth.nucleus, within: 3)[5] ?? []
            #expect(late == early, "crystal of \(size) um")
        }
    }

    @Test("A floater passing over a crystal is flagged, breaks nothing, and leaves the prediction alone")
    func floaterOverCrystal() throws {
        var scene = SyntheticScene()
        let truth = TrueCrystal.square(at: Point(x: 200, y: 180), side: 50, velocity: 0.06)
        let dust = scene.scattered(8, seed: 17)
        var predictionErrors: [Double] = []
        let record = try run(frames: 60) { frame, time, predictions in
            if frame > 10, let predicted = predictions.first?.vertices {
                predictionErrors.append(abs(Polygon.area(predicted).squareRoot() - (50 + 0.06 * time)))
            }
            var objects = dust.map { scene.speck(at: $0, radiusPixels: 2) }
            let floater = Point(x: 110 + 8 * Double(frame - 15), y: 180)
            let isOver = abs(floater.x - 200) < 40
            if isOver {
                // One silhouette for both: the crystal's corners and those of a disc that sticks out on one side.
                let side: Double = floater.x < 200 ? -1 : 1
                let corners = truth.corners(at: time)
                let bulge = Point(x: 200 + side * (50 + 0.03 * time), y: 180)
                let merged = (corners + [bulge]).sorted {
                    atan2($0.y - 180, $0.x - 200) < atan2($1.y - 180, $1.x - 200)
                }
                objects.append(scene.object(vertices: merged, flags: [.noFacets], expectedID: predictions.first?.id))
            } else {
                objects += [scene.observe(truth, time: time, expectedID: predictions.first?.id)].compactMap { $0 }
                if frame >= 15, floater.x < 480 { objects.append(scene.speck(at: floater, radiusPixels: 12)) }
            }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 1)
        let series = record.measurements(of: record.crystalIDs.first ?? 0)
        #expect(series.count == 60)
        let flagged = Set(series.filter { $0.observation.flags.contains(.occluded) }.map(\.frame))
        let covered = Set((0..<60).filter { abs(110 + 8 * Double($0 - 15) - 200) < 40 })
        #expect(flagged == covered)
        #expect((predictionErrors.max() ?? .infinity) < 1)
    }

    @Test("Border and defocus are told once each")
    func borderAndFocus() throws {
        var scene = SyntheticScene()
        let truth = TrueCrystal.square(at: Point(x: 50, y: 180), side: 40, velocity: 0.1)
        let record = try run(frames: 50) { frame, time, _ in
            let flags: Set<MeasurementFlag> = frame >= 40 ? [.border] : frame == 20 || frame == 22 ? [.outOfFocus] : []
            return scene.frame(frame, time: time, [scene.observe(truth, time: time, flags: flags)].compactMap { $0 })
        }
        #expect(record.events.map(\.kind) == [.outOfFocus, .border])
        #expect(record.events.map(\.frame) == [20, 40])
    }

    @Test("A speck that a crystal grows over does not count as a contact")
    func dustOverrun() throws {
        var scene = SyntheticScene()
        let truth = TrueCrystal.square(at: Point(x: 200, y: 180), side: 30, velocity: 0.1, angle: 0)
        let dust = Point(x: 230, y: 180)
        let record = try run(frames: 90) { frame, time, _ in
            var objects = [scene.observe(truth, time: time)].compactMap { $0 }
            if 15 + 0.05 * time < 27 { objects.append(scene.speck(at: dust, radiusPixels: 3)) }
            return scene.frame(frame, time: time, objects)
        }
        #expect(record.crystalIDs.count == 1)
        #expect(record.events.isEmpty)
        #expect(record.measurements(of: record.crystalIDs.first ?? 0).allSatisfy { $0.observation.flags.isEmpty })
    }
}
