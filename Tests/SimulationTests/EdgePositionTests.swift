import Foundation
import Imaging
import Testing

@testable import Simulation

@Suite("Where edges lie in the picture")
struct EdgePositionTests {
    /// Position at which a falling edge passes half of its height, in px: the normal quantiles of the levels lie on a
    /// straight line there.
    private func halfLevel(_ row: [Double], low: Double, high: Double) throws -> Double {
        let parts = row.map { (high - $0) / (high - low) }
        let index = try #require(parts.indices.dropLast().first { parts[$0] < 0.5 && parts[$0 + 1] >= 0.5 })
        let before = normalQuantile(parts[index])
        let after = normalQuantile(parts[index + 1])
        return Double(index) - before / (after - before)
    }

    @Test("An opaque edge passes half level on the true edge within 0.005 px", arguments: [0.6, 1.15, 2.5])
    func opaqueEdge(sigma: Double) throws {
        for step in 0..<8 {
            // Left edge at 40 + step/8 px, the other edges far away.
            let edge = 40 + Double(step) / 8
            var scene = GrowthScene.plain([.square(x: (edge + 300) * 0.5, y: 30, side: 300)])
            scene.optics.pointSpreadSigmaPixels = sigma
            let picture = try SimulatedRecording(scene: scene).frame(0).pixels
            let measured = try halfLevel(picture.row(60), low: 0.1 * scene.fieldLevel, high: scene.fieldLevel)
            #expect(abs(measured - edge) < 0.005, "edge at \(edge), seen at \(measured)")
        }
    }

    @Test("An edge is as steep as the blur and the pixel's square make it")
    func steepness() throws {
        // The width depends a little on where the edge lies between the cells; their mean is the true one.
        let variances = try (0..<8).map { step in
            var scene = GrowthScene.plain([.square(x: 170.02 + Double(step) / 16, y: 30, side: 300)])
            scene.optics.pointSpreadSigmaPixels = 1.4
            let row = try SimulatedRecording(scene: scene).frame(0).pixels.row(60)
            let steps = zip(row, row.dropFirst()).map { $0 - $1 }
            let total = steps.reduce(0, +)
            let mean = steps.enumerated().map { Double($0) * $1 }.reduce(0, +) / total
            return steps.enumerated().map { pow(Double($0) - mean, 2) * $1 }.reduce(0, +) / total
        }
        // Differences of neighbours integrate over another pixel: 1/12 for each of the two squares.
        let mean = variances.reduce(0, +) / 8
        #expect(abs(mean - (1.4 * 1.4 + 1.0 / 6)) < 0.005, "\(variances)")
    }

    @Test(
        "An opaque crystal takes away light in proportion to its area, about its centre",
        arguments: [0.0, 13, 45, 77])
    func areaAndCentre(orientation: Double) throws {
        for shape in GrowingCrystal.Shape.allCases {
            var crystal = GrowingCrystal.square(x: 40.13, y: 29.87, side: 18, orientation: orientation)
            crystal.shape = shape
            crystal.widthMicrometers = 9
            let scene = GrowthScene.plain([crystal])
            let recording = try SimulatedRecording(scene: scene)
            let deficit = LightDeficit(try recording.frame(1).pixels, fieldLevel: scene.fieldLevel)
            let outline = try #require(FacetGrowth(crystal).outline(at: 12)).vertices
            let area = Polygon.area(outline) / 0.25
            #expect(abs(deficit.sum / 0.9 - area) < 3e-4 * area)
            #expect(deficit.centre.distance(to: Polygon.centroid(outline) * 2) < 0.01)
        }
    }

    @Test(
        "The rim of a transparent plate is centred on the true edge",
        arguments: CrystalAppearance.RimProfile.allCases)
    func rimCentre(profile: CrystalAppearance.RimProfile) throws {
        for step in 0..<6 {
            let edge = 50 + Double(step) / 6
            var scene = GrowthScene.plain([.square(x: (edge + 200) * 0.5, y: 30, side: 200)])
            scene.appearance.contrast = .transparent
            scene.appearance.absorption = 0
            scene.appearance.beckeAmplitude = 0
            scene.appearance.rimProfile = profile
            let row = try SimulatedRecording(scene: scene).frame(0).pixels.row(60)
            let deficits = row.map { 1 - $0 / scene.fieldLevel }
            let sum = deficits.reduce(0, +)
            let centre = deficits.enumerated().map { Double($0) * $1 }.reduce(0, +) / sum
            #expect(abs(centre - edge) < 0.005)
            // Depth x width of the box; a Gaussian of the same half width has 1.0645 times as much.
            let expected = 0.45 * 1.5 / 0.5 * (profile == .box ? 1 : 1.0645)
            #expect(abs(sum - expected) < 0.005 * expected)
        }
    }

    @Test("The Becke line lies inside for positive defocus, outside for negative, and is gone in focus")
    func beckeSide() throws {
        func brightestAbove(defocus: Double) throws -> (position: Int, excess: Double) {
            var scene = GrowthScene.plain([.square(x: 130, y: 30, side: 200)])
            scene.appearance.contrast = .transparent
            scene.appearance.absorption = 0
            scene.optics.defocusMeanMicrometers = defocus
            let row = try SimulatedRecording(scene: scene).frame(0).pixels.row(60)
            let best = try #require(row.indices.max { row[$0] < row[$1] })
            return (best, row[best] / scene.fieldLevel - 1)
        }
        // The edge is at 60 px, the crystal to the right of it.
        let inside = try brightestAbove(defocus: 1)
        let outside = try brightestAbove(defocus: -1)
        #expect(inside.position > 61 && inside.excess > 0.02)
        #expect(outside.position < 59 && outside.excess > 0.02)
        #expect(try brightestAbove(defocus: 0).excess < 1e-3)
    }
}
