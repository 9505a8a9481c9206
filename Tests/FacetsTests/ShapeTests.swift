import Foundation
import Imaging
import SceneTestSupport
import Segmentation
import Simulation
import Statistics
import Testing

@testable import Facets

/// A shape as it is simulated, and what it has to be recognised as.
struct ShapeCase: CustomTestStringConvertible {
    let shape: GrowingCrystal.Shape
    let habit: Habit
    /// Width over side; nil where the side says all.
    var aspect: Double?
    /// Degrees after which the shape looks the same.
    let symmetry: Double

    var testDescription: String { shape.rawValue }

    static let square = ShapeCase(shape: .square, habit: .square, symmetry: 90)
    static let hexagon = ShapeCase(shape: .hexagon, habit: .hexagon, symmetry: 60)
    static let all = [
        square, hexagon, ShapeCase(shape: .rectangle, habit: .rectangle, aspect: 0.6, symmetry: 180),
        ShapeCase(shape: .ribbon, habit: .ribbon, aspect: 0.15, symmetry: 180),
        ShapeCase(shape: .truncatedSquare, habit: .truncatedSquare, symmetry: 90),
        ShapeCase(shape: .triangle, habit: .triangle, symmetry: 120),
    ]

    /// - Parameter size: diameter of the circle with the same area, px.
    func crystal(size: Double, x: Double, y: Double, orientation: Double) -> GrowingCrystal {
        let area = .pi / 4 * size * size
        let side =
            switch shape {
            case .square, .truncatedSquare: area.squareRoot()
            case .hexagon: (area / (1.5 * 3.0.squareRoot())).squareRoot()
            case .triangle: (area * 4 / 3.0.squareRoot()).squareRoot()
            case .rectangle, .ribbon: (area / (aspect ?? 1)).squareRoot()
            }
        return .at(x, y, side: side, shape, width: aspect.map { $0 * side }, orientation: orientation)
    }
}

@Suite("Facets of every habit")
struct ShapeTests {
    static let angles = [0.0, 17, 45, 90]

    private func scene(_ crystal: GrowingCrystal, _ appearance: CrystalAppearance.Contrast, size: Int) -> GrowthScene {
        var crystal = crystal
        // Off the pixel grid.
        crystal.xMicrometers = (Double(size) / 2 + 0.3) * GrowthScene.testScale
        crystal.yMicrometers = (Double(size) / 2 - 0.2) * GrowthScene.testScale
        return GrowthScene.camera([crystal], width: size, height: size).with {
            $0.appearance.contrast = appearance
            $0.optics.defocusMeanMicrometers = appearance == .transparent ? 0.5 : 0
        }
    }

    /// What is wrong with a measurement; lengths may be off by `tolerance` px, single facets by twice as much.
    private func deviations(_ shape: ShapeCase, _ scene: GrowthScene, tolerance: Double) throws -> [String] {
        let (measured, truth) = try MeasuredScene(scene).only
        guard measured.habit == shape.habit, measured.flags.isEmpty else {
            return ["taken for \(measured.habit) \(measured.flags.sorted())"]
        }
        var result: [String] = []
        func compare(_ what: String, _ value: Double, _ expected: Double, _ tolerance: Double) {
            if abs(value - expected) >= tolerance { result.append("\(what) \(value), true \(expected)") }
        }
        let scale = GrowthScene.testScale
        let side = truth.sideMicrometers / scale
        compare("side", measured.side.value / scale, side, tolerance)
        compare("width", measured.width.value / scale, truth.widthMicrometers.map { $0 / scale } ?? side, tolerance)
        compare("centre off", measured.centre.distance(to: truth.centre) / scale, 0, tolerance / 2)
        let perimeter = truth.perimeterMicrometers / scale
        compare("perimeter", measured.perimeterMicrometers / scale, perimeter, 4 * tolerance)
        let area = truth.areaSquareMicrometers / (scale * scale)
        compare("area", measured.area.value / (scale * scale), area, 0.5 * tolerance * perimeter)
        let turned = angle(measured.orientationDegrees, truth.orientationDegrees, period: shape.symmetry)
        compare("orientation off", turned, 0, slope(tolerance, side))
        return result + facetDeviations(measured, truth, tolerance: tolerance)
    }

