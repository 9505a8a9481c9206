/// Brightness of the background at every pixel of one frame.
public struct Illumination: Sendable {
    let levels: [Float]
    let width: Int
    let height: Int
    let floor: Float
    let gain: Float
    let factor: Int

    /// - Parameters:
    ///   - level: of the picture reduced by `factor`.
    ///   - floor: what takes the place of smaller levels.
    ///   - gain: brightness of the lamp relative to `level`.
    init(level: Plane, floor: Float, factor: Int, gain: Float = 1) {
        levels = level.values
        width = level.width
        height = level.height
        self.floor = floor
        self.gain = gain
        self.factor = factor
    }

    /// Grey value that the pixel would have without a crystal; a tenth of the picture's range where that is near zero,
    /// so that it can be divided by.
    public func value(x: Int, y: Int) -> Float {
        max(floor, gain * levels[min(height - 1, y / factor) * width + min(width - 1, x / factor)])
    }
}
