import Calibration
import Facets
import Foundation
import Imaging
import Media
import SceneTestSupport
import Segmentation
import Simulation
import Statistics
import Testing
import Tracking

@testable import Analysis

@Suite("Steady scenes")
struct SteadySceneTests {
    /// Two plates whose facets move by a quarter of a pixel from frame to frame.
    private func dense(_ others: [GrowingCrystal] = [], frames: Int = 60) -> GrowthScene {
        GrowthScene.camera(
            [.at(85, 120, side: 60, growth: 2.5), .at(220, 90, side: 50, orientation: 8, growth: 2.5)] + others,
            frames: frames, seed: 3)
    }

    /// What each frame gave, with whether it was only glanced at.
    private func measure(
        _ scene: GrowthScene, change: (Int, PixelBuffer) -> PixelBuffer = { $1 }
    ) async throws -> [(update: TrackingUpdate, isGlance: Bool)] {
        let recording = try SimulatedRecording(scene: scene)
        let error = Estimate(value: GrowthScene.testScale, standardError: 0)
        var measurement = try FrameMeasurement(
            properties: recording.properties, scale: PixelScale(x: error, y: error, origin: "test"),
            settings: .init())
        return try (0..<recording.frameCount).map { index in
            let frame = try recording.frame(index)
            let update = try measurement.measure(
                Frame(index: index, timeSeconds: frame.timeSeconds, pixels: change(index, frame.pixels)))
            return (update, !update.isOfWholePicture)
        }
    }

    /// Measured less true side of every crystal of a frame, px.
    private func errors(_ update: TrackingUpdate, _ truth: [GrowthTruth.Record]) -> [Double] {
        truth.compactMap { crystal in
            update.measurements.first { $0.observation.centre.distance(to: crystal.centre) < 5 }.map {
                ($0.observation.side.value - crystal.sideMicrometers) / GrowthScene.testScale
            }
        }
    }

    /// Every crystal is measured in every frame, with an RMS error of its side below `limit`, px, in glances and in searches.
    private func expectSides(
        of frames: [(update: TrackingUpdate, isGlance: Bool)], in scene: GrowthScene, count: Int, within limit: Double
    ) throws {
        var squares: [Bool: [Double]] = [:]
        for (frame, crystals) in zip(frames, try GrowthTruth(scene).frames) {
            let errors = errors(frame.update, crystals.crystals)
            #expect(errors.count == count)
            squares[frame.isGlance, default: []] += errors.map { $0 * $0 }
        }
        for (isGlance, values) in squares {
            let rmse = (values.reduce(0, +) / Double(values.count)).squareRoot()
            #expect(rmse < limit, "\(isGlance ? "glances" : "searches"): \(rmse) px")
        }
        #expect(Set(frames.flatMap { $0.update.measurements.map(\.id) }).count == count)
    }

    @Test("Most frames of a dense recording are not searched, and are measured as well")
    func accuracy() async throws {
        let scene = dense()
        let frames = try await measure(scene)
        #expect(frames.count { $0.isGlance } > 35)
        try expectSides(of: frames, in: scene, count: 2, within: 0.03)
    }

    @Test("Time-lapse frames are searched one by one")
    func coarse() async throws {
        let scene = dense(frames: 16).with { $0.frameIntervalSeconds = 120 }
        #expect(try await measure(scene).allSatisfy { !$0.isGlance })
    }

    /// The latest of the crystals to nucleate is found while it is small, among frames that are mostly glanced at.
    private func expectEarlySight(of id: Int, in scene: GrowthScene) async throws -> [TrackingUpdate] {
        let frames = try await measure(scene)
        let truth = try GrowthTruth(scene).frames
        let nucleation = try #require(truth.firstIndex { $0.crystals.contains { $0.id == id } })
        let first = try #require(truth.firstIndex { $0.crystals.contains { $0.id == id && $0.sideMicrometers > 3 } })
        let new = try #require(truth[first].crystals.first { $0.id == id })
        #expect(frames[nucleation - 10..<nucleation].count { $0.isGlance } > 5)
        #expect(frames[first].update.measurements.contains { $0.observation.centre.distance(to: new.centre) < 2 })
        return frames.map(\.update)
    }

