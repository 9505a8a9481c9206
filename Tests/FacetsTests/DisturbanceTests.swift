import Calibration
import Foundation
import Imaging
import SceneTestSupport
import Segmentation
import Simulation
import Statistics
import Testing

@testable import Facets

@Suite("What disturbs an edge")
struct DisturbanceTests {
    private func scene(_ appearance: CrystalAppearance.Contrast, orientation: Double = 15) -> GrowthScene {
        GrowthScene.camera([.at(120.3, 119.6, side: 90, orientation: orientation)], width: 240, height: 240).with {
            $0.appearance.contrast = appearance
            $0.optics.defocusMeanMicrometers = appearance == .transparent ? 0.4 : 0
        }
    }

    /// Where an edge's middle lies, moved along the edge and outwards, px.
    private func place(_ scene: GrowthScene, facet: Double, along: Double, outward: Double) -> Point {
        let angle = (scene.crystals[0].orientationDegrees + facet) * .pi / 180
        let normal = Point(x: cos(angle), y: sin(angle))
        let tangent = Point(x: -normal.y, y: normal.x)
        return Point(x: 120.3, y: 119.6) + normal * (45 + outward) + tangent * along
    }

    @Test(
        "Dust at an edge moves no side by more than a tenth of a pixel",
        arguments: [CrystalAppearance.Contrast.opaque, .transparent], [2.0, 3.5])
    func dustAtEdge(appearance: CrystalAppearance.Contrast, radius: Double) throws {
        let scene = scene(appearance)
        let clean = try MeasuredScene(scene).only.measured
        let pixels = try scene.picture()
        for (along, outward) in [(10.0, 2.0), (-20, 0), (0, 4), (25, -2)] {
            let speck = SoftSpeck(place(scene, facet: 0, along: along, outward: outward), radius: radius)
            let dusty = try MeasuredScene(scene, pixels: pixels.shaded(by: [speck])).only.measured
            let change = (dusty.side.value - clean.side.value) / GrowthScene.testScale
            #expect(abs(change) < 0.1, "dust \(along) px along, \(outward) px outside")
            #expect(dusty.habit == .square)
        }
    }

    @Test("Dust that a small transparent crystal grows towards does not move its sides", arguments: [4.0, 5.5, 7])
    func dustBeside(outward: Double) throws {
        let scene = GrowthScene.camera([.at(120.3, 119.6, side: 40, orientation: 15)], width: 240, height: 240).with {
            $0.appearance.contrast = .transparent
            $0.optics.defocusMeanMicrometers = 0.8
            // One picture tells little more than its noise otherwise.
            $0.sensor.fullWellElectrons = 1e6
            $0.sensor.readNoiseElectrons = 1
            $0.bitDepth = 16
        }
        let clean = try MeasuredScene(scene).only.measured
        let angle = 15 * Double.pi / 180
        let speck = SoftSpeck(
            Point(x: 120.3, y: 119.6) + Point(x: cos(angle), y: sin(angle)) * (20 + outward), radius: 2)
        let dusty = try MeasuredScene(scene, pixels: scene.picture().shaded(by: [speck])).only.measured
        let change = (dusty.side.value - clean.side.value) / GrowthScene.testScale
        #expect(abs(change) < 0.06)
    }

    @Test("Three specks at three edges move the area by less than a tenth of a pixel around")
    func muchDust() throws {
        let scene = scene(.opaque)
        let clean = try MeasuredScene(scene).only.measured
        let specks = [(0.0, 12.0, 2.0), (90, -8, 3), (180, 20, 1)].map { facet, along, outward in
            SoftSpeck(place(scene, facet: facet, along: along, outward: outward), radius: 3)
        }
        let dusty = try MeasuredScene(scene, pixels: scene.picture().shaded(by: specks)).only.measured
        let tolerance = 0.1 * GrowthScene.testScale * clean.perimeterMicrometers
        #expect(abs(dusty.area.value - clean.area.value) < tolerance)
    }