    private func facetDeviations(
        _ measured: CrystalObservation, _ truth: GrowthTruth.Record, tolerance: Double
    ) -> [String] {
        let scale = GrowthScene.testScale
        let sides = edges(of: truth.polygon)
        guard measured.facets.count == sides.count else { return ["\(measured.facets.count) facets"] }
        return sides.compactMap { side in
            guard let facet = measured.facet(nearest: side.normalDegrees) else { return nil }
            let turned = angle(facet.normalDegrees, side.normalDegrees, period: 360)
            // Far from the facet, its error of direction would count as one of place.
            let moved = -facet.distance(of: side.middle * scale) / scale
            let longer = facet.lengthMicrometers / scale - side.length
            let isRight = turned < slope(tolerance, side.length) && abs(moved) < 2 * tolerance
                && abs(longer) < 3 * tolerance && facet.isMeasured
            return isRight
                ? nil : "facet at \(side.normalDegrees): \(turned) deg turned, \(moved) px out, \(longer) px longer"
        }
    }

    /// Angle, in degrees, by which a line turns whose ends move by `tolerance` px to different sides.
    private func slope(_ tolerance: Double, _ length: Double) -> Double { atan(2 * tolerance / length) * 180 / .pi }

    @Test("An opaque crystal 100 px across is measured to a tenth of a pixel", arguments: ShapeCase.all, angles)
    func opaque(shape: ShapeCase, orientation: Double) throws {
        let crystal = shape.crystal(size: 100, x: 0, y: 0, orientation: orientation)
        let found = try deviations(shape, scene(crystal, .opaque, size: 320), tolerance: 0.1)
        #expect(found == [])
    }

    @Test(
        "A transparent crystal 100 px across is measured to less than half a pixel", arguments: ShapeCase.all, angles)
    func transparent(shape: ShapeCase, orientation: Double) throws {
        let crystal = shape.crystal(size: 100, x: 0, y: 0, orientation: orientation)
        let found = try deviations(shape, scene(crystal, .transparent, size: 320), tolerance: 0.5)
        #expect(found == [])
    }

    @Test("A bright crystal on a dark field is measured to a tenth of a pixel", arguments: ShapeCase.all)
    func bright(shape: ShapeCase) throws {
        let crystal = shape.crystal(size: 100, x: 0, y: 0, orientation: 17)
        let found = try deviations(shape, scene(crystal, .bright, size: 320).with { $0.bitDepth = 16 }, tolerance: 0.1)
        #expect(found == [])
    }

    @Test(
        "A crystal 400 px across is measured to a tenth of a pixel, less than half a pixel where it is transparent",
        arguments: ShapeCase.all, [CrystalAppearance.Contrast.opaque, .transparent])
    func large(shape: ShapeCase, appearance: CrystalAppearance.Contrast) throws {
        let crystal = shape.crystal(size: 400, x: 0, y: 0, orientation: 33)
        let field = shape.habit == .ribbon ? 960 : 640
        let tolerance = appearance == .opaque ? 0.1 : 0.45
        let found = try deviations(shape, scene(crystal, appearance, size: field), tolerance: tolerance)
        #expect(found == [])
    }

    @Test(
        "Squares and hexagons from 12 px on have their facets and sides within a third of a pixel",
        arguments: [12.0, 16, 22, 40], angles)
    func smallOpaque(size: Double, orientation: Double) throws {
        for shape in [ShapeCase.square, .hexagon] {
            // A hexagon of 12 px has facets of 6 px: below what can be told apart.
            guard shape.habit == .square || size >= 22 else { continue }
            let crystal = shape.crystal(
                size: size * (shape.habit == .square ? 2 / Double.pi.squareRoot() : 1), x: 0, y: 0,
                orientation: orientation)
            let (measured, truth) = try MeasuredScene(scene(crystal, .opaque, size: 160)).only
            let error = (measured.side.value - truth.sideMicrometers) / GrowthScene.testScale
            #expect(abs(error) < 0.33)
            #expect(measured.habit == shape.habit)
            let area = measured.area.value / truth.areaSquareMicrometers
            #expect(abs(area - 1) < 1.4 / size)
        }
    }

