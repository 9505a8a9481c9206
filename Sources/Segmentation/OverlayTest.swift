import Imaging

/// Tells what was burned into the picture (a clock, a scale bar) from what the microscope saw: it has one value at an
/// end of the scale, and edges sharper than any lens draws.
struct OverlayTest {
    let pixels: PixelBuffer
    let lowest: Float
    let highest: Float

    init(_ pixels: PixelBuffer) {
        self.pixels = pixels
        let range = pixels.extremes
        lowest = range.lowest
        highest = range.highest
    }

    /// - Parameters:
    ///   - box: bounding box of the object in px of the picture.
    ///   - level: grey value of the background there.
    ///   - contains: whether a pixel belongs to the object.
    func isOverlay(box: PixelRect, sign: Float, level: Float, contains: (Int, Int) -> Bool) -> Bool {
        guard highest > lowest else { return false }
        let end = sign > 0 ? highest : lowest
        let tolerance = min(0.02 * (highest - lowest), 0.2 * abs(end - level))
        // Between letters that were taken for one object the sample shows: only what is nearer to the end counts.
        let near = 0.5 * abs(end - level)
        var inside = 0
        var atEnd = 0
        for y in box.y..<box.y + box.height {
            for x in box.x..<box.x + box.width where contains(x, y) {
                let distance = abs(pixels.value(x, y) - end)
                if distance < near { inside += 1 }
                if distance <= tolerance { atEnd += 1 }
            }
        }
        guard inside > 0, Double(atEnd) >= 0.6 * Double(inside) else { return false }
        return steepness(box: box, end: end, contains) > 0.6
    }

    /// Median over the rows of the largest step between neighbours, relative to the object's full contrast. A Gaussian
    /// blur of one pixel leaves 0.38.
    private func steepness(box: PixelRect, end: Float, _ contains: (Int, Int) -> Bool) -> Float {
        var steps: [Float] = []
        for y in box.y..<box.y + box.height {
            var least = end
            var most = end
            var step: Float = 0
            var hasObject = false
            let first = max(0, box.x - 3)
            let last = min(pixels.width - 1, box.x + box.width + 2)
            for x in first...last {
                let value = pixels.value(x, y)
                least = min(least, value)
                most = max(most, value)
                if x > first { step = max(step, abs(value - pixels.value(x - 1, y))) }
                hasObject = hasObject || contains(x, y)
            }
            if hasObject && most > least { steps.append(step / (most - least)) }
        }
        return RobustLevel.median(steps)
    }
}

extension PixelBuffer {
    /// Grey value of a pixel of a one-channel picture.
    fileprivate func value(_ x: Int, _ y: Int) -> Float {
        switch samples {
        case .uint8(let values): Float(values[y * width + x])
        case .uint16(let values): Float(values[y * width + x])
        case .float32(let values): values[y * width + x]
        }
    }

    fileprivate var extremes: (lowest: Float, highest: Float) {
        switch samples {
        case .uint8(let values): (Float(values.min() ?? 0), Float(values.max() ?? 0))
        case .uint16(let values): (Float(values.min() ?? 0), Float(values.max() ?? 0))
        case .float32(let values): (values.min() ?? 0, values.max() ?? 0)
        }
    }
}
