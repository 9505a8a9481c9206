import Foundation
import Imaging
import SceneTestSupport
import Testing

@testable import Segmentation
@testable import Simulation

@Suite("What is no crystal")
struct ClutterTests {
    private static let crystals: [GrowingCrystal] = [
        .at(150, 160, side: 80), .at(330, 200, side: 30, .hexagon, orientation: 5),
    ]

    private func scene(_ crystals: [GrowingCrystal], seed: UInt64, frames: Int = 6) -> GrowthScene {
        GrowthScene.camera(crystals, width: 480, height: 360, frames: frames, seed: seed).with {
            $0.contamination.sampleDustCount = 14
            $0.contamination.opticsDustCount = 6
        }
    }

    /// Whether an outline reaches a speck of dust, on the sample or in the optics.
    private func isDust(_ outline: CrystalOutline, _ contaminants: Contaminants) -> Bool {
        (contaminants.opticsDust + contaminants.sampleDust).contains { speck in
            let reach = speck.radiusPixels * speck.elongation + 3
            return Polygon.contains(speck.centre, in: outline.contour)
                || outline.contour.contains { $0.distance(to: speck.centre) < reach }
        }
    }

    @Test("In a field without crystals nothing but dust has an outline", arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func emptyField(seed: UInt64) throws {
        let scene = scene([], seed: seed)
        let contaminants = Contaminants(scene, frameCount: scene.frameCount)
        let recording = try SimulatedRecording(scene: scene)
        var segmenter = try Segmenter(width: scene.width, height: scene.height, settings: .init())
        for index in 0..<scene.frameCount {
            let outlines = try segmenter.segment(recording.frame(index).pixels, expected: []).outlines
            let others = outlines.filter { !isDust($0, contaminants) }.map(\.centroid)
            #expect(others.isEmpty, "frame \(index)")
            // Beyond two overlapping specks, each outline is one.
            #expect(outlines.count <= 20)
        }
    }

    @Test("A clean, even field gives no outline at all", arguments: [8, 12, 16])
    func cleanField(bits: Int) throws {
        #expect(try SegmentedScene(GrowthScene.plain().with { $0.bitDepth = bits }).outlines.isEmpty)
        let noisy = GrowthScene.camera(frames: 5).with {
            $0.bitDepth = bits
            $0.sensor.fullWellElectrons = 450
        }
        #expect(try SegmentedScene(noisy).outlines.isEmpty)
    }

    @Test("A picture of one single value has no crystal and no error", arguments: [0, 128, 255] as [UInt8])
    func constantPicture(value: UInt8) throws {
        let samples = [UInt8](repeating: value, count: 64 * 48)
        let pixels = PixelBuffer(width: 64, height: 48, bitDepth: 8, samples: .uint8(samples))
        #expect(try Segmenter.outlines(in: pixels).isEmpty)
    }

    @Test("Among dust every crystal has its outline, and the others are dust", arguments: [11, 12, 13, 14] as [UInt64])
    func crystalsAmongDust(seed: UInt64) throws {
        let scene = scene(Self.crystals, seed: seed)
        let seen = try SegmentedScene(scene)
        let contaminants = Contaminants(scene, frameCount: scene.frameCount)
        var others = seen.outlines
        for crystal in seen.truth {
            let centre = Polygon.centroid(crystal.polygon)
            let own = others.filter { $0.centroid.distance(to: centre) < 5 && $0.areaPixels > 600 }
            #expect(own.count == 1, "crystal \(crystal.id)")
            others.removeAll { $0.centroid.distance(to: centre) < 5 && $0.areaPixels > 600 }
        }
        #expect(others.allSatisfy { isDust($0, contaminants) })
    }

    @Test("The shadow of dust beside a dark plate is not in the plate's outline", arguments: [8, 14, 16, 20, 30] as [Double])
    func paleBesideDark(radius: Double) throws {
        let (side, blur) = (28.0, 1.5)
        let middle = Point(x: 50, y: 60)
        let speck = Point(x: middle.x + side / 2 + radius - 2, y: middle.y)
        var noise = RandomStream(seed: 5, .noise)
        let samples = (0..<160 * 120).map { index -> UInt8 in
            let place = Point(x: Double(index % 160), y: Double(index / 160))
            let outsidePlate: Double = max(abs(place.x - middle.x), abs(place.y - middle.y)) - side / 2
            let outsideSpeck = place.distance(to: speck) - radius
            let plate = 0.4 * (1 - tanh(outsidePlate / blur))
            let pale = 0.035 * (1 - tanh(outsideSpeck / blur))
            let light = 180.0 * (1 - plate) * (1 - pale)
            return UInt8((light + 1.5 * noise.gaussian()).rounded())
        }
        let pixels = PixelBuffer(width: 160, height: 120, bitDepth: 8, samples: .uint8(samples))
        let outlines = try Segmenter.outlines(in: pixels)
        let plate = try #require(outlines.min { $0.centroid.x < $1.centroid.x })
        #expect(plate.contrast == .dark)
        #expect(plate.centroid.distance(to: middle) < 0.7)
        #expect(abs(plate.areaPixels / (side * side) - 1) < 0.06)
    }

    @Test("Dust within an opaque crystal or a transparent one does not divide it", arguments: [false, true])
    func dustInside(isTransparent: Bool) throws {
        let scene = GrowthScene.camera([.at(160, 120, side: 90)]).with {
            if isTransparent { $0.appearance.contrast = .transparent }
        }
        let pixels = try scene.picture().shaded(
            by: [(150, 112), (178, 126), (160, 140)].map { SoftSpeck(Point(x: $0.0, y: $0.1), radius: 3) })
        let outlines = try Segmenter.outlines(in: pixels)
        #expect(outlines.count == 1)
        #expect(outlines.allSatisfy { $0.centroid.distance(to: Point(x: 160, y: 120)) < 1 })
        #expect(outlines.allSatisfy { $0.contrast == (isTransparent ? .rim : .dark) })
    }

    @Test("A clock and a scale bar burned into the picture are told from crystals")
    func burnedIn() throws {
        let scene = GrowthScene.camera(Self.crystals, width: 480, height: 360, frames: 4).with {
            $0.inscription.showsClock = true
            $0.inscription.scaleBarMicrometers = 40
        }
        let outlines = try SegmentedScene(scene).outlines
        let crystals = outlines.filter { !$0.isOverlay }
        #expect(crystals.count == 2)
        #expect(crystals.allSatisfy { $0.areaPixels > 600 })
        // The bar, and the letters that stand apart.
        let marks = outlines.filter(\.isOverlay)
        #expect(marks.count >= 4)
        #expect(marks.allSatisfy { $0.centroid.y < 20 || $0.centroid.y > 335 })
    }

    @Test("Letters that compression left grey and ragged, with brighter pixels at their edges, are told from crystals")
    func compressedLetters() throws {
        let scene = GrowthScene.camera(Self.crystals, width: 480, height: 360, frames: 4).with {
            $0.inscription.showsClock = true
            $0.sensor.exposure = 0.6
        }
        let picture = try scene.picture()
        guard case .uint8(var values) = picture.samples else {
            Issue.record("the scene is not in 8 bits")
            return
        }
        var random = SplitMix64(seed: 3)
        var letters = 0
        for index in values.indices where values[index] == 255 {
            letters += 1
            values[index] = letters.isMultiple(of: 61) ? 255 : UInt8(230 + random.next() % 10)
        }
        #expect(letters > 100)
        let outlines = try Segmenter.outlines(
            in: PixelBuffer(width: picture.width, height: picture.height, bitDepth: 8, samples: .uint8(values)))
        #expect(outlines.filter { !$0.isOverlay }.count == 2)
        #expect(outlines.filter(\.isOverlay).allSatisfy { $0.centroid.y < 20 })
        #expect(outlines.contains { $0.isOverlay })
    }

    @Test("The sharpest opaque crystal that a microscope shows is not taken for a burned-in mark")
    func sharpCrystal() throws {
        for blur in [0.7, 1.0, 1.5] {
            let scene = GrowthScene.camera([.at(160, 120, side: 60, orientation: 0)]).with {
                $0.optics.pointSpreadSigmaPixels = blur
                $0.appearance.opacity = 1
            }
            let outlines = try SegmentedScene(scene).outlines
            #expect(outlines.count == 1 && outlines.allSatisfy { !$0.isOverlay }, "blur of \(blur) px")
        }
    }

    @Test("Crystals of a picture that was thresholded before, and compressed after, are not taken for burned-in marks")
    func thresholded() throws {
        let picture = try GrowthScene.camera(Self.crystals, width: 480, height: 360).picture()
        guard case .uint8(let values) = picture.samples else {
            Issue.record("the scene is not in 8 bits")
            return
        }
        var random = SplitMix64(seed: 5)
        for (dark, bright) in [(16, 235), (235, 16)] as [(UInt8, UInt8)] {
            let thresholded = values.map { $0 < 120 ? dark : random.next() % 100 < 99 ? bright : bright - 1 }
            let outlines = try Segmenter.outlines(
                in: PixelBuffer(width: picture.width, height: picture.height, bitDepth: 8, samples: .uint8(thresholded)))
            let crystals = outlines.filter { $0.areaPixels > 100 }
            #expect(crystals.count == 2, "\(dark) and \(bright)")
            #expect(crystals.allSatisfy { !$0.isOverlay }, "\(dark) and \(bright)")
        }
    }

    @Test("A floater that passes over a known crystal's edge is cut off, and the crystal keeps its outline")
    func floaterOverEdge() throws {
        let scene = GrowthScene.camera([.at(160, 120, side: 80, orientation: 0)])
        let square = ExpectedCrystal(id: 7, polygon: try GrowthTruth(scene).frames[0].crystals[0].polygon)
        let floater = SoftSpeck(Point(x: 208, y: 115), radius: 13, depth: 0.6, softness: 1.5)
        let pixels = try scene.picture().shaded(by: [floater])
        let outlines = try Segmenter.outlines(in: pixels, expected: [square])
        let own = try #require(outlines.first { $0.expectedID == 7 })
        #expect(own.centroid.distance(to: Point(x: 160, y: 120)) < 2)
        #expect(abs(own.areaPixels - 6400) < 0.05 * 6400)
        let other = try #require(outlines.first { $0.expectedID == nil })
        #expect(other.touching == [7])
        #expect(other.centroid.distance(to: floater.centre) < 8)
        #expect(outlines.count == 2)
    }
}
