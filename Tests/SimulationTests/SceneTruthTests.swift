import Foundation
import Imaging
import Testing

@testable import Simulation

@Suite("Truth of a scene")
struct SceneTruthTests {
    private func points(_ pairs: [[Double]]) -> [Point] { pairs.map { Point(x: $0[0], y: $0[1]) } }

    @Test("Areas, perimeters and lengths of the truth are those of its polygons", arguments: GrowthScene.presetNames)
    func polygons(preset: String) throws {
        let scene = try GrowthScene.preset(named: preset)
        let truth = try SceneTruth(scene: scene).document
        #expect(truth.frames.count == scene.times.count)
        for frame in truth.frames where frame.frame.isMultiple(of: 12) {
            for crystal in frame.crystals {
                let vertices = points(crystal.polygonMicrometers)
                #expect(abs(Polygon.area(vertices) - crystal.areaSquareMicrometers) < 1e-4)
                #expect(abs(Polygon.perimeter(vertices) - crystal.perimeterMicrometers) < 1e-5)
                #expect(abs(crystal.edges.reduce(0, +) - crystal.perimeterMicrometers) < 1e-5)
                #expect(vertices.count == crystal.edges.count)
                let scaled = points(crystal.polygonPixels).map { $0 * scene.micrometersPerPixel }
                for (a, b) in zip(vertices, scaled) { #expect(a.distance(to: b) < 1e-6) }
            }
        }
    }

    @Test(
        "The windows' velocities and area laws give the sides and areas of the frames",
        arguments: GrowthScene.presetNames)
    func laws(preset: String) throws {
        let truth = try SceneTruth(scene: try .preset(named: preset)).document
        for crystal in truth.crystals {
            for window in crystal.velocityWindows {
                var start: (time: Double, side: Double)?
                for frame in truth.frames {
                    guard frame.timeSeconds >= window.startSeconds, frame.timeSeconds <= window.endSeconds,
                        let record = frame.crystals.first(where: { $0.id == crystal.id })
                    else { continue }
                    let minutes = (frame.timeSeconds - window.startSeconds) / 60
                    let law = window.areaLaw
                    let area = law.constant + minutes * (law.linear + minutes * law.quadratic)
                    #expect(abs(area - record.areaSquareMicrometers) < 1e-6 * area + 1e-4)
                    let origin = start ?? (frame.timeSeconds, record.sideMicrometers)
                    start = origin
                    let grown = window.sideVelocity * (frame.timeSeconds - origin.time) / 60
                    #expect(abs(record.sideMicrometers - origin.side - grown) < 1e-5)
                }
            }
        }
    }

    @Test("The paper's plate grows from 147 to 330 um in 24 min and stays in the picture")
    func paper() throws {
        let truth = try SceneTruth(scene: try .preset(named: "paper")).document
        let last = try #require(truth.frames.last?.crystals.first)
        #expect(truth.frames[0].crystals[0].sideMicrometers == 147)
        #expect(abs(last.sideMicrometers - 330) < 1e-6)
        #expect(truth.frameTimesSeconds.last == 1440)
        #expect(truth.crystals[0].velocityWindows[0].sideVelocity == 7.625)
        #expect(truth.frames.allSatisfy { $0.crystals[0].isFullyInside })
    }

    @Test("Slow-down and stop are windows of their own")
    func stages() throws {
        let truth = try SceneTruth(scene: try .preset(named: "stages")).document
        let windows = truth.crystals[0].velocityWindows
        #expect(windows.map(\.sideVelocity) == [12, 5.4, 0])
        #expect(windows.map(\.startSeconds) == [180, 660, 1140])
        let side = try #require(truth.frames.last?.crystals.first).sideMicrometers
        #expect(abs(side - (2 + 12 * 8 + 5.4 * 8)) < 1e-6)
        #expect(truth.frames.filter { $0.timeSeconds < 180 }.allSatisfy { $0.crystals.isEmpty })
    }

    @Test("Growing squares touch when and where geometry says, and share the overlap")
    func contact() throws {
        // Sides 10 um apart close at 2 x 3 um/min: contact after 100 s.
        var scene = GrowthScene.plain([
            .square(x: 25, y: 30, side: 10), .square(x: 45, y: 30, side: 10),
        ])
        scene.frameTimesSeconds = [0, 50, 99, 101, 140]
        // Offset, so that the outlines cross in two points.
        scene.crystals[1].yMicrometers = 33
        let truth = try SceneTruth(scene: scene).document
        #expect(abs(try #require(truth.crystals[0].firstTouchSeconds.value) - 100) < 1e-6)
        #expect(truth.crystals.allSatisfy { $0.velocityWindows.map(\.endSeconds) == [100] })
        #expect(abs(try #require(truth.frames[1].crystals[0].gapMicrometers.value) - 5) < 1e-6)
        #expect(truth.frames[2].crystals.allSatisfy { $0.touching.isEmpty && !$0.isClippedByNeighbour })
        let after = truth.frames[4].crystals
        #expect(after.map(\.touching) == [[2], [1]])
        #expect(after.allSatisfy { $0.isClippedByNeighbour && $0.gapMicrometers.value == 0 })
        // Two squares of 24 um, 20 um apart in x and 3 um in y: they overlap by 4 x 21 um.
        let total = after.map(\.areaSquareMicrometers).reduce(0, +)
        #expect(abs(total - (2 * 24 * 24 - 4 * 21)) < 1e-5)
        let picture = try SimulatedRecording(scene: scene).frame(4).pixels
        let deficit = LightDeficit(picture, fieldLevel: scene.fieldLevel)
        #expect(abs(deficit.sum * 0.25 / 0.9 - total) < 3e-4 * total)
    }

    @Test("A crystal at the border is not fully inside, and its visible part is known")
    func border() throws {
        // The left border is at -0.5 px = -0.25 um.
        let scene = GrowthScene.plain([.square(x: -0.25, y: 30, side: 20, velocity: 0)])
        let crystal = try SceneTruth(scene: scene).document.frames[0].crystals[0]
        #expect(!crystal.isFullyInside)
        #expect(abs(crystal.visibleFraction - 0.5) < 1e-6)
    }

    @Test("Facets of different speed move each at its own")
    func facets() throws {
        var crystal = GrowingCrystal.square(x: 40, y: 30, side: 10)
        crystal.facetVelocitiesMicrometersPerMinute = [4, 1, 2, 1]
        let scene = GrowthScene.plain([crystal])
        let truth = try SceneTruth(scene: scene).document
        let record = truth.frames[3].crystals[0]
        #expect(record.facetDistances == [7.4, 5.6, 6.2, 5.6])
        #expect(record.polygonMicrometers.map { $0[0] }.max() == 47.4)
        #expect(record.polygonMicrometers.map { $0[0] }.min() == 33.8)
    }

    @Test("Every key that readers look up stands in the file, null where there is no value")
    func keys() throws {
        let data = try SceneTruth(scene: try .preset(named: "paper")).json()
        let top = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        let frames = try #require(top["frames"] as? [[String: Any]])
        let crystal = try #require((frames[0]["crystals"] as? [[String: Any]])?.first)
        for key in ["width_um", "gap_um"] { #expect(crystal[key] is NSNull) }
        for key in ["id", "side_um", "area_um2", "centre_um", "centre_sample_um", "fully_inside", "sqrt_area_um"] {
            #expect(crystal[key] != nil && !(crystal[key] is NSNull))
        }
        #expect(top["um_per_px"] as? Double == 0.62)
        #expect(top["n_frames"] as? Int == 121)
    }
}
