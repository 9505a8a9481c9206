import Imaging
import SceneTestSupport
import Simulation
import Testing

@testable import Segmentation

/// A square and a hexagon under one kind of light.
struct Situation: CustomTestStringConvertible {
    let testDescription: String
    var scene: GrowthScene
    var contrast: Contrast
    /// Greatest mean distance of outline and true edge, px. The outline of a transparent plate follows the outer flank
    /// of its rim, which falls to half of its depth 2.2 px from the true edge here.
    var offset = 1.0
    var centroid = 0.5
    /// Whether what the crystals are known by is brighter than the background.
    var isBright: Bool

    static let crystals: [GrowingCrystal] = [
        .at(95, 120, side: 70, growth: 10), .at(235, 110, side: 26, .hexagon, orientation: 10, growth: 3),
    ]

    init(
        _ name: String, _ contrast: Contrast, frames: Int = 1, offset: Double = 1, centroid: Double = 0.5,
        isBright: Bool? = nil, _ change: (inout GrowthScene) -> Void = { _ in }
    ) {
        testDescription = name
        scene = GrowthScene.camera(Self.crystals, frames: frames).with(change)
        self.contrast = contrast
        self.offset = offset
        self.centroid = centroid
        self.isBright = isBright ?? (contrast == .bright)
    }

    static func transparent(_ name: String, defocus: Double) -> Situation {
        Situation(name, .rim, offset: 3) {
            $0.appearance.contrast = .transparent
            $0.optics.defocusMeanMicrometers = defocus
        }
    }

    /// Clear plates with a thin rim in few electrons.
    static func halo(
        _ name: String, defocus: Double, isBright: Bool, _ change: (inout GrowthScene) -> Void
    ) -> Situation {
        Situation(name, .rim, offset: 3, isBright: isBright) {
            $0.appearance.contrast = .transparent
            $0.appearance.absorption = 0.004
            $0.appearance.rimWidthMicrometers = 0.8
            $0.appearance.rimProfile = .box
            $0.optics.defocusMeanMicrometers = defocus
            $0.sensor.fullWellElectrons = 3000
            change(&$0)
        }
    }

    static let all: [Situation] = [
        Situation("opaque plates", .dark),
        transparent("transparent plates in focus", defocus: 0),
        transparent("transparent plates, Becke line inside", defocus: 0.8),
        transparent("transparent plates, Becke line outside", defocus: -0.8),
        halo("transparent plates whose Becke line shows better than their rim", defocus: -0.9, isBright: false) {
            $0.appearance.beckeAmplitude = 0.33
            $0.appearance.beckeOffsetMicrometers = 1.6
            $0.appearance.beckeWidthMicrometers = 1.7
            $0.optics.pointSpreadSigmaPixels = 0.8
        },
        halo("transparent plates whose Becke line outshines the rim from inside", defocus: 1.2, isBright: true) {
            $0.gamma = 0.45
            $0.appearance.rimDepth = 0.3
            $0.appearance.beckeAmplitude = 0.3
            $0.appearance.beckeOffsetMicrometers = 1.2
            $0.appearance.beckeWidthMicrometers = 1.4
            $0.optics.pointSpreadSigmaPixels = 1.2
        },
        Situation("coloured plates in gamma-encoded video", .dark) {
            $0.isColour = true
            $0.gamma = 0.45
            $0.appearance.contrast = .coloured
        },
        Situation("10 % contrast in heavy noise", .dark, offset: 1.5, centroid: 1.5) {
            $0.appearance.opacity = 0.1
            $0.sensor.fullWellElectrons = 450
            $0.sensor.readNoiseElectrons = 5
        },
        Situation("uneven illumination", .dark) {
            $0.illumination.vignetting = 0.4
            $0.illumination.unevenness = 0.06
        },
        Situation("a flickering lamp", .dark, frames: 8) { $0.illumination.flicker = 0.05 },
        Situation("a lamp that fades", .dark, frames: 8) { $0.illumination.fadingPerHour = -10 },
        Situation("focus that drifts away", .dark, frames: 8) { $0.optics.defocusDriftMicrometersPerMinute = 3 },
        Situation("12 bits", .dark) { $0.bitDepth = 12 },
        Situation("16 bits", .dark) { $0.bitDepth = 16 },
        Situation("16 bits of which a hundredth is used", .dark) {
            $0.bitDepth = 16
            $0.sensor.exposure = 0.01
            $0.sensor.fullWellElectrons = 1_000_000
        },
        Situation("bright plates on a dark field", .bright) {
            $0.bitDepth = 16
            $0.appearance.contrast = .bright
            $0.sensor.blackLevel = 0.01
        },
        Situation("bright plates on a black field of 8 bits", .bright) {
            $0.appearance.contrast = .bright
            $0.appearance.fieldBrightness = 0.01
        },
    ]
}