    @Test("A crystal that nucleates between the others is found while it is small")
    func nucleation() async throws {
        let scene = dense([.at(250, 190, side: 2, growth: 2.5, nucleation: 360)])
        _ = try await expectEarlySight(of: 3, in: scene)
    }

    @Test("A crystal that nucleates within the window of a small one is found while it is small")
    func nucleationBeside() async throws {
        let scene = dense([
            .at(240, 190, side: 8, growth: 1.5), .at(262, 190, side: 2, growth: 2.5, nucleation: 360),
        ])
        let updates = try await expectEarlySight(of: 4, in: scene)
        #expect(Set(updates.suffix(20).flatMap { $0.measurements.map(\.id) }).count == 4)
    }

    @Test(
        "What appears in the background asks for a search, and what lies on a facet moves no side",
        arguments: [(250.0, 190.0, false), (99, 82, true)])
    func disturbance(x: Double, y: Double, isOnFacet: Bool) async throws {
        let scene = dense()
        let undisturbed = try await measure(scene)
        let index = try #require(undisturbed.indices.first { $0 > 40 && undisturbed[$0].isGlance })
        let frames = try await measure(scene) { frame, picture in
            frame == index ? picture.shaded(by: [SoftSpeck(Point(x: x, y: y), radius: 7, depth: 0.4)]) : picture
        }
        if !isOnFacet { #expect(!frames[index].isGlance) }
        let truth = try GrowthTruth(scene).frames[index].crystals
        for crystal in truth {
            let seen = try #require(
                frames[index].update.measurements.first { $0.observation.centre.distance(to: crystal.centre) < 5 })
            let error = (seen.observation.side.value - crystal.sideMicrometers) / GrowthScene.testScale
            #expect(abs(error) < 0.1 || seen.observation.flags.contains(where: \.excludesFromFit), "\(error) px")
        }
    }

    @Test("Flicker of the lamp does not ask for a search")
    func flicker() async throws {
        let scene = dense().with { $0.illumination.flicker = 0.03 }
        #expect(try await measure(scene).count { $0.isGlance } > 35)
    }

    @Test("A speck that begins to grow after long rest is followed frame by frame")
    func lateGrowth() async throws {
        var late = GrowingCrystal.at(250, 190, side: 7, growth: 4)
        let onset = 80
        late.velocityChanges = [
            .init(fromSeconds: 0, factor: 0), .init(fromSeconds: Double(onset) * 12, factor: 1),
        ]
        let frames = try await measure(dense([late], frames: 120))
        let place = Point(x: 250, y: 190) * GrowthScene.testScale
        let seen = frames.map { frame in
            frame.update.measurements.contains { $0.observation.centre.distance(to: place) < 4 }
        }
        // It had been put aside as dust, and frames were glanced at.
        #expect(frames[60..<onset].count { $0.isGlance } > 10)
        #expect(seen[110...].allSatisfy { $0 })
        #expect(frames[(onset + 16)...].allSatisfy { !$0.isGlance })
    }

    @Test("Faint crystals in noise are searched for in every frame")
    func faint() async throws {
        let scene = dense(frames: 30).with {
            $0.appearance.opacity = 0.1
            $0.sensor.fullWellElectrons = 450
            $0.sensor.readNoiseElectrons = 5
        }
        #expect(try await measure(scene).allSatisfy { !$0.isGlance })
    }

    @Test("What cannot be followed is sought around where it was, and measured as well: rounded corners, small, near others")
    func sought() async throws {
        var rounded = GrowingCrystal.at(85, 130, side: 66, growth: 2.5)
        rounded.cornerRadiusMicrometers = 5
        let others: [GrowingCrystal] = [
            .at(200, 60, side: 15, orientation: 5, growth: 1.5), .at(220, 170, side: 34, orientation: 0, growth: 0.5),
            .at(266, 170, side: 34, orientation: 0, growth: 0.5),
        ]
        let scene = GrowthScene.camera([rounded] + others, frames: 60, seed: 4)
        let frames = try await measure(scene)
        #expect(frames.count { $0.isGlance } > 35)
        try expectSides(of: frames, in: scene, count: 4, within: 0.04)
        #expect(frames.filter { $0.isGlance }.contains { frame in
            frame.update.measurements.contains { $0.observation.flags.contains(.roundedCorners) }
        })
    }
}
