import Imaging
import SceneTestSupport
import Simulation
import Testing

@testable import Segmentation

/// A scene segmented frame by frame, and its latest frame held against the truth.
struct SegmentedScene {
    let outlines: [CrystalOutline]
    let truth: [GrowthTruth.Record]

    /// - Parameters:
    ///   - frames: how many are segmented; all of them where nil.
    ///   - expected: polygons of known crystals in the last frame.
    init(
        _ scene: GrowthScene, frames: Int? = nil, channel: Channel = .luma,
        settings: Segmenter.Settings = Segmenter.Settings(), expected: [ExpectedCrystal] = []
    ) throws {
        let count = frames ?? scene.times.count
        let recording = try SimulatedRecording(scene: scene, channel: channel)
        var segmenter = try Segmenter(width: scene.width, height: scene.height, settings: settings)
        var outlines: [CrystalOutline] = []
        for index in 0..<count {
            let known = index == count - 1 ? expected : []
            outlines = try segmenter.segment(recording.frame(index).pixels, expected: known).outlines
        }
        self.outlines = outlines
        truth = try GrowthTruth(scene).frames[count - 1].crystals
    }

    /// The outline whose centre is nearest to a crystal's.
    func outline(of crystal: GrowthTruth.Record) throws -> CrystalOutline {
        let centre = Polygon.centroid(crystal.polygon)
        return try #require(
            outlines.min { $0.centroid.distance(to: centre) < $1.centroid.distance(to: centre) },
            "no outline for crystal \(crystal.id)")
    }

    /// How far, on average, an outline lies outside of the true one, in px.
    func meanOffset(of outline: CrystalOutline, from crystal: GrowthTruth.Record) -> Double {
        (outline.areaPixels - Polygon.area(crystal.polygon)) / Polygon.perimeter(crystal.polygon)
    }
}

extension Segmenter {
    /// Outlines of a single picture.
    static func outlines(
        in pixels: PixelBuffer, settings: Settings = Settings(), expected: [ExpectedCrystal] = []
    ) throws -> [CrystalOutline] {
        var segmenter = try Segmenter(width: pixels.width, height: pixels.height, settings: settings)
        return try segmenter.segment(pixels, expected: expected).outlines
    }
}
