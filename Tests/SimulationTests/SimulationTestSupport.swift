import Foundation
import Imaging

@testable import Simulation

extension GrowthScene {
    /// 160 x 120 px of even light without noise, dust or drift: what is seen is the crystal alone.
    static func plain(_ crystals: [GrowingCrystal] = [], scale: Double = 0.5) -> GrowthScene {
        var scene = GrowthScene()
        scene.width = 160
        scene.height = 120
        scene.micrometersPerPixel = scale
        scene.frameCount = 4
        scene.bitDepth = 16
        scene.crystals = crystals
        scene.sensor = .noiseless
        scene.contamination = .none
        scene.illumination.vignetting = 0
        scene.illumination.unevenness = 0
        scene.illumination.flicker = 0
        return scene
    }

    /// Level of the field without crystals.
    var fieldLevel: Double { Double((1 << bitDepth) - 1) * sensor.exposure }
}

extension GrowingCrystal {
    static func square(x: Double, y: Double, side: Double, velocity: Double = 6, orientation: Double = 0) -> Self {
        var crystal = GrowingCrystal()
        crystal.xMicrometers = x
        crystal.yMicrometers = y
        crystal.sideMicrometers = side
        crystal.sideVelocityMicrometersPerMinute = velocity
        crystal.orientationDegrees = orientation
        return crystal
    }
}

extension PixelBuffer {
    var values: [Double] {
        switch samples {
        case .uint8(let values): values.map(Double.init)
        case .uint16(let values): values.map(Double.init)
        case .float32(let values): values.map(Double.init)
        }
    }

    func row(_ y: Int) -> [Double] { Array(values[(y * width)..<((y + 1) * width)]) }
}

/// Deficit of light against the empty field, as parts of the field's light, with its centre of mass in px.
struct LightDeficit {
    var sum = 0.0
    var centre = Point.zero

    init(_ picture: PixelBuffer, fieldLevel: Double) {
        for (index, value) in picture.values.enumerated() {
            let deficit = 1 - value / fieldLevel
            sum += deficit
            centre = centre + Point(x: Double(index % picture.width), y: Double(index / picture.width)) * deficit
        }
        centre = centre * (1 / sum)
    }
}

/// Inverse of the normal distribution function, by bisection.
func normalQuantile(_ probability: Double) -> Double {
    var (low, high) = (-8.0, 8.0)
    for _ in 0..<80 {
        let middle = (low + high) / 2
        if 0.5 * erfc(-middle / 2.0.squareRoot()) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
}
