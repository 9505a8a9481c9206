import Calibration
import Foundation
import Imaging
import Simulation
import Statistics
import Testing

@Suite("Honesty of the micrometer's standard error")
struct MicrometerCoverageTests {
    /// Slides that differ in everything that a user's would.
    private static func scene(_ number: Int) -> CalibrationScene {
        func part(_ seed: Double) -> Double {
            let value = sin(Double(number) * seed + seed) * 43758.5453
            return value - value.rounded(.down)
        }
        let pitch = 7 * pow(40.0 / 7, part(12.9898))
        var scene = Slide.ruling(
            pitchPixels: pitch, degrees: 180 * part(78.233) - 90, width: 460, height: 340,
            lineLengthPixels: 30 + 30 * part(3.17))
        scene.seed = UInt64(number + 1)
        scene.contrast = 0.15 + 0.7 * part(5.31)
        scene.blurSigmaPixels = min(0.7 + 1.6 * part(9.7), 0.2 * pitch)
        scene.sensor.fullWellElectrons = 3000 + 20_000 * part(2.63)
        scene.illumination.vignetting = 0.35 * part(7.77)
        scene.dirtSpecks = Int(8 * part(4.44))
        scene.rulings[0].originAlongMicrometers = 10 * part(6.1)
        // Every other slide through a lens that distorts, by 0.01 to 1 % in the corners.
        if number % 2 == 0 { scene.cornerDistortion = (part(2.9) < 0.5 ? -1 : 1) * pow(10, -4 + 2 * part(3.7)) }
        return scene
    }

    @Test("Over 200 slides the 95 % interval holds the truth in 90 to 98 %, and none is grossly off")
    func coverage() throws {
        var covered = 0
        var refused = 0
        for number in 0..<200 {
            let scene = Self.scene(number)
            do {
                let deviation = Slide.deviation(try Slide.measured(scene), scene)
                if abs(deviation.value) < 1.96 * deviation.standardError { covered += 1 }
                #expect(abs(deviation.value) < 6 * deviation.standardError, "slide \(number): \(deviation)")
                #expect(abs(deviation.value) < 3e-3, "slide \(number): \(deviation)")
            } catch is CalibrationError {
                refused += 1
            }
        }
        let measured = 200 - refused
        #expect(refused <= 4)
        let part = Double(covered) / Double(measured)
        #expect((0.90...0.98).contains(part), "\(covered) of \(measured)")
    }
}
