/// Brightness of the background at every pixel of one frame.
///
/// Inlined into the loops over an edge's pixels, which ask for it at every one.
public struct Illumination: Sendable {
    @usableFromInline let levels: [Float]
    @usableFromInline let width: Int
    @usableFromInline let height: Int
    @usableFromInline let floor: Float
    @usableFromInline let gain: Float
    let factor: Int
    /// 2^32 / factor, rounded up: a product takes a tenth of a division's time, and is exact for what a picture is wide.
    @usableFromInline let share: UInt64

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
        share = ((1 << 32) + UInt64(factor) - 1) / UInt64(factor)
    }

    /// Grey value that the pixel would have without a crystal; a tenth of the picture's range where that is near zero,
    /// so that it can be divided by.
    @inlinable
    public func value(x: Int, y: Int) -> Float {
        let column = Int(truncatingIfNeeded: (UInt64(truncatingIfNeeded: x) &* share) >> 32)
        let row = Int(truncatingIfNeeded: (UInt64(truncatingIfNeeded: y) &* share) >> 32)
        return max(floor, gain * levels[min(height - 1, row) * width + min(width - 1, column)])
    }
}
