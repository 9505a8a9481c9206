import Foundation
import Imaging
import Testing

@testable import Simulation

@Suite("Simulated recordings")
struct RecordingTests {
    private func disturbed() -> GrowthScene {
        var scene = GrowthScene.plain([.square(x: 40, y: 30, side: 12, orientation: 30)])
        scene.sensor = Sensor()
        scene.contamination.floaterCount = 2
        scene.contamination.sampleDustCount = 3
        scene.drift.randomStepMicrometers = 0.3
        scene.optics.defocusAmplitudeMicrometers = 1
        scene.illumination.flicker = 0.01
        return scene
    }

    @Test("A frame is the same alone, in order, and from another recording of the scene")
    func deterministic() throws {
        let scene = disturbed()
        let inOrder = try SimulatedRecording(scene: scene)
        var frames: [Frame] = []
        while case .frame(let frame)? = try inOrder.read() { frames.append(frame) }
        #expect(frames.map(\.index) == [0, 1, 2, 3])
        #expect(frames.map(\.timeSeconds) == [0, 12, 24, 36])
        let alone = try SimulatedRecording(scene: scene)
        for index in [3, 1, 2, 0] { #expect(try alone.frame(index).pixels == frames[index].pixels) }
        #expect(frames[0].pixels != frames[1].pixels)
    }

    @Test("Another seed gives another picture")
    func seeds() throws {
        var scene = disturbed()
        let first = try SimulatedRecording(scene: scene).frame(1)
        scene.seed += 1
        #expect(try SimulatedRecording(scene: scene).frame(1).pixels != first.pixels)
    }

    @Test("A frame beyond the end is refused with the number of frames")
    func beyondEnd() throws {
        let recording = try SimulatedRecording(scene: .plain())
        #expect(throws: SimulationError.noSuchFrame(index: 4, count: 4)) { try recording.frame(4) }
    }

    @Test("The crystal moves in the picture as the truth says the sample drifts")
    func drift() throws {
        var scene = GrowthScene.plain([.square(x: 38, y: 28, side: 15, velocity: 0, orientation: 11)])
        scene.drift.xMicrometersPerMinute = 2
        scene.drift.randomStepMicrometers = 0.8
        scene.drift.jumps = [.init(atSeconds: 20, xMicrometers: 4, yMicrometers: -3)]
        let recording = try SimulatedRecording(scene: scene)
        let truth = try SceneTruth(scene: scene).document
        let first = LightDeficit(try recording.frame(0).pixels, fieldLevel: scene.fieldLevel).centre
        for index in 1..<4 {
            let centre = LightDeficit(try recording.frame(index).pixels, fieldLevel: scene.fieldLevel).centre
            let moved = centre - first
            #expect(abs(moved.x - truth.optics.driftPixels[index][0]) < 0.01)
            #expect(abs(moved.y - truth.optics.driftPixels[index][1]) < 0.01)
            #expect(abs(centre.x - truth.frames[index].crystals[0].centrePixels[0]) < 0.01)
        }
        #expect(truth.optics.driftPixels[2][0] > 8)
    }

    @Test("Dust on the sample drifts with it, dust in the optics stays")
    func dust() throws {
        var scene = GrowthScene.plain()
        scene.optics.defocusBlurPixelsPerMicrometer = 0
        scene.drift.jumps = [.init(atSeconds: 6, xMicrometers: 5, yMicrometers: 0)]
        scene.contamination.sampleDustCount = 30
        let moving = try (0..<2).map { try SimulatedRecording(scene: scene).frame($0).pixels }
        for y in stride(from: 0, to: 120, by: 7) {
            #expect(Array(moving[0].row(y)[0..<140]) == Array(moving[1].row(y)[10..<150]))
        }
        #expect(Set(moving[0].values).count > 50)
        scene.contamination = .none
        scene.contamination.opticsDustCount = 10
        let fixed = try (0..<2).map { try SimulatedRecording(scene: scene).frame($0).pixels }
        #expect(fixed[0] == fixed[1])
        #expect(Set(fixed[0].values).count > 50)
    }

    @Test("Lamp flicker is the frame gain of the truth")
    func flicker() throws {
        var scene = GrowthScene.plain()
        scene.illumination.flicker = 0.05
        let gains = try SceneTruth(scene: scene).document.optics.frameGain
        let recording = try SimulatedRecording(scene: scene)
        for index in 0..<4 {
            let level = try recording.frame(index).pixels.values[0]
            #expect(abs(level - scene.fieldLevel * gains[index]) < 1)
        }
        #expect(Set(gains).count == 4)
    }

    @Test("A coloured plate takes its part of each channel, and luma follows Rec. 601")
    func colour() throws {
        var scene = GrowthScene.plain([.square(x: 40, y: 30, side: 40)])
        scene.isColour = true
        scene.bitDepth = 8
        scene.appearance.contrast = .coloured
        let picture = try SimulatedRecording(scene: scene).frame(0).pixels
        let middle = 3 * (60 * 160 + 80)
        let expected = [0.85, 0.55, 0.15].map { ($0 * 0.8 * 255).rounded() }
        #expect(Array(picture.values[middle..<(middle + 3)]) == expected)
        let luma = try SimulatedRecording(scene: scene, channel: .luma).frame(0).pixels
        #expect(luma.channels == 1)
        let expectedLuma = (0.299 * expected[0] + 0.587 * expected[1] + 0.114 * expected[2]).rounded()
        #expect(luma.values[60 * 160 + 80] == expectedLuma)
    }

    @Test("Bright crystals shine on a dark field")
    func bright() throws {
        var scene = GrowthScene.plain([.square(x: 40, y: 30, side: 20)])
        scene.appearance.contrast = .bright
        let picture = try SimulatedRecording(scene: scene).frame(0).pixels
        #expect(abs(picture.values[60 * 160 + 80] - 0.8 * 65535) < 1)
        #expect(abs(picture.values[0] - 0.08 * 0.8 * 65535) < 1)
    }

    @Test("The clock reads hours, minutes and seconds, and is burned in white")
    func clock() throws {
        #expect(InscriptionPainter.clock(3725.9) == "1:02:05")
        var scene = GrowthScene.plain()
        scene.inscription.showsClock = true
        scene.inscription.scaleBarMicrometers = 30
        let picture = try SimulatedRecording(scene: scene).frame(0).pixels
        let white = picture.values.enumerated().filter { $0.element == 65535 }.map(\.offset)
        // The bar is 60 px long and 2 px thick, in the lower right corner.
        #expect(white.filter { $0 / 160 == 112 }.count == 60)
        #expect(white.contains { $0 / 160 < 12 && $0 % 160 < 60 })
    }

    @Test(
        "A crystal moved by whole pixels gives the same picture, moved",
        arguments: CrystalAppearance.Contrast.allCases)
    func shifted(contrast: CrystalAppearance.Contrast) throws {
        // 13 px: the crystal then falls differently on the tiles that the renderer works in.
        let pictures = try [30.0, 36.5].map { x in
            var crystal = GrowingCrystal.square(x: x, y: 30, side: 22, orientation: 24)
            crystal.terraceCount = 2
            var scene = GrowthScene.plain([crystal])
            scene.appearance.contrast = contrast
            scene.optics.defocusMeanMicrometers = 0.7
            return try SimulatedRecording(scene: scene).frame(0).pixels
        }
        var greatest = 0.0
        for y in 0..<120 {
            for (a, b) in zip(pictures[0].row(y)[0..<140], pictures[1].row(y)[13..<153]) {
                greatest = max(greatest, abs(a - b))
            }
        }
        #expect(greatest <= 2)
        #expect(Set(pictures[0].values).count > 100)
    }

    @Test("Floaters show in the frames of their passage only")
    func floaters() throws {
        var scene = GrowthScene.plain()
        scene.frameCount = 60
        scene.contamination.floaterCount = 1
        let passage = try #require(SceneTruth(scene: scene).document.floaters.first)
        let recording = try SimulatedRecording(scene: scene)
        for index in 0..<60 {
            let isEven = Set(try recording.frame(index).pixels.values).count == 1
            if index >= passage.first, index <= passage.last { #expect(!isEven) }
            if index < passage.first - 2 || index > passage.last + 2 { #expect(isEven) }
        }
    }

    @Test("Light fades over the hours as asked")
    func fading() throws {
        var scene = GrowthScene.plain()
        scene.illumination.fadingPerHour = -0.2
        scene.frameTimesSeconds = [100, 1900]
        let recording = try SimulatedRecording(scene: scene)
        let levels = try (0..<2).map { try recording.frame($0).pixels.values[0] }
        #expect(abs(levels[1] / levels[0] - 0.9) < 1e-4)
    }
}