@Suite("What crystals look like")
struct SituationTests {
    @Test("Every crystal has one outline near the true one, and nothing else has any", arguments: Situation.all)
    func found(situation: Situation) throws {
        let seen = try SegmentedScene(situation.scene)
        #expect(seen.outlines.count == 2)
        for crystal in seen.truth {
            let outline = try seen.outline(of: crystal)
            let centre = Polygon.centroid(crystal.polygon)
            #expect(outline.centroid.distance(to: centre) < situation.centroid)
            #expect(abs(seen.meanOffset(of: outline, from: crystal)) < situation.offset)
            #expect(outline.contrast == situation.contrast)
            #expect((outline.relativeContrast > 0) == situation.isBright)
            #expect(!outline.touchesBorder && !outline.isOverlay)
            #expect(outline.touching.isEmpty && outline.expectedID == nil)
        }
    }

    @Test("A contrast that was chosen finds its own kind and leaves the other out")
    func chosenContrast() throws {
        let dark = Situation("", .dark).scene
        let found = try SegmentedScene(dark, settings: .init(contrast: .dark))
        #expect(found.outlines.count == 2)
        #expect(try SegmentedScene(dark, settings: .init(contrast: .bright)).outlines.isEmpty)
        let bright = Situation("", .bright) { $0.appearance.contrast = .bright }.scene
        #expect(try SegmentedScene(bright, settings: .init(contrast: .bright)).outlines.count == 2)
        #expect(try SegmentedScene(bright, settings: .init(contrast: .dark)).outlines.isEmpty)
    }

    /// The flank of a blurred edge can then be seen farther than the crystal is wide.
    @Test("The outline of a small crystal of high contrast is at half of it", arguments: [22.0, 28, 35])
    func flank(side: Double) throws {
        let scene = GrowthScene.camera([.at(120.3, 119.6, side: side, orientation: 20)], width: 240, height: 240).with {
            $0.appearance.contrast = .bright
            $0.appearance.fieldBrightness = 0.08
        }
        let outlines = try SegmentedScene(scene).outlines
        try #require(outlines.count == 1)
        // A pixel at either edge, as outlines are.
        #expect(abs(outlines[0].areaPixels.squareRoot() - side) < 2)
    }

    @Test("A crystal of half opacity has about half of the contrast")
    func relativeContrast() throws {
        for opacity in [0.2, 0.5, 0.9] {
            let scene = GrowthScene.plain(Situation.crystals).with { $0.appearance.opacity = opacity }
            for outline in try SegmentedScene(scene).outlines {
                #expect(abs(outline.relativeContrast + opacity) < 0.05 * opacity)
            }
        }
    }

    @Test("A crystal is found from the few pixels of its nucleus on")
    func nucleation() throws {
        var nucleus = GrowingCrystal.at(150.3, 110.7, side: 2, growth: 5, nucleation: 36)
        nucleus.orientationDegrees = 30
        let scene = GrowthScene.camera([nucleus], frames: 20)
        let recording = try SimulatedRecording(scene: scene)
        let truth = try GrowthTruth(scene)
        var segmenter = try Segmenter(width: scene.width, height: scene.height, settings: .init())
        for index in 0..<scene.frameCount {
            let outlines = try segmenter.segment(recording.frame(index).pixels, expected: []).outlines
            guard let crystal = truth.frames[index].crystals.first else {
                #expect(outlines.isEmpty, "frame \(index): nothing has nucleated yet")
                continue
            }
            let centre = Polygon.centroid(crystal.polygon)
            guard crystal.sideMicrometers / GrowthScene.testScale >= 4 else { continue }
            #expect(outlines.count == 1, "frame \(index)")
            #expect(outlines.allSatisfy { $0.centroid.distance(to: centre) < 0.7 }, "frame \(index)")
        }
    }

