import Calibration
import Foundation
import Imaging
import Statistics
import Testing

@Suite("Scales from lengths")
struct ScaleSolutionTests {
    /// Pitch in px of a 10 um division with its axis at an angle, for given scales.
    private func pitch(_ degrees: Double, x: Double, y: Double) -> Double {
        let angle = degrees * .pi / 180
        return 10 * hypot(cos(angle) / x, sin(angle) / y)
    }

    @Test("Divisions in two directions give x and y exactly", arguments: [(0.0, 90.0), (10, 75), (-20, 60)])
    func twoDirections(first: Double, second: Double) throws {
        let lengths = [first, second].map {
            ScaledLength(
                degrees: $0, pixels: Estimate(value: pitch($0, x: 0.7, y: 0.72), standardError: 1e-4), micrometers: 10)
        }
        let solution = try ScaleSolution(lengths, kind: .divisions)
        #expect(!solution.assumesSquarePixels)
        #expect(abs(solution.x.value - 0.7) < 1e-12)
        #expect(abs(solution.y.value - 0.72) < 1e-12)
    }

    @Test("A ruling along x leaves x its own error and gives y the doubt about square pixels")
    func oneDirection() throws {
        let length = ScaledLength(degrees: 0, pixels: Estimate(value: 20, standardError: 2e-4), micrometers: 10)
        let solution = try ScaleSolution([length], kind: .divisions)
        #expect(abs(solution.x.standardError / solution.x.value - 1e-5) < 1e-9)
        #expect(abs(solution.y.standardError / solution.y.value - ScaleSolution.aspectDoubt) < 1e-6)
        let diagonal = ScaledLength(degrees: 45, pixels: length.pixels, micrometers: 10)
        let both = try ScaleSolution([diagonal], kind: .divisions)
        #expect(abs(both.x.standardError / both.x.value - ScaleSolution.aspectDoubt / 2) < 1e-6)
    }

    @Test("Rulings crossed at 45 degrees that disagree leave room for pixels that are not square")
    func disagreeingDiagonals() throws {
        let (x, y) = (0.44, 0.4532)
        let lengths = [42.0, -48].map { degrees -> ScaledLength in
            let angle = degrees * .pi / 180
            let pitch = 10 * hypot(cos(angle) / x, sin(angle) / y)
            return ScaledLength(
                degrees: degrees, pixels: Estimate(value: pitch, standardError: 2e-5 * pitch), micrometers: 10)
        }
        let solution = try ScaleSolution(lengths, kind: .divisions)
        #expect(solution.assumesSquarePixels)
        #expect(abs(solution.x.value - x) < 2 * solution.x.standardError)
        #expect(abs(solution.y.value - y) < 2 * solution.y.standardError)
    }

    @Test("Lengths that disagree widen the error")
    func disagreement() throws {
        let lengths = [20.0, 20.1, 19.9].map {
            ScaledLength(degrees: 0, pixels: Estimate(value: $0, standardError: 0.001), micrometers: 10)
        }
        let solution = try ScaleSolution(lengths, kind: .divisions)
        #expect(solution.disagreement > 50)
        #expect(solution.x.standardError / solution.x.value > 0.002)
    }

    @Test("Points a known distance apart give the scale with the error of placing them")
    func points() throws {
        let pair = KnownLengths.Pair(
            start: Point(x: 10, y: 20), end: Point(x: 510, y: 20), micrometers: 250)
        let one = try KnownLengths([pair], pointErrorPixels: 0.5, relativeTolerance: 0)
        #expect(abs(one.x.value - 0.5) < 1e-12)
        #expect(abs(one.x.standardError / one.x.value - 0.5 * 2.0.squareRoot() / 500) < 1e-9)
        let across = KnownLengths.Pair(start: Point(x: 0, y: 0), end: Point(x: 0, y: 400), micrometers: 220)
        let two = try KnownLengths([pair, across], pointErrorPixels: 0.5, relativeTolerance: 0)
        #expect(abs(two.y.value - 0.55) < 1e-12)
        #expect(throws: CalibrationError.self) {
            try KnownLengths(
                [KnownLengths.Pair(start: .zero, end: Point(x: 1, y: 0), micrometers: 10)], pointErrorPixels: 0.5,
                relativeTolerance: 0)
        }
    }

    @Test("The sensor's scale is pixel pitch times binning over magnification")
    func sensor() throws {
        let sensor = try SensorScale(
            pixelPitchMicrometers: 3.45, magnification: 10, magnificationTolerance: 0.03, binning: 2)
        #expect(abs(sensor.scale.value - 0.69) < 1e-12)
        #expect(abs(sensor.scale.standardError / sensor.scale.value - 0.03 / 3.0.squareRoot()) < 1e-12)
        #expect(throws: CalibrationError.self) {
            try SensorScale(pixelPitchMicrometers: 3.45, magnification: 0, magnificationTolerance: 0, binning: 1)
        }
    }

    @Test("A scale that no microscope has is warned of", arguments: [(3.45, false), (0.03, true), (3450, true)])
    func implausible(pixelPitch: Double, isWarnedOf: Bool) throws {
        let sensor = try SensorScale(
            pixelPitchMicrometers: pixelPitch, magnification: 10, magnificationTolerance: 0.03, binning: 1)
        #expect(sensor.details.warnings.map(\.code).contains("implausible_scale") == isWarnedOf)
    }

    @Test("A calibration made without a picture fits frames of any size, and says so")
    func anySize() throws {
        let file = CalibrationFile(
            micrometersPerPixelX: Estimate(value: 0.5, standardError: 0.01),
            micrometersPerPixelY: Estimate(value: 0.5, standardError: 0.01), imageWidth: nil, imageHeight: nil,
            method: "sensor", path: "s.json")
        let read = try CalibrationFile(json: try file.json(), path: "s.json")
        #expect(read == file)
        let (scale, note) = try read.scale(forWidth: 640, height: 480)
        #expect(scale.x.value == 0.5)
        #expect(try #require(note).contains("without a picture"))
    }

    @Test("Details and warnings come back from the file as they were")
    func details() throws {
        var details = CalibrationDetails()
        details.divisionMicrometers = 10
        details.cornerDistortion = -0.002
        details.warnings = [CalibrationWarning(code: "distortion", sentence: "it bends")]
        let file = CalibrationFile(
            micrometersPerPixelX: Estimate(value: 0.5, standardError: 0.01),
            micrometersPerPixelY: Estimate(value: 0.5, standardError: 0.01), imageWidth: 640, imageHeight: 480,
            method: "micrometer", details: details, path: "m.json")
        #expect(try CalibrationFile(json: try file.json(), path: "m.json") == file)
    }
}
