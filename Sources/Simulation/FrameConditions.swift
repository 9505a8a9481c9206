import Foundation
import Imaging

/// What changes from frame to frame beside the crystals; known for the whole recording from its seed.
struct FrameConditions: Sendable {
    let times: [Double]
    /// Brightness of the lamp relative to its mean.
    let gains: [Double]
    /// Displacement of the sample in the picture, in um; zero in the first frame.
    let drifts: [Point]
    let defocusMicrometers: [Double]
    let sigmaPixels: [Double]

    init(_ scene: GrowthScene) {
        let times = scene.times
        self.times = times
        gains = times.enumerated().map { index, time in
            var random = RandomStream(seed: scene.seed, .flicker, index)
            let lamp = 1 + scene.illumination.fadingPerHour * (time - times[0]) / 3600
            return max(0, lamp + scene.illumination.flicker * random.gaussian())
        }
        drifts = Self.drifts(scene, times: times)
        var random = RandomStream(seed: scene.seed, .focus)
        let phase = random.uniform(0...(2 * .pi))
        defocusMicrometers = times.map { scene.optics.defocusMicrometers(at: $0, phase: phase) }
        sigmaPixels = defocusMicrometers.map { scene.optics.sigmaPixels(defocusMicrometers: $0) }
    }

    private static func drifts(_ scene: GrowthScene, times: [Double]) -> [Point] {
        let drift = scene.drift
        var random = RandomStream(seed: scene.seed, .drift)
        var wandered = Point.zero
        return times.enumerated().map { index, time in
            if index > 0, drift.randomStepMicrometers > 0 {
                wandered = wandered + Point(x: random.gaussian(), y: random.gaussian()) * drift.randomStepMicrometers
            }
            let minutes = (time - times[0]) / 60
            var total = wandered
                + Point(x: drift.xMicrometersPerMinute, y: drift.yMicrometersPerMinute) * minutes
            for jump in drift.jumps where index > 0 && jump.atSeconds <= time {
                total = total + Point(x: jump.xMicrometers, y: jump.yMicrometers)
            }
            return total
        }
    }
}
