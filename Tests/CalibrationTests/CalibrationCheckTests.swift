import Calibration
import Simulation
import Statistics
import Testing

@Suite("Checking a calibration")
struct CalibrationCheckTests {
    private func check(of scene: CalibrationScene, x: Double, y: Double) throws -> CalibrationCheck {
        let scale = PixelScale(
            x: Estimate(value: x, standardError: 1e-5 * x), y: Estimate(value: y, standardError: 1e-5 * y), origin: "")
        return CalibrationCheck(try Slide.measured(scene), against: scale, divisionMicrometers: 10)
    }

    @Test("The same slide agrees, whatever its direction", arguments: [0.0, 30, 90])
    func agrees(degrees: Double) throws {
        var scene = Slide.ruling(pitchPixels: 14, degrees: degrees)
        scene.micrometersPerPixelY *= 1.01
        let check = try check(of: scene, x: scene.micrometersPerPixelX, y: scene.micrometersPerPixelY)
        #expect(check.agrees, "\(check.deviations)")
    }

    @Test("A scale that is off by half a percent is found, with its size")
    func disagrees() throws {
        let scene = Slide.ruling(pitchPixels: 14, degrees: 3)
        let old = scene.micrometersPerPixelX / 1.005
        let check = try check(of: scene, x: old, y: old)
        #expect(!check.agrees)
        #expect(abs(check.deviations[0].relative.value - 0.005) < 1e-4)
    }
}