    @Test("Terraces on the face move no side by more than a tenth of a pixel", arguments: [-0.4, 0, 0.4])
    func terraces(defocus: Double) throws {
        for appearance in [CrystalAppearance.Contrast.opaque, .transparent] {
            let plain = scene(appearance).with { $0.optics.defocusMeanMicrometers = defocus }
            let (flat, truth) = try MeasuredScene(plain).only
            let stepped = try MeasuredScene(plain.with { $0.crystals[0].terraceCount = 4 }).only.measured
            #expect(abs(stepped.side.value - flat.side.value) < 0.1 * GrowthScene.testScale)
            #expect(stepped.habit == .square)
            // Out of focus, the Becke line moves a transparent plate's side, terraces or not.
            guard appearance == .opaque || defocus == 0 else { continue }
            #expect(abs(stepped.side.value - truth.sideMicrometers) < 0.15 * GrowthScene.testScale)
        }
    }

    /// Rim and line together look like a rim of another width, which one frame cannot tell from its own.
    @Test(
        "A Becke line that overlaps the rim leaves the side where it is",
        .disabled("open defect, listed in the changelog: off by up to 0.35 px, with the sign of the defocus"),
        arguments: [-0.4, 0.4])
    func overlappingBeckeLine(defocus: Double) throws {
        let (measured, truth) = try MeasuredScene(
            scene(.transparent).with { $0.optics.defocusMeanMicrometers = defocus }).only
        #expect(abs(measured.side.value - truth.sideMicrometers) < 0.15 * GrowthScene.testScale)
    }

    @Test("Where the Becke line overlaps the rim, the stated error grows", arguments: [-0.3, 0.3])
    func doubtOfOverlap(defocus: Double) throws {
        func error(_ defocus: Double) throws -> Double {
            try MeasuredScene(scene(.transparent).with { $0.optics.defocusMeanMicrometers = defocus }).only
                .measured.side.standardError
        }
        #expect(try error(defocus) > 1.5 * error(0))
    }

    private func again(_ scene: GrowthScene, after first: CrystalObservation) throws -> CrystalObservation {
        try MeasuredScene(
            scene, pixels: scene.picture(), earlier: EarlierView(habit: first.habit, edge: first.edge)
        ).only.measured
    }

    @Test("What the edges were in the frame before spares work and changes nothing", arguments: [
        CrystalAppearance.Contrast.opaque, .bright, .coloured,
    ])
    func knownEdges(contrast: CrystalAppearance.Contrast) throws {
        let (first, _) = try MeasuredScene(scene(contrast)).only
        let second = try again(scene(contrast), after: first)
        #expect(abs(second.side.value - first.side.value) < 0.005 * GrowthScene.testScale)
    }

    @Test("Edges that were far wider in the frame before do not mislead")
    func wrongKnownEdges() throws {
        var (first, truth) = try MeasuredScene(scene(.opaque)).only
        try #require(first.edge != nil)
        first.edge?.blurPixels *= 4
        let second = try again(scene(.opaque), after: first)
        #expect(abs(second.side.value - truth.sideMicrometers) < 0.06 * GrowthScene.testScale)
    }

    @Test("Rounded corners leave the side, and the area is that inside the rounded outline", arguments: [3.0, 6, 10])
    func roundedCorners(radius: Double) throws {
        for orientation in [0.0, 15, 45] {
            let rounded = scene(.opaque, orientation: orientation).with {
                $0.crystals[0].cornerRadiusMicrometers = radius * GrowthScene.testScale
            }
            let (measured, truth) = try MeasuredScene(rounded).only
            #expect(measured.habit == .square)
            #expect(abs(measured.side.value / GrowthScene.testScale - 90) < 0.15)
            #expect(abs(measured.area.value / truth.areaSquareMicrometers - 1) < 0.01)
            // A radius of three blurs hardly shows.
            #expect(radius < 5 || measured.flags.contains(.roundedCorners))
            let perimeter = 4 * 90 - (8 - 2 * .pi) * radius
            #expect(radius < 5 || abs(measured.perimeterMicrometers / GrowthScene.testScale / perimeter - 1) < 0.005)
        }
    }

