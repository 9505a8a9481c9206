import Imaging
import SceneTestSupport
import Simulation
import Testing

@testable import Segmentation

@Suite("A glance at the background")
struct GlanceTests {
    private let scene = GrowthScene.camera([.at(110, 120, side: 70, growth: 2.5)], frames: 12).with {
        $0.illumination.flicker = 0
    }

    private func brightened(_ picture: PixelBuffer, by factor: Double) throws -> PixelBuffer {
        guard case .uint8(let samples) = picture.samples else { throw SegmentationError.notGrey(channels: 0) }
        let values = samples.map { UInt8(min(255, (factor * Double($0)).rounded())) }
        return PixelBuffer(width: picture.width, height: picture.height, bitDepth: 8, samples: .uint8(values))
    }

    @Test("Nothing is known before the first search")
    func first() throws {
        var segmenter = try scene.searched(0)
        #expect(try segmenter.glance(scene.picture(0), contrast: 0.9) == nil)
    }

    @Test("Frames of the same scene are nothing new, and their light is that of a search")
    func same() throws {
        var glanced = try scene.searched(8)
        var searching = glanced
        for index in 8..<12 {
            let light = try #require(try glanced.glance(scene.picture(index), contrast: 0.9))
            let expected = try searching.segment(scene.picture(index), expected: []).illumination
            for (x, y) in [(20, 20), (300, 30), (160, 220), (110, 120)] {
                #expect(abs(light.value(x: x, y: y) / expected.value(x: x, y: y) - 1) < 0.003)
            }
        }
    }

    @Test("A lamp that is brighter or darker is followed", arguments: [0.9, 1.1])
    func lamp(factor: Double) throws {
        var segmenter = try scene.searched(8)
        let before = try #require(try segmenter.glance(scene.picture(8), contrast: 0.9))
        let after = try #require(try segmenter.glance(brightened(scene.picture(9), by: factor), contrast: 0.9))
        for (x, y) in [(20, 20), (300, 30)] {
            #expect(abs(Double(after.value(x: x, y: y) / before.value(x: x, y: y)) / factor - 1) < 0.005)
        }
    }

    @Test("Where noise would hide a new crystal, the picture has to be searched", arguments: [(0.9, true), (0.02, false)])
    func blind(contrast: Double, isSeen: Bool) throws {
        var segmenter = try scene.searched(8)
        #expect((try segmenter.glance(scene.picture(8), contrast: contrast) != nil) == isSeen)
    }

    @Test("Something small and faint that was not there asks for a search", arguments: [(4.0, 0.1), (2.5, 0.3)])
    func something(radius: Double, depth: Double) throws {
        var segmenter = try scene.searched(8)
        let picture = try scene.picture(8).shaded(
            by: [SoftSpeck(Point(x: 250, y: 60), radius: radius, depth: depth)])
        #expect(try segmenter.glance(picture, contrast: 0.9) == nil)
        // Nothing was learnt of it.
        #expect(try segmenter.glance(picture, contrast: 0.9) == nil)
        #expect(try segmenter.glance(scene.picture(9), contrast: 0.9) != nil)
    }
}

extension GrowthScene {
    /// A segmenter that has searched the first frames.
    func searched(_ frames: Int) throws -> Segmenter {
        var segmenter = try Segmenter(width: width, height: height, settings: .init())
        for index in 0..<frames { _ = try segmenter.segment(picture(index), expected: []) }
        return segmenter
    }
}
