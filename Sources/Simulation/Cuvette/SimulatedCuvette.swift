import Foundation
import UVVis

/// The files of a simulated cuvette: names and texts.
public struct SimulatedCuvette: Sendable {
    public let scene: CuvetteScene

    /// Throws `SimulationError` for a scene that cannot be.
    public init(scene: CuvetteScene) throws(SimulationError) {
        try scene.check()
        self.scene = scene
    }

    private var course: CuvetteCourse {
        CuvetteCourse(
            geometry: scene.geometry,
            premixedHeightMillimeters: scene.premixedFraction > 0 ? scene.premixedHeightMillimeters : nil)
    }

    /// `time_s,absorbance` of the first species at the maximum of its band.
    public func traceText() -> String {
        let course = course
        let species = scene.species.prefix(1).map { ($0.diffusionCoefficient, $0.endAbsorbance) }
        let noise = noise()
        var text = "time_s,absorbance\n"
        for (i, time) in scene.times.enumerated() {
            let value = course.absorbance(
                of: species, atSeconds: time - scene.startSeconds, premixedFraction: scene.premixedFraction,
                strayLightFraction: scene.trueStrayLightFraction) + scene.baseline + scene.driftPerSecond * time + noise[i]
            text += "\(decimals(time, 3)),\(decimals(value, 5))\n"
        }
        return text
    }

    /// Correlated as an AR(1) process, with outliers of ten to fifty standard deviations.
    private func noise() -> [Double] {
        var stream = RandomStream(seed: scene.seed, .noise)
        let rho = scene.noiseCorrelation
        var state = stream.gaussian()
        var noise = scene.times.map { _ -> Double in
            state = rho * state + (1 - rho * rho).squareRoot() * stream.gaussian()
            return scene.noise * state
        }
        for _ in 0..<min(scene.outlierCount, noise.count) {
            let place = Int(stream.uniform() * Double(noise.count))
            noise[place] += (stream.uniform() < 0.5 ? -1 : 1) * stream.uniform(10...50) * scene.noise
        }
        return noise
    }

    private func decimals(_ value: Double, _ count: Int) -> String { String(format: "%.\(count)f", value) }
}

extension SimulatedCuvette {
    // A spectrometer of 18 bits from 200 to 800 nm.
    private static let wavelengths = (0..<601).map { 200 + Double($0) }
    private static let darkCounts = 1500.0
    private static let converterLimit = 262_143.0
    private static let readNoise = 8.0
    private static let countsPerElectron = 0.6

    /// Of the lamp, with a line that the converter cannot hold.
    private static func lamp(_ wavelength: Double) -> Double {
        let broad = 180_000 * exp(-pow((wavelength - 480) / 170, 2))
        let line = 400_000 * exp(-pow((wavelength - 656) / 1.5, 2))
        return broad + line
    }

    /// What the names of the spectra begin with.
    public static let spectrumPrefix = "cuvette__"

    /// File names in `spectra/` and their texts, one at a time: a long series need not be held.
    public func spectrum(_ i: Int) -> (name: String, text: String) {
        let time = scene.times[i]
        let course = course
        let values = Self.wavelengths.map { wavelength -> Double in
            let species = scene.species.map { one in
                (one.diffusionCoefficient, one.endAbsorbance * Self.shape(one, wavelength))
            }
            let absorbance = course.absorbance(
                of: species, atSeconds: time - scene.startSeconds, premixedFraction: scene.premixedFraction,
                strayLightFraction: scene.trueStrayLightFraction)
            return Self.lamp(wavelength) * pow(10, -absorbance - scene.baseline - scene.driftPerSecond * time)
        }
        let clock = scene.clockSeconds + time
        let second = Int(clock) % 86_400
        let stamp = String(format: "%02d-%02d-%02d-%03d", second / 3600, second / 60 % 60, second % 60, 0)
        let name = "\(Self.spectrumPrefix)\(i)__\(stamp).txt"
        return (name, oceanView(values, name: name, second: Int(clock), averages: 5, position: i))
    }

    public func darkText() -> String {
        oceanView(Self.wavelengths.map { _ in 0 }, name: "dark.txt", second: Int(scene.clockSeconds) - 240, averages: 50,
            position: -1)
    }

    public func referenceText() -> String {
        oceanView(Self.wavelengths.map(Self.lamp), name: "reference.txt", second: Int(scene.clockSeconds) - 120,
            averages: 50, position: -2)
    }

    public func pureText(_ species: CuvetteScene.Species) -> String {
        "wavelength_nm,relative_absorptivity\n"
            + Self.wavelengths.map { "\(decimals($0, 1)),\(decimals(Self.shape(species, $0), 6))\n" }.joined()
    }

    private static func shape(_ species: CuvetteScene.Species, _ wavelength: Double) -> Double {
        exp(-pow((wavelength - species.bandCentre) / species.bandWidth, 2) / 2)
    }

    private func oceanView(_ light: [Double], name: String, second: Int, averages: Int, position: Int) -> String {
        var stream = RandomStream(seed: scene.seed, .noise, position + 3, 1)
        let day = 6 + second / 86_400
        let clock = second % 86_400
        let time = String(format: "%02d %02d:%02d:%02d", day, clock / 3600, clock / 60 % 60, clock % 60)
        var text = """
            Data from \(name) Node

            Date: Mon May \(time) CST 2024
            User: simulated
            Integration Time (sec): 0.05
            Scans to average: \(averages)
            Number of Pixels in Spectrum: \(light.count)
            >>>>>Begin Spectral Data<<<<<

            """
        for (wavelength, value) in zip(Self.wavelengths, light) {
            let variance = (Self.readNoise * Self.readNoise + Self.countsPerElectron * value) / Double(averages)
            let counts = Self.darkCounts + value + variance.squareRoot() * stream.gaussian()
            text += "\(decimals(wavelength, 3))\t\(decimals(min(counts, Self.converterLimit), 2))\n"
        }
        return text
    }
}
