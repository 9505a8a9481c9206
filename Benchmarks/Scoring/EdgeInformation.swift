import Foundation
import Simulation

/// Fisher information about the position of an edge, per pixel of its length (see `CramerRaoBound`).
struct EdgeInformation {
    let perPixelOfEdge: Double

    init(scene: GrowthScene, sigmaPixels: Double, defocusMicrometers: Double) {
        let blur = (sigmaPixels * sigmaPixels + 1.0 / 12).squareRoot()
        let profile = EdgeProfile(scene: scene, blurPixels: blur, defocusMicrometers: defocusMicrometers)
        let step = 0.05
        let reach = profile.reachPixels
        perPixelOfEdge = profile.lightOfBody.reduce(0) { sum, body in
            sum + stride(from: -reach, through: reach, by: step).reduce(0) { part, distance in
                let slope = (profile.light(at: distance + 0.01, body: body)
                    - profile.light(at: distance - 0.01, body: body)) / 0.02
                let electrons = scene.sensor.exposure * scene.sensor.fullWellElectrons
                let variance = Self.variance(scene, light: profile.light(at: distance, body: body))
                return part + (slope * electrons) * (slope * electrons) / variance * step
            }
        }
    }

    /// Variance of a pixel in electrons^2.
    private static func variance(_ scene: GrowthScene, light: Double) -> Double {
        let sensor = scene.sensor
        let electrons = max(0, light) * sensor.exposure * sensor.fullWellElectrons
        let part = max(1e-6, electrons / sensor.fullWellElectrons + sensor.blackLevel)
        // Encoded = fullScale part^gamma: electrons to a step of it.
        let steps = Double((1 << scene.bitDepth) - 1) * scene.gamma * pow(part, scene.gamma - 1)
        let quantum = sensor.fullWellElectrons / steps
        return (sensor.hasShotNoise ? electrons : 0) + sensor.readNoiseElectrons * sensor.readNoiseElectrons
            + quantum * quantum / 12
    }
}

/// Light across a straight edge as the camera sees it, 1 being the lit field, at a distance in px (negative inside).
struct EdgeProfile {
    /// What full coverage adds, per channel.
    let lightOfBody: [Double]
    let reachPixels: Double
    private let field: Double
    private let blur: Double
    private let lines: [Line]

    /// A Gaussian line along the edge.
    private struct Line {
        var centre: Double
        var sigma: Double
        var amplitude: Double
    }

    init(scene: GrowthScene, blurPixels: Double, defocusMicrometers: Double) {
        let appearance = scene.appearance
        blur = blurPixels
        field = appearance.contrast == .bright ? appearance.fieldBrightness : 1
        lightOfBody = switch appearance.contrast {
        case .opaque: [-appearance.opacity]
        case .transparent: [-appearance.absorption]
        case .bright: [1 - appearance.fieldBrightness]
        case .coloured: appearance.transmission.map { $0 - 1 }
        }
        lines = appearance.contrast == .transparent
            ? Self.lines(appearance, scale: scene.micrometersPerPixel, defocusMicrometers: defocusMicrometers) : []
        reachPixels = 6 * blurPixels + (lines.map { abs($0.centre) + 5 * $0.sigma }.max() ?? 0)
    }

    private static func lines(
        _ appearance: CrystalAppearance, scale: Double, defocusMicrometers: Double
    ) -> [Line] {
        // Full width at half height to standard deviation.
        let widths = 2.3548 * scale
        let swing = tanh(defocusMicrometers / 0.5)
        return [
            Line(centre: 0, sigma: appearance.rimWidthMicrometers / widths, amplitude: -appearance.rimDepth),
            Line(
                centre: -appearance.beckeOffsetMicrometers / scale * swing,
                sigma: appearance.beckeWidthMicrometers / widths, amplitude: appearance.beckeAmplitude * abs(swing)),
        ]
    }

    func light(at distance: Double, body: Double) -> Double {
        let covered = 0.5 * erfc(distance / (blur * 2.0.squareRoot()))
        return lines.reduce(field + body * covered) { light, line in
            // A Gaussian blurred by a Gaussian: variances add, the area stays.
            let sigma = hypot(line.sigma, blur)
            let offset = (distance - line.centre) / sigma
            return light + field * line.amplitude * line.sigma / sigma * exp(-offset * offset / 2)
        }
    }
}