    @Test(
        "A crystal that fills most of the field is found, in the first frame and when it has grown to that size",
        arguments: [1, 24], CrystalAppearance.Contrast.allCases)
    func mostOfTheField(frames: Int, appearance: CrystalAppearance.Contrast) throws {
        // 60 % of the field, 248 x 186 px, at the end.
        let minutes = 12.0 * Double(frames - 1) / 60
        let growth = frames == 1 ? 0 : 180 / minutes
        let side = 248 - growth * minutes
        let plate = GrowingCrystal.at(
            160, 120, side: side, .rectangle, width: 0.75 * side, orientation: 0, growth: growth)
        let scene = GrowthScene.camera([plate], frames: frames).with {
            $0.appearance.contrast = appearance
            $0.optics.defocusMeanMicrometers = 0.5
        }
        let seen = try SegmentedScene(scene)
        #expect(seen.outlines.count == 1)
        let crystal = seen.truth[0]
        let outline = try seen.outline(of: crystal)
        #expect(outline.centroid.distance(to: Polygon.centroid(crystal.polygon)) < 1)
        #expect(abs(seen.meanOffset(of: outline, from: crystal)) < (appearance == .transparent ? 3 : 1))
        let expected: Contrast = appearance == .transparent ? .rim : appearance == .bright ? .bright : .dark
        #expect(outline.contrast == expected)
        #expect(!outline.touchesBorder)
    }

    @Test(
        "A plate in the first frame is told from its field while it covers less than two thirds of it",
        arguments: [0.4, 0.45, 0.5, 0.55, 0.6], CrystalAppearance.Contrast.allCases)
    func covered(part: Double, appearance: CrystalAppearance.Contrast) throws {
        let side = (part * 320 * 240 / 0.75).squareRoot()
        let plate = GrowingCrystal.at(160, 120, side: side, .rectangle, width: 0.75 * side, orientation: 0)
        let scene = GrowthScene.camera([plate]).with {
            $0.appearance.contrast = appearance
            $0.optics.defocusMeanMicrometers = 0.5
        }
        let seen = try SegmentedScene(scene)
        let large = seen.outlines.filter { $0.areaPixels > 100 }
        #expect(large.count == 1)
        let expected: Contrast = appearance == .transparent ? .rim : appearance == .bright ? .bright : .dark
        for outline in large {
            #expect(outline.contrast == expected)
            #expect(abs(seen.meanOffset(of: outline, from: seen.truth[0])) < (expected == .rim ? 3 : 1))
        }
    }

    @Test("A plate of weak contrast is found in the very first frame", arguments: [0.1, 0.15, 0.3])
    func weakContrast(opacity: Double) throws {
        let scene = GrowthScene.camera(Situation.crystals).with { $0.appearance.opacity = opacity }
        let seen = try SegmentedScene(scene)
        #expect(seen.outlines.count == 2)
        for crystal in seen.truth {
            let outline = try seen.outline(of: crystal)
            #expect(outline.contrast == .dark)
            #expect(abs(outline.relativeContrast + opacity) < 0.2 * opacity)
        }
    }

    @Test("A picture of several megapixels is reduced, and its outlines come out in its own pixels")
    func largePicture() throws {
        let scene = GrowthScene.camera([.at(1500.5, 700.25, side: 300)], width: 2400, height: 1600)
        let seen = try SegmentedScene(scene)
        #expect(seen.outlines.count == 1)
        let outline = try seen.outline(of: seen.truth[0])
        #expect(outline.centroid.distance(to: Point(x: 1500.5, y: 700.25)) < 1)
        #expect(abs(seen.meanOffset(of: outline, from: seen.truth[0])) < 2)
    }
}
