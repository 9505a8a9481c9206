import Imaging

/// A picture as a screen shows it: 8-bit red, green, blue.
public enum DisplayPicture {
    /// The value range that is shown from black to white: all of an 8-bit picture; of any other, all but the darkest
    /// and the brightest half percent of its pixels. Take it once per movie, or the brightness flickers.
    public static func range(of picture: PixelBuffer) -> ClosedRange<Float> {
        let values: [Float]
        switch picture.samples {
        case .uint8: return 0 ... 255
        case .uint16(let samples): values = sample(samples.count).map { Float(samples[$0]) }
        case .float32(let samples): values = sample(samples.count).map { samples[$0] }.filter(\.isFinite)
        }
        let sorted = values.sorted()
        guard let darkest = sorted.first, let brightest = sorted.last, darkest < brightest else { return 0 ... 1 }
        let margin = sorted.count / 200
        let low = sorted[margin]
        let high = sorted[sorted.count - 1 - margin]
        return low < high ? low ... high : darkest ... brightest
    }

    private static func sample(_ count: Int) -> StrideTo<Int> {
        stride(from: 0, to: count, by: max(1, count / 100_000))
    }

    /// `picture` in RGB, reduced by a whole factor so that it is at most `maximumWidth` wide (each pixel the mean of a
    /// block, so that noise averages out instead of aliasing).
    ///
    /// Returns the picture and the factor. Position p in px of `picture` lies at (p + 0.5) / factor - 0.5.
    public static func rgb(_ picture: PixelBuffer, range: ClosedRange<Float>? = nil, maximumWidth: Int = .max)
        -> (picture: PixelBuffer, factor: Int)
    {
        let range = range ?? Self.range(of: picture)
        let factor = maximumWidth >= picture.width ? 1 : (picture.width + maximumWidth - 1) / max(maximumWidth, 1)
        let width = max(picture.width / factor, 1)
        let height = max(picture.height / factor, 1)
        let samples: [UInt8]
        switch picture.samples {
        case .uint8(let values):
            samples = reduced(values, picture, factor, width, height, range) { Float($0) }
        case .uint16(let values):
            samples = reduced(values, picture, factor, width, height, range) { Float($0) }
        case .float32(let values):
            samples = reduced(values, picture, factor, width, height, range) { $0.isFinite ? $0 : 0 }
        }
        let result = PixelBuffer(width: width, height: height, channels: 3, bitDepth: 8, samples: .uint8(samples))
        return (result, factor)
    }

    private static func reduced<Sample>(
        _ values: [Sample], _ picture: PixelBuffer, _ factor: Int, _ width: Int, _ height: Int,
        _ range: ClosedRange<Float>, _ number: (Sample) -> Float
    ) -> [UInt8] {
        let channels = picture.channels
        let gain = 255 / (range.upperBound - range.lowerBound) / Float(factor * factor)
        let offset = range.lowerBound * Float(factor * factor)
        // Grey pictures show the same value three times.
        let distinct = channels >= 3 ? 3 : 1
        var result = [UInt8](repeating: 0, count: width * height * 3)
        for y in 0 ..< height {
            for x in 0 ..< width {
                for channel in 0 ..< distinct {
                    var sum: Float = 0
                    // A picture narrower than the factor has no full block.
                    for row in y * factor ..< min((y + 1) * factor, picture.height) {
                        for column in x * factor ..< min((x + 1) * factor, picture.width) {
                            sum += number(values[(row * picture.width + column) * channels + channel])
                        }
                    }
                    let value = UInt8(max(0, min(255, ((sum - offset) * gain).rounded())))
                    for place in distinct == 1 ? 0 ..< 3 : channel ..< channel + 1 {
                        result[(y * width + x) * 3 + place] = value
                    }
                }
            }
        }
        return result
    }
}