    @Test("A disc has no facets, and its area within a hundredth", arguments: [12.0, 25, 60])
    func disc(radius: Double) throws {
        let empty = GrowthScene.camera(width: 240, height: 240)
        let disc = SoftSpeck(Point(x: 120.4, y: 118.7), radius: radius, depth: 0.9, softness: 1.2)
        let pixels = try empty.picture().shaded(by: [disc])
        let measured = try MeasuredScene(empty, pixels: pixels).observations
        #expect(measured.count == 1)
        let area = .pi * radius * radius * GrowthScene.testScale * GrowthScene.testScale
        for crystal in measured {
            #expect(crystal.flags == [.noFacets])
            #expect(crystal.facets.isEmpty)
            #expect(crystal.habit == .rounded)
            #expect(abs(crystal.area.value / area - 1) < 0.01)
            #expect(abs(crystal.side.value / area.squareRoot() - 1) < 0.005)
            #expect(crystal.centre.distance(to: disc.centre * GrowthScene.testScale) < 0.1)
            #expect(crystal.area.standardError > 0 && crystal.area.standardError < 0.02 * area)
        }
    }

    @Test("An ellipse has no facets, and its area within a hundredth")
    func ellipse() throws {
        let empty = GrowthScene.camera(width: 240, height: 240)
        let speck = SoftSpeck(
            Point(x: 120.4, y: 118.7), radius: 30, depth: 0.9, softness: 1.2, elongation: 1.5, orientation: 25)
        let measured = try MeasuredScene(empty, pixels: empty.picture().shaded(by: [speck])).observations
        #expect(measured.count == 1)
        let area = 1.5 * .pi * 900 * GrowthScene.testScale * GrowthScene.testScale
        #expect(measured.allSatisfy { $0.flags.contains(.noFacets) && abs($0.area.value / area - 1) < 0.01 })
    }

    @Test("A blurred picture moves no side by more than a tenth of a pixel", arguments: [0.8, 2.0, 3.5])
    func blur(sigma: Double) throws {
        let blurred = scene(.opaque).with { $0.optics.pointSpreadSigmaPixels = sigma }
        let (measured, truth) = try MeasuredScene(blurred).only
        #expect(abs(measured.side.value - truth.sideMicrometers) < 0.1 * GrowthScene.testScale)
        let blur = try #require(measured.edge?.blurPixels)
        #expect(abs(blur - hypot(sigma, 0.29)) < 0.15)
    }

    @Test("Uneven light moves no side by more than a tenth of a pixel")
    func unevenLight() throws {
        let uneven = scene(.opaque).with {
            $0.illumination.vignetting = 0.4
            $0.illumination.unevenness = 0.06
        }
        let (measured, truth) = try MeasuredScene(uneven).only
        #expect(abs(measured.side.value - truth.sideMicrometers) < 0.1 * GrowthScene.testScale)
    }

    @Test("A strongly blurred speck has one size, whichever outline it was given", arguments: [2.0, 3.25, 3.5, 3.75, 4.5, 5.5])
    func blurredSpeck(radius: Double) throws {
        let scene = GrowthScene.camera([.at(220, 160, side: 80)], frames: 12)
        let speck = SoftSpeck(Point(x: 80.3, y: 70.6), radius: radius, depth: 0.3, softness: 3)
        var sides: [Double] = []
        var segmenter = try Segmenter(width: scene.width, height: scene.height, settings: .init())
        for index in 0..<scene.frameCount {
            let pixels = try scene.picture(index).shaded(by: [speck])
            let segmented = try segmenter.segment(pixels, expected: [])
            let outline = try #require(segmented.outlines.first { $0.centroid.distance(to: speck.centre) < 3 })
            let fitter = FacetFitter(pixels: pixels, illumination: segmented.illumination, scale: .test)
            let measured = fitter.observe(outline, expected: nil, neighbours: [], earlier: nil)
            sides.append(measured.side.value / GrowthScene.testScale)
        }
        // The first background is a guess.
        let settled = sides.dropFirst(2)
        let (least, most) = try (#require(settled.min()), #require(settled.max()))
        #expect(most < 1.25 * least, "\(sides)")
    }
}
