import Imaging
import Simulation

/// Scenes for tests, laid out in pixels.
///
/// 0.5 um per pixel, as the rims of the default appearance (1.5 um) are three pixels wide then.
extension GrowthScene {
    public static let testScale = 0.5

    /// Even, steady light, no noise, no dust, no drift: what is seen is the crystal alone.
    public static func plain(
        _ crystals: [GrowingCrystal] = [], width: Int = 320, height: Int = 240, frames: Int = 1
    ) -> GrowthScene {
        var scene = GrowthScene()
        scene.width = width
        scene.height = height
        scene.micrometersPerPixel = testScale
        scene.frameCount = frames
        scene.crystals = crystals
        scene.sensor = .noiseless
        scene.contamination = .none
        scene.illumination.vignetting = 0
        scene.illumination.unevenness = 0
        scene.illumination.flicker = 0
        return scene
    }

    /// The camera's noise, some vignetting and flicker; no dust.
    public static func camera(
        _ crystals: [GrowingCrystal] = [], width: Int = 320, height: Int = 240, frames: Int = 1, seed: UInt64 = 1
    ) -> GrowthScene {
        var scene = plain(crystals, width: width, height: height, frames: frames)
        scene.seed = seed
        scene.sensor = Sensor()
        scene.illumination = Simulation.Illumination()
        return scene
    }

    public func with(_ change: (inout GrowthScene) -> Void) -> GrowthScene {
        var scene = self
        change(&scene)
        return scene
    }

    /// One frame of the scene; luma of a coloured one unless told otherwise.
    public func picture(_ frame: Int = 0, channel: Channel = .luma) throws -> PixelBuffer {
        try SimulatedRecording(scene: self, channel: channel).frame(frame).pixels
    }
}

extension GrowingCrystal {
    /// A crystal placed and sized in pixels, that grows by `growth` pixels per minute.
    public static func at(
        _ x: Double, _ y: Double, side: Double, _ shape: Shape = .square, width: Double? = nil,
        orientation: Double = 20, growth: Double = 0, nucleation: Double = 0
    ) -> GrowingCrystal {
        let scale = GrowthScene.testScale
        var crystal = GrowingCrystal()
        crystal.shape = shape
        crystal.xMicrometers = x * scale
        crystal.yMicrometers = y * scale
        crystal.sideMicrometers = side * scale
        crystal.widthMicrometers = (width ?? side) * scale
        crystal.sideVelocityMicrometersPerMinute = growth * scale
        crystal.widthVelocityMicrometersPerMinute = width.map { growth * scale * $0 / side } ?? 0
        crystal.orientationDegrees = orientation
        crystal.nucleationTimeSeconds = nucleation
        return crystal
    }
}
