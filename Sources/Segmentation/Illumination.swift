/// Brightness of the background at every pixel of one frame.
///
/// Inlined into the loops over an edge's pixels, which ask for it at every one.
public struct Illumination: Sendable {
    @usableFromInline let levels: [Float]
    @usableFromInline let width: Int
    @usableFromInline let height: Int
    @usableFromInline let floor: Float
    @usableFromInline let factor: Int

    /// - Parameters:
    ///   - level: of the picture reduced by `factor`.
    ///   - floor: what takes the place of smaller levels.
    init(level: Plane, floor: Float, factor: Int) {
        levels = level.values
        width = level.width
        height = level.height
        self.floor = floor
        self.factor = factor
    }

    /// Grey value that the pixel would have without a crystal; a tenth of the picture's range where that is near zero,
    /// so that it can be divided by.
    @inlinable
    public func value(x: Int, y: Int) -> Float {
        // 32 bits: the division takes half the time, and pictures are not wider.
        let column = factor == 1 ? x : Int(UInt32(truncatingIfNeeded: x) / UInt32(truncatingIfNeeded: factor))
        let row = factor == 1 ? y : Int(UInt32(truncatingIfNeeded: y) / UInt32(truncatingIfNeeded: factor))
        return max(floor, levels[min(height - 1, row) * width + min(width - 1, column)])
    }
}