    @Test("A square of 30 px and more that was expected turned by two degrees is found as it lies", arguments: [30.0, 34, 40])
    func direction(side: Double) throws {
        let turned = scene(.at(0, 0, side: side, orientation: 19), .opaque, size: 160)
        let before = try MeasuredScene(turned).only.measured
        let expected = ExpectedCrystal(id: 1, polygon: before.vertices.map { $0 * (1 / GrowthScene.testScale) })
        let now = scene(.at(0, 0, side: side, orientation: 17), .opaque, size: 160)
        let (measured, truth) = try MeasuredScene(now, pixels: now.picture(), expected: [expected]).only
        #expect(angle(measured.orientationDegrees, truth.orientationDegrees, period: 90) < 0.3)
        #expect(abs(measured.side.value - truth.sideMicrometers) < 0.05 * GrowthScene.testScale)
    }

    @Test("A transparent square from 16 px on has its side within half a pixel", arguments: [16.0, 22, 40], angles)
    func smallTransparent(side: Double, orientation: Double) throws {
        let crystal = GrowingCrystal.at(0, 0, side: side, orientation: orientation)
        let (measured, truth) = try MeasuredScene(scene(crystal, .transparent, size: 160)).only
        let error = (measured.side.value - truth.sideMicrometers) / GrowthScene.testScale
        #expect(abs(error) < 0.5)
        #expect(measured.habit == .square)
    }

    @Test("A transparent square whose rims nearly meet states an error that covers what it is off by",
        arguments: [5.0, 6, 7, 8, 9, 10, 11, 14], angles)
    func tinyTransparent(side: Double, orientation: Double) throws {
        let crystal = GrowingCrystal.at(0, 0, side: side, orientation: orientation)
        let (measured, truth) = try MeasuredScene(scene(crystal, .transparent, size: 96)).only
        let error = measured.side.value - truth.sideMicrometers
        #expect(abs(error) < 3 * measured.side.standardError + 0.1 * GrowthScene.testScale)
        // (A smaller one shows no inside, and looks like a plate.) Where an inside shows, the edge is found in the rim, not on its outer flank.
        if side > 10 { #expect(abs(error) < 0.7 * GrowthScene.testScale) }
    }

    @Test("A nucleus below the resolution of facets is flagged as small and has about its area", arguments: [4.0, 6, 8])
    func nucleus(side: Double) throws {
        let (measured, truth) = try MeasuredScene(
            scene(.at(0, 0, side: side), .opaque, size: 64)).only
        #expect(measured.flags == [.small])
        #expect(measured.facets.isEmpty)
        #expect(measured.habit == .rounded)
        // To a third of a pixel around.
        let area = truth.areaSquareMicrometers
        #expect(abs(measured.area.value - area) < 0.33 * GrowthScene.testScale * truth.perimeterMicrometers)
        #expect(abs(measured.side.value - measured.area.value.squareRoot()) < 1e-9)
    }

    @Test("Near the limit of two habits a crystal stays what it was")
    func hysteresis() throws {
        for (ratio, fresh, after) in [
            (1.10, Habit.rectangle, Habit.square), (1.065, .square, .rectangle), (4.15, .ribbon, .rectangle),
            (3.85, .rectangle, .ribbon),
        ] {
            let crystal = GrowingCrystal.at(
                160.3, 159.8, side: 40 * ratio, .rectangle, width: 40, orientation: 28)
            let scene = GrowthScene.camera([crystal], width: 320, height: 320)
            #expect(try MeasuredScene(scene).only.measured.habit == fresh)
            let later = try MeasuredScene(scene, pixels: scene.picture(), earlier: EarlierView(habit: after, edge: nil))
            #expect(try later.only.measured.habit == after)
        }
    }

    @Test("A small hexagon is never taken for a pentagon, and its area is right", arguments: [7.0, 7.6, 8.2, 8.8, 9.4])
    func smallHexagon(edge: Double) throws {
        for orientation in stride(from: 0.0, to: 60, by: 7) {
            let crystal = GrowingCrystal.at(160.3, 120.4, side: edge, .hexagon, orientation: orientation)
            let (measured, truth) = try MeasuredScene(.camera([crystal])).only
            #expect(measured.facets.isEmpty || measured.facets.count == 6, "\(orientation) degrees")
            #expect(abs(measured.area.value / truth.areaSquareMicrometers - 1) < 0.015, "\(orientation) degrees")
        }
    }
}
