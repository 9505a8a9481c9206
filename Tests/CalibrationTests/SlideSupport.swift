import Calibration
import Foundation
import Imaging
import Simulation
import Statistics

/// Pictures of simulated slides, and how far a measurement of them is off.
enum Slide {
    static func picture(_ scene: CalibrationScene) throws -> CalibrationPicture {
        try CalibrationPicture(try scene.picture(), name: scene.name)
    }

    static func measured(
        _ scene: CalibrationScene, division: Double = 10
    ) throws -> MicrometerCalibration {
        try MicrometerCalibration(
            [try picture(scene)], division: MicrometerCalibration.Division(micrometers: division))
    }

    /// A ruling of 10 um divisions.
    static func ruling(
        pitchPixels: Double, degrees: Double, width: Int = 700, height: Int = 520, lineLengthPixels: Double = 60
    ) -> CalibrationScene {
        var scene = CalibrationScene()
        let scale = 10 / pitchPixels
        scene.width = width
        scene.height = height
        scene.micrometersPerPixelX = scale
        scene.micrometersPerPixelY = scale
        var ruling = SimulatedRuling()
        ruling.rotationDegrees = degrees
        let length = max(lineLengthPixels, 1.3 * pitchPixels) * scale
        ruling.shortLengthMicrometers = length
        ruling.middleLengthMicrometers = 1.5 * length
        ruling.longLengthMicrometers = 2 * length
        ruling.originAcrossMicrometers = -length
        ruling.originAlongMicrometers = 1.3
        scene.rulings = [ruling]
        return scene
    }

    /// Scale along the first ruling over the true one, minus 1, with its relative standard error.
    static func deviation(_ calibration: MicrometerCalibration, _ scene: CalibrationScene) -> Estimate {
        let pitch = calibration.measurements[0].rulings[0].pitchPixels
        let angle = scene.rulings[0].rotationDegrees * .pi / 180
        let truth = scene.rulings[0].divisionMicrometers
            / hypot(scene.micrometersPerPixelX * cos(angle), scene.micrometersPerPixelY * sin(angle))
        return Estimate(value: truth / pitch.value - 1, standardError: pitch.standardError / pitch.value)
    }
}

extension PixelBuffer {
    /// Bright lines on a dark ground, as in dark field.
    var inverted: PixelBuffer {
        guard case .uint8(let values) = samples else { return self }
        return PixelBuffer(width: width, height: height, bitDepth: 8, samples: .uint8(values.map { 255 - $0 }))
    }
}
