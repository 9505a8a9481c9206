import Foundation
import Imaging

extension CalibrationScene {
    /// The picture that the camera takes of the slide.
    /// - Throws: `SimulationError.invalidValue` with the key of the scene that cannot be.
    public func picture() throws -> PixelBuffer {
        try validate()
        let pattern = SlidePattern(self)
        let gains = StaticField(camera, opticsDust: dirt()).gains
        let encoder = PixelEncoder(sensor: sensor, gamma: 1, bitDepth: bitDepth)
        var encoded = [UInt16](repeating: 0, count: width * height)
        var light = [Float](repeating: 0, count: width)
        for row in 0..<height {
            for column in 0..<width {
                let passing = 1 - contrast * pattern.coverage(atColumn: column, row: row)
                light[column] = Float(passing) * gains[row * width + column]
            }
            var random = RandomStream(seed: seed, .noise, 0, row)
            encoder.encode(&light, random: &random)
            for column in 0..<width { encoded[row * width + column] = UInt16(light[column] + 0.5) }
        }
        return PixelBuffer(
            width: width, height: height, bitDepth: bitDepth,
            samples: bitDepth == 8 ? .uint8(encoded.map { UInt8(truncatingIfNeeded: $0) }) : .uint16(encoded))
    }

    /// The same camera and lamp in front of a slide without crystals.
    private var camera: GrowthScene {
        var scene = GrowthScene()
        scene.width = width
        scene.height = height
        scene.illumination = illumination
        scene.sensor = sensor
        scene.bitDepth = bitDepth
        scene.seed = seed
        scene.crystals = []
        return scene
    }

    private func dirt() -> [Speck] {
        var random = RandomStream(seed: seed, .sampleDust)
        return (0..<dirtSpecks).map { _ in
            Speck(
                centre: Point(
                    x: random.uniform(0...Double(width - 1)), y: random.uniform(0...Double(height - 1))),
                radiusPixels: dirtRadiusPixels * random.uniform(0.5...1.5),
                elongation: random.uniform(1...2), orientationDegrees: random.uniform(0...180),
                depth: random.uniform(0.2...0.7), softness: max(0.5, blurSigmaPixels))
        }
    }
}
