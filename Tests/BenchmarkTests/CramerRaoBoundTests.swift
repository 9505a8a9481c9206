import Foundation
import Imaging
import Simulation
import Testing

@testable import growth_benchmark

@Suite("The Cramer-Rao bound of a side")
struct CramerRaoBoundTests {
    /// One crystal of 60 px side in the middle of an even field.
    private func scene(_ shape: GrowingCrystal.Shape = .square) -> GrowthScene {
        var scene = GrowthScene()
        (scene.width, scene.height) = (180, 160)
        scene.frameCount = 1
        scene.bitDepth = 16
        scene.contamination = .none
        scene.illumination.vignetting = 0
        scene.illumination.unevenness = 0
        scene.illumination.flicker = 0
        scene.sensor.fixedPatternGain = 0
        var crystal = GrowingCrystal()
        crystal.shape = shape
        crystal.xMicrometers = scene.centreMicrometers.x
        crystal.yMicrometers = scene.centreMicrometers.y
        crystal.orientationDegrees = 21
        crystal.sideMicrometers = 60 * scene.micrometersPerPixel
        crystal.widthMicrometers = 40 * scene.micrometersPerPixel
        scene.crystals = [crystal]
        return scene
    }

    private func bound(_ scene: GrowthScene) throws -> Double {
        let truth = try JSONDecoder().decode(Truth.self, from: SceneTruth(scene: scene).json())
        let bound = CramerRaoBound(scene: scene, truth: truth)
        return try #require(
            bound.sidePixels(truth.frames[0].crystals[0], shape: truth.crystals[0].shape, frame: 0))
    }

    @Test("A plain step in constant noise has the bound (s / C) sqrt(2 sqrt(pi) sigma / L)")
    func closedForm() throws {
        var scene = scene()
        scene.sensor.hasShotNoise = false
        scene.sensor.readNoiseElectrons = 100
        let contrast = scene.appearance.opacity * scene.sensor.exposure * scene.sensor.fullWellElectrons
        let sigma = (pow(scene.optics.pointSpreadSigmaPixels, 2) + 1.0 / 12).squareRoot()
        let expected = 100 / contrast * (2 * Double.pi.squareRoot() * sigma / 60).squareRoot()
        #expect(abs(try bound(scene) / expected - 1) < 1e-3)
    }

    @Test(
        "The bound is what the rendered picture tells of the side, pixel by pixel",
        arguments: [("square", "opaque"), ("square", "transparent"), ("square", "bright"), ("hexagon", "opaque")])
    func renderedInformation(shape: String, contrast: String) throws {
        var scene = scene(try #require(GrowingCrystal.Shape(rawValue: shape)))
        scene.appearance.contrast = try #require(CrystalAppearance.Contrast(rawValue: contrast))
        scene.optics.defocusMeanMicrometers = 0.6
        // All facets move with the side, so that the information about it is that of the weighted sum of facets.
        let variance = 1 / (try information(of: scene))
        let ratio = try bound(scene) / variance.squareRoot()
        // Corners, where edges end, are all that the bound's straight edges leave out.
        #expect(abs(ratio - 1) < 0.05, "\(ratio)")
    }

    /// Fisher information about the side in px^-2: sum of (dI/dside)^2 / s^2 over the pixels of noiseless pictures.
    private func information(of scene: GrowthScene) throws -> Double {
        let step = 0.05
        func electrons(side: Double) throws -> [Double] {
            var clean = scene
            clean.sensor = .noiseless
            clean.crystals[0].sideMicrometers = side * scene.micrometersPerPixel
            let pixels = try SimulatedRecording(scene: clean).frame(0).pixels
            guard case .uint16(let values) = pixels.samples else { return [] }
            return values.map { Double($0) / 65535 * scene.sensor.fullWellElectrons }
        }
        let longer = try electrons(side: 60 + step)
        let shorter = try electrons(side: 60 - step)
        let readVariance = pow(scene.sensor.readNoiseElectrons, 2)
        return zip(longer, shorter).reduce(0) { sum, pair in
            let slope = (pair.0 - pair.1) / (2 * step)
            return sum + slope * slope / ((pair.0 + pair.1) / 2 + readVariance)
        }
    }
}
