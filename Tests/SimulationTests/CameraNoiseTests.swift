import Foundation
import Imaging
import Testing

@testable import Simulation

@Suite("Noise, gamma and quantisation")
struct CameraNoiseTests {
    private func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
        let mean = values.reduce(0, +) / Double(values.count)
        return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1))
    }

    @Test("The variance is that of the electrons counted and of the read-out", arguments: [6.0, 60, 600, 9000])
    func shotNoise(electrons: Double) throws {
        var scene = GrowthScene.plain()
        scene.sensor.hasShotNoise = true
        scene.sensor.readNoiseElectrons = 5
        scene.sensor.fullWellElectrons = 20_000
        scene.sensor.exposure = electrons / 20_000
        // Room for the noise of dark pixels below zero.
        scene.sensor.blackLevel = 0.01
        let picture = try SimulatedRecording(scene: scene).frame(2).pixels
        let (mean, variance) = moments(picture.values.map { ($0 / 65535 - 0.01) * 20_000 })
        #expect(abs(mean - electrons) < 4 * ((electrons + 25) / 19_200).squareRoot() + 0.01)
        // The standard error of a variance from 19200 values is 1 %.
        #expect(abs(variance / (electrons + 25) - 1) < 0.045)
    }

    @Test("Without noise the field is even, and its level the exposure")
    func noiseless() throws {
        let values = try SimulatedRecording(scene: .plain()).frame(0).pixels.values
        #expect(values.allSatisfy { $0 == (0.8 * 65535).rounded() })
    }

    @Test("Noise differs between frames and rows; the fixed pattern stays")
    func independence() throws {
        var scene = GrowthScene.plain()
        scene.sensor = Sensor()
        scene.sensor.fixedPatternGain = 0.05
        let recording = try SimulatedRecording(scene: scene)
        let frames = try (0..<2).map { try recording.frame($0).pixels.values.map { $0 / 65535 / 0.8 - 1 } }
        let products = zip(frames[0], frames[1]).map { $0 * $1 }
        // Covariance of two frames = variance of the gains.
        #expect(abs(products.reduce(0, +) / Double(products.count) - 0.0025) < 0.0002)
        #expect(frames[0] != frames[1])
        #expect(frames[0][0..<160] != frames[0][160..<320])
    }

    @Test("Encoded values are the linear ones to the power of gamma", arguments: [8, 12, 16])
    func gamma(bits: Int) throws {
        var scene = GrowthScene.plain([.square(x: 40, y: 30, side: 20, orientation: 20)])
        scene.bitDepth = 16
        let linear = try SimulatedRecording(scene: scene).frame(0).pixels.values
        scene.bitDepth = bits
        scene.gamma = 0.45
        let encoded = try SimulatedRecording(scene: scene).frame(0).pixels
        let ceiling = Double((1 << bits) - 1)
        #expect(encoded.bitDepth == bits)
        for (light, value) in zip(linear, encoded.values) {
            let exact = ceiling * pow(light / 65535, 0.45)
            // Half a step of its own, and what half a step of the linear picture makes of it.
            let slope = 0.45 * exact / light * 0.5
            #expect(abs(value - exact) <= 0.52 + slope)
        }
    }

    @Test("Overexposed light saturates at full scale")
    func saturation() throws {
        var scene = GrowthScene.plain()
        scene.bitDepth = 12
        scene.sensor.exposure = 1.5
        #expect(try SimulatedRecording(scene: scene).frame(0).pixels.values.allSatisfy { $0 == 4095 })
    }
}
