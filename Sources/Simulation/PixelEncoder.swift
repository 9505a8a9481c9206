import Foundation

/// From light to the camera's numbers: shot and read noise, black level, gamma, quantisation.
struct PixelEncoder: Sendable {
    private let sensor: Sensor
    private let gamma: Float
    private let fullScale: Float
    private let hasNoise: Bool
    private let quantiles: [Float]
    /// Encoded values of evenly spaced linear ones, where that is finer than the quantisation.
    private let gammaTable: [Float]
    /// Below this many electrons the Poisson distribution is drawn exactly; above, the normal one is close enough.
    private static let exactPoissonLimit: Float = 20

    init(sensor: Sensor, gamma: Double, bitDepth: Int) {
        self.sensor = sensor
        self.gamma = Float(gamma)
        let fullScale = Float((1 << bitDepth) - 1)
        self.fullScale = fullScale
        hasNoise = sensor.hasShotNoise || sensor.readNoiseElectrons > 0
        quantiles = hasNoise ? NormalQuantiles.table : []
        gammaTable = gamma == 1 || bitDepth > 8
            ? [] : (0...65536).map { fullScale * pow(Float($0) / 65536, Float(gamma)) }
    }

    /// Encoded values (not yet rounded) of a row's light, in place; 1 is the evenly lit field.
    func encode(_ light: inout [Float], random: inout RandomStream) {
        let electronsOfLight = Float(sensor.exposure * sensor.fullWellElectrons)
        let linearOfElectrons = 1 / Float(sensor.fullWellElectrons)
        let black = Float(sensor.blackLevel)
        if hasNoise { addNoise(&light, electronsOfLight: electronsOfLight, random: &random) }
        let scale = hasNoise ? linearOfElectrons : Float(sensor.exposure)
        if gamma == 1 {
            for index in light.indices {
                light[index] = min(1, max(0, light[index] * scale + black)) * fullScale
            }
        } else if gammaTable.isEmpty {
            for index in light.indices {
                light[index] = pow(min(1, max(0, light[index] * scale + black)), gamma) * fullScale
            }
        } else {
            for index in light.indices {
                light[index] = gammaTable[Int(min(1, max(0, light[index] * scale + black)) * 65536 + 0.5)]
            }
        }
    }

    /// Turns light into electrons as they were counted.
    private func addNoise(_ light: inout [Float], electronsOfLight: Float, random: inout RandomStream) {
        let readVariance = Float(sensor.readNoiseElectrons * sensor.readNoiseElectrons)
        let readDeviation = readVariance.squareRoot()
        let quantiles = quantiles.span
        var light = light.mutableSpan
        var bits: UInt64 = 0
        for index in 0..<light.count {
            // One 64-bit draw serves four samples.
            if index & 3 == 0 { bits = random.next() }
            let deviation = quantiles[Int(bits & 0xFFFF)]
            bits >>= 16
            let electrons = max(0, light[index] * electronsOfLight)
            if !sensor.hasShotNoise {
                light[index] = electrons + deviation * readDeviation
            } else if electrons < Self.exactPoissonLimit {
                let counted = Float(random.poisson(mean: Double(electrons)))
                light[index] = counted + deviation * readDeviation
            } else {
                light[index] = electrons + deviation * (electrons + readVariance).squareRoot()
            }
        }
    }
}
