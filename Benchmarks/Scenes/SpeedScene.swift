import Simulation

/// The movies whose analysis is timed: a field of growing plates at the sizes of today's cameras.
enum SpeedScene {
    static func scene(width: Int, height: Int, frameCount: Int) -> GrowthScene {
        var draft = SceneDraft(seed: 83_001 + UInt64(width))
        draft.scene.name = "speed-\(width)x\(height)-\(frameCount)"
        draft.scene.width = width
        draft.scene.height = height
        draft.scene.frameCount = frameCount
        // The same growth whatever the number of frames: a longer movie is taken faster.
        let minutes = 20.0
        draft.scene.frameIntervalSeconds = 60 * minutes / Double(max(1, frameCount - 1))
        let unit = Double(height) * draft.scene.micrometersPerPixel
        for (x, y, side, growth) in [
            (0.2, 0.3, 0.06, 0.22), (0.5, 0.35, 0.04, 0.2), (0.8, 0.3, 0.05, 0.24), (0.3, 0.75, 0.05, 0.2),
            (0.7, 0.75, 0.07, 0.24),
        ] {
            draft.add(x: x, y: y, side: side * unit, velocity: growth * unit / minutes)
        }
        return draft.scene
    }
}
