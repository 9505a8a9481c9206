import Foundation
import Simulation
import Testing

@testable import growth_benchmark

@Suite("The benchmark's movies")
struct SceneTests {
    @Test(
        "Every kind can be rendered, is the same each time, and differs from movie to movie",
        arguments: SceneKind.allCases)
    func kinds(kind: SceneKind) throws {
        let first = kind.scene(movie: 0)
        try first.validate()
        #expect(first == kind.scene(movie: 0))
        #expect(first.seed != kind.scene(movie: 1).seed)
        #expect((kind == .empty) == first.crystals.isEmpty)
        if kind != .empty { #expect(first.crystals != kind.scene(movie: 1).crystals) }
    }

    @Test("No two movies share a seed")
    func seeds() {
        let accuracy = SceneKind.allCases.flatMap { kind in (0..<100).map { kind.seed(ofMovie: $0) } }
        let coverage = (0..<1000).map { CoverageScene.seed(ofMovie: $0) }
        let mixed = (0..<1000).map { MixedScene.seed(ofMovie: $0) }
        #expect(Set(accuracy + coverage + mixed).count == accuracy.count + coverage.count + mixed.count)
    }

    @Test("A crystal of the coverage study stays in the picture, so that every frame can be measured")
    func coverageScenes() throws {
        for number in 0..<40 {
            let scene = CoverageScene.scene(movie: number)
            let truth = try JSONDecoder().decode(Truth.self, from: SceneTruth(scene: scene).json())
            #expect(truth.frames.allSatisfy { $0.crystals.count == 1 && $0.crystals[0].isFullyInside }, "\(scene.name)")
            #expect(truth.crystals[0].velocityWindows.count == 1)
        }
    }

    @Test("Mixed scenes can be rendered, and hold every habit, contact, jumps, and crystals that nucleate on the way")
    func mixedScenes() throws {
        let scenes = (0..<80).map { MixedScene.scene(movie: $0) }
        for scene in scenes { try scene.validate() }
        let crystals = scenes.flatMap(\.crystals)
        for shape in GrowingCrystal.Shape.allCases {
            #expect(crystals.count { $0.shape == shape } >= 10, "\(shape)")
        }
        #expect(crystals.contains { $0.nucleationTimeSeconds > 0 })
        #expect(scenes.contains { !$0.drift.jumps.isEmpty })
        #expect(MixedScene.scene(movie: 3) == scenes[3])
        let touches = try scenes.prefix(40).flatMap { scene in
            try JSONDecoder().decode(Truth.self, from: SceneTruth(scene: scene).json()).crystals
        }.count { $0.firstTouchSeconds != nil }
        #expect(touches > 5)
    }

    @Test(
        "In a crowd crystals touch, but late: each is free for 10 frames or more",
        arguments: [SceneKind.crowd, .clearCrowd])
    func crowds(kind: SceneKind) throws {
        for number in 0..<3 {
            let scene = kind.scene(movie: number)
            let truth = try JSONDecoder().decode(Truth.self, from: SceneTruth(scene: scene).json())
            #expect(truth.crystals.contains { $0.firstTouchSeconds != nil })
            let scale = truth.micrometersPerPixel
            for crystal in truth.crystals {
                let free = truth.frames.flatMap(\.crystals).filter {
                    $0.id == crystal.id && $0.isRequired(scale: scale) && $0.isIsolated(scale: scale)
                }
                #expect(free.count >= 10, "\(scene.name) crystal \(crystal.id)")
            }
        }
    }
}
