import Calibration
import Foundation
import Imaging
import SceneTestSupport
import Segmentation
import Simulation
import Statistics
import Testing

@testable import Facets

/// The crystals of one picture, measured without knowing anything from before.
struct MeasuredScene {
    let observations: [CrystalObservation]
    let truth: [GrowthTruth.Record]

    init(_ scene: GrowthScene) throws {
        try self.init(scene, pixels: scene.picture())
    }

    /// - Parameters:
    ///   - pixels: what takes the place of the scene's picture.
    ///   - expected: polygons (px) of crystals that are known from before.
    init(
        _ scene: GrowthScene, pixels: PixelBuffer, frame: Int = 0, scale: PixelScale = .test,
        expected: [ExpectedCrystal] = [], earlier: EarlierView? = nil
    ) throws {
        var segmenter = try Segmenter(width: pixels.width, height: pixels.height, settings: .init())
        let segmented = try segmenter.segment(pixels, expected: expected)
        let fitter = FacetFitter(pixels: pixels, illumination: segmented.illumination, scale: scale)
        observations = segmented.outlines.map { outline in
            fitter.observe(
                outline, expected: expected.first { $0.id == outline.expectedID }?.polygon,
                neighbours: expected.filter { $0.id != outline.expectedID }.map(\.polygon),
                dust: expected.first { $0.id == outline.expectedID }?.dust ?? [], earlier: earlier)
        }
        truth = try GrowthTruth(scene).frames[frame].crystals
    }

    func observation(of crystal: GrowthTruth.Record) throws -> CrystalObservation {
        try #require(
            observations.min { $0.centre.distance(to: crystal.centre) < $1.centre.distance(to: crystal.centre) },
            "nothing was measured")
    }

    /// The only crystal, as measured and as it is.
    var only: (measured: CrystalObservation, true: GrowthTruth.Record) {
        get throws {
            try #require(truth.count == 1)
            return (try observation(of: truth[0]), truth[0])
        }
    }
}

extension PixelScale {
    static let test = square(GrowthScene.testScale)

    static func square(_ value: Double) -> PixelScale { PixelScale(x: value, y: value) }

    init(x: Double, y: Double) {
        self.init(
            x: Estimate(value: x, standardError: 0), y: Estimate(value: y, standardError: 0), origin: "test")
    }
}

extension CrystalObservation {
    /// The facet whose normal is nearest to a direction.
    func facet(nearest degrees: Double) -> Facet? {
        facets.min { angle($0.normalDegrees, degrees, period: 360) < angle($1.normalDegrees, degrees, period: 360) }
    }
}

/// Smallest angle between two directions that are the same after `period` degrees.
func angle(_ a: Double, _ b: Double, period: Double) -> Double {
    abs((a - b).remainder(dividingBy: period))
}

extension Facet {
    /// How far outside of the facet's line a point (um) lies, um.
    func distance(of point: Point) -> Double {
        let angle = normalDegrees * .pi / 180
        return Point(x: cos(angle), y: sin(angle)).dot(point) - offsetMicrometers.value
    }
}

/// Direction of an edge's outward normal, its length, and its middle, for each edge of a polygon.
func edges(of polygon: [Point]) -> [(normalDegrees: Double, length: Double, middle: Point)] {
    let turn = Polygon.signedArea(polygon) > 0 ? 1.0 : -1.0
    return polygon.indices.map { index in
        let edge = polygon[(index + 1) % polygon.count] - polygon[index]
        let normal = Point(x: edge.y * turn, y: -edge.x * turn) * (1 / edge.length)
        return (atan2(normal.y, normal.x) * 180 / .pi, edge.length, polygon[index] + edge * 0.5)
    }
}
