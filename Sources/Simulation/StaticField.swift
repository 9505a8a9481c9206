import Foundation
import Imaging

/// What stays the same in every frame: illumination, dust in the optics, and the gains of the pixels, as one factor
/// per sample.
struct StaticField: Sendable {
    /// Rows from the top, channels interleaved.
    let gains: [Float]

    init(_ scene: GrowthScene, opticsDust: [Speck]) {
        var light = Self.illumination(scene)
        for speck in opticsDust { speck.shade(&light, width: scene.width, firstRow: 0) }
        gains = Self.withFixedPattern(light, scene)
    }

    private static func illumination(_ scene: GrowthScene) -> [Float] {
        let blotches = blotches(scene)
        let middleX = Double(scene.width - 1) / 2
        let middleY = Double(scene.height - 1) / 2
        let cornerSquared = max(1, middleX * middleX + middleY * middleY)
        var light = [Float](repeating: 0, count: scene.width * scene.height)
        for y in 0..<scene.height {
            let dy = Double(y) - middleY
            for x in 0..<scene.width {
                let dx = Double(x) - middleX
                let vignette = scene.illumination.vignetting * (dx * dx + dy * dy) / cornerSquared
                light[y * scene.width + x] = Float(1 - vignette)
            }
            for blotch in blotches { blotch.add(to: &light, row: y, width: scene.width) }
        }
        return light.map { max(0, $0) }
    }

    /// One smooth wave of light across the field.
    private struct Blotch {
        var amplitude: Double
        /// cos(kx x + phase) and sin(kx x + phase) of every column, ky of the rows.
        var columnCosines: [Float]
        var columnSines: [Float]
        var rowFrequency: Double

        func add(to light: inout [Float], row: Int, width: Int) {
            let c = Float(amplitude * cos(rowFrequency * Double(row)))
            let s = Float(amplitude * sin(rowFrequency * Double(row)))
            for x in 0..<width { light[row * width + x] += c * columnCosines[x] - s * columnSines[x] }
        }
    }

    private static func blotches(_ scene: GrowthScene) -> [Blotch] {
        let count = 6
        guard scene.illumination.unevenness > 0 else { return [] }
        var random = RandomStream(seed: scene.seed, .illumination)
        // A cosine's variance is half its squared amplitude.
        let amplitude = scene.illumination.unevenness * (2 / Double(count)).squareRoot()
        return (0..<count).map { _ in
            let wavelength = Double(max(scene.width, scene.height)) * random.uniform(0.35...1.1)
            let direction = random.uniform(0...(2 * .pi))
            let phase = random.uniform(0...(2 * .pi))
            let kx = 2 * .pi / wavelength * cos(direction)
            let ky = 2 * .pi / wavelength * sin(direction)
            return Blotch(
                amplitude: amplitude,
                columnCosines: (0..<scene.width).map { Float(cos(kx * Double($0) + phase)) },
                columnSines: (0..<scene.width).map { Float(sin(kx * Double($0) + phase)) },
                rowFrequency: ky)
        }
    }

    private static func withFixedPattern(_ light: [Float], _ scene: GrowthScene) -> [Float] {
        let channels = scene.channels
        let spread = Float(scene.sensor.fixedPatternGain)
        guard spread > 0 || channels > 1 else { return light }
        let quantiles = NormalQuantiles.table
        var random = RandomStream(seed: scene.seed, .fixedPattern)
        var gains = [Float](repeating: 0, count: light.count * channels)
        for index in gains.indices {
            let deviation = quantiles[Int(random.next() & 0xFFFF)]
            gains[index] = light[index / channels] * (1 + spread * deviation)
        }
        return gains
    }
}
