import Foundation
import Imaging
import SceneTestSupport
import Simulation
import Statistics
import Testing

@testable import Facets

/// A crystal whose picture is taken thirty times, each with its own noise.
struct NoiseCase: CustomTestStringConvertible {
    let testDescription: String
    var shape = GrowingCrystal.Shape.square
    var opacity = 0.9
    var fullWell = 12_000.0
    var isTransparent = false
    /// Greatest bias of the side, px.
    var bias = 0.1

    static let all = [
        NoiseCase(testDescription: "an opaque square"),
        NoiseCase(testDescription: "an opaque square in a dim picture", fullWell: 1000),
        NoiseCase(testDescription: "an opaque hexagon", shape: .hexagon),
        NoiseCase(testDescription: "a transparent square", isTransparent: true, bias: 0.2),
        NoiseCase(testDescription: "a transparent hexagon in a dim picture", shape: .hexagon, fullWell: 1000,
            isTransparent: true, bias: 0.2),
        NoiseCase(testDescription: "a square of 20 % contrast in heavy noise", opacity: 0.2, fullWell: 450, bias: 0.2),
    ]

    func scene(seed: UInt64) -> GrowthScene {
        let side = shape == .hexagon ? 34.0 : 60
        let crystal = GrowingCrystal.at(80.3, 79.8, side: side, shape, orientation: 27)
        return GrowthScene.camera([crystal], width: 160, height: 160, seed: seed).with {
            $0.appearance.contrast = isTransparent ? .transparent : .opaque
            $0.appearance.opacity = opacity
            $0.optics.defocusMeanMicrometers = isTransparent ? 0.5 : 0
            $0.sensor.fullWellElectrons = fullWell
            // Fixed in the camera, and so the same in every picture: no part of the scatter.
            $0.sensor.fixedPatternGain = 0
            $0.illumination.unevenness = 0
        }
    }
}

@Suite("Stated standard errors")
struct StandardErrorTests {
    private static let seeds: ClosedRange<UInt64> = 1...30

    private func spread(_ values: [Double]) -> (mean: Double, deviation: Double) {
        let mean = values.reduce(0, +) / Double(values.count)
        let sum = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, (sum / Double(values.count - 1)).squareRoot())
    }

    /// Stated error, typical of the pictures, over what they are off by; nil: over the scatter between them.
    ///
    /// A rim's error holds a doubt about the edge's model that all pictures share.
    private func ratio(_ estimates: [Estimate], truth: Double?) -> Double {
        let count = Double(estimates.count)
        let stated = estimates.reduce(0) { $0 + $1.standardError * $1.standardError } / count
        let (mean, deviation) = spread(estimates.map(\.value))
        return stated.squareRoot() / hypot(deviation, truth.map { mean - $0 } ?? 0)
    }

    @Test("The errors of side, area and facets are those that thirty noisy pictures show", arguments: NoiseCase.all)
    func honest(noise: NoiseCase) throws {
        let honest = 0.4...2.5
        var measured: [CrystalObservation] = []
        var (side, area) = (0.0, 0.0)
        var centre = Point.zero
        for seed in Self.seeds {
            let scene = try MeasuredScene(noise.scene(seed: seed))
            let crystal = try scene.only
            measured.append(crystal.measured)
            side = crystal.true.sideMicrometers
            area = crystal.true.areaSquareMicrometers
            centre = crystal.true.centre
        }
        let habits = Set(measured.map(\.habit))
        try #require(habits == [noise.shape == .hexagon ? .hexagon : .square])
        let sides = ratio(measured.map(\.side), truth: noise.isTransparent ? side : nil)
        #expect(honest.contains(sides), "side \(sides)")
        let areas = ratio(measured.map(\.area), truth: noise.isTransparent ? area : nil)
        #expect(honest.contains(areas), "area \(areas)")
        let apothem = side / 2 * (noise.shape == .hexagon ? 3.0.squareRoot() : 1)
        for normal in [27.0, 207] {
            let offsets = try measured.map { crystal in
                let facet = try #require(crystal.facet(nearest: normal))
                return Estimate(
                    value: facet.distance(of: centre), standardError: facet.offsetMicrometers.standardError)
            }
            let facets = ratio(offsets, truth: noise.isTransparent ? -apothem : nil)
            #expect(honest.contains(facets), "facet at \(normal): \(facets)")
        }
        let bias = (spread(measured.map(\.side.value)).mean - side) / GrowthScene.testScale
        #expect(abs(bias) < noise.bias, "bias \(bias) px")
    }

    @Test("More light gives smaller errors, as the root of it")
    func light() throws {
        func error(_ fullWell: Double) throws -> Double {
            let noise = NoiseCase(testDescription: "", fullWell: fullWell)
            let stated = try (1...6).map { try MeasuredScene(noise.scene(seed: $0)).only.measured.side.standardError }
            return stated.reduce(0, +) / 6
        }
        let ratio = try error(600) / error(9600)
        #expect((2.5...6).contains(ratio), "\(ratio) for sixteen times the light")
    }

    @Test("The stated errors go into micrometres with the scale")
    func units() throws {
        let scene = NoiseCase.all[0].scene(seed: 3)
        let fine = try MeasuredScene(scene, pixels: scene.picture(), scale: .square(0.5)).only.measured
        let coarse = try MeasuredScene(scene, pixels: scene.picture(), scale: .square(2)).only.measured
        #expect(abs(coarse.side.standardError / fine.side.standardError - 4) < 1e-6)
        #expect(abs(coarse.side.value / fine.side.value - 4) < 1e-6)
        #expect(abs(coarse.area.value / fine.area.value - 16) < 1e-6)
        #expect(abs(coarse.area.standardError / fine.area.standardError - 16) < 1e-6)
        #expect(coarse.habit == fine.habit)
    }
}
