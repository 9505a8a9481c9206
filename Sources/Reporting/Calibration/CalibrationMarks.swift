import Imaging
import Statistics

/// What was found in a picture of a calibration slide, to be drawn on it.
public struct CalibrationMarks: Sendable {
    public struct Segment: Sendable {
        public var start: Point
        public var end: Point
        /// False for a mark that is missing or was left out.
        public var isUsed: Bool

        public init(start: Point, end: Point, isUsed: Bool) {
            self.start = start
            self.end = end
            self.isUsed = isUsed
        }
    }

    /// px of the picture: lines of a ruling, or the two strokes of each node's cross.
    public var segments: [Segment]

    public init(segments: [Segment]) { self.segments = segments }

    /// A picture as it is shown under its marks: 8-bit RGB, reduced by a whole factor.
    public struct Ground: Sendable {
        fileprivate let picture: PixelBuffer
        fileprivate let factor: Int

        public init(_ picture: PixelBuffer, maximumWidth: Int = 1600) {
            (self.picture, factor) = DisplayPicture.rgb(
                picture, range: CalibrationMarks.range(of: picture), maximumWidth: maximumWidth)
        }
    }

    /// The picture with the marks: green where they count, orange where they do not.
    public func paint(on ground: Ground) -> PixelBuffer {
        guard var canvas = Canvas(ground.picture) else { return ground.picture }
        let factor = Double(ground.factor)
        func position(_ point: Point) -> Point {
            Point(x: (point.x + 0.5) / factor - 0.5, y: (point.y + 0.5) / factor - 0.5)
        }
        for segment in segments {
            canvas.line(
                from: position(segment.start), to: position(segment.end),
                segment.isUsed ? Self.used : Self.unused, thickness: 1)
        }
        return canvas.picture
    }

    /// A part of the picture around `centre`, each pixel enlarged to a square, so that one sees where the marks lie on
    /// the lines.
    public func paintDetail(on picture: PixelBuffer, centre: Point, size: Int = 120, enlargement: Int = 6) -> PixelBuffer
    {
        let width = min(size, picture.width)
        let height = min(size * 2 / 3, picture.height)
        let left = max(0, min(picture.width - width, Int(centre.x) - width / 2))
        let top = max(0, min(picture.height - height, Int(centre.y) - height / 2))
        let (base, _) = DisplayPicture.rgb(
            picture.cropped(left: left, top: top, width: width, height: height), range: Self.range(of: picture))
        guard var canvas = Canvas(base.enlarged(by: enlargement)) else { return base }
        func position(_ point: Point) -> Point {
            Point(
                x: (point.x - Double(left) + 0.5) * Double(enlargement) - 0.5,
                y: (point.y - Double(top) + 0.5) * Double(enlargement) - 0.5)
        }
        for segment in segments {
            canvas.line(
                from: position(segment.start), to: position(segment.end),
                segment.isUsed ? Self.used : Self.unused, thickness: 1.5)
        }
        return canvas.picture
    }

    /// All of the picture's own range: faint lines have to be seen.
    fileprivate static func range(of picture: PixelBuffer) -> ClosedRange<Float> {
        guard case .uint8(let values) = picture.samples else { return DisplayPicture.range(of: picture) }
        let sample = stride(from: 0, to: values.count, by: max(1, values.count / 100_000)).map { Double(values[$0]) }
        guard !sample.isEmpty else { return 0...255 }
        let outside = sample.count / 500
        let low = Float(OrderStatistics.ranked(outside, of: sample))
        let high = Float(OrderStatistics.ranked(sample.count - 1 - outside, of: sample))
        return low + 8 < high ? low...high : 0...255
    }

    private static let used = Colour(red: 0, green: 230, blue: 118)
    private static let unused = Colour(red: 255, green: 112, blue: 0)
}

extension PixelBuffer {
    /// An 8-bit RGB picture with each pixel as a square.
    fileprivate func enlarged(by factor: Int) -> PixelBuffer {
        guard case .uint8(let values) = samples, channels == 3 else { return self }
        var result = [UInt8](repeating: 0, count: 3 * width * height * factor * factor)
        for y in 0..<height * factor {
            for x in 0..<width * factor {
                let source = 3 * (y / factor * width + x / factor)
                let target = 3 * (y * width * factor + x)
                for channel in 0..<3 { result[target + channel] = values[source + channel] }
            }
        }
        return PixelBuffer(
            width: width * factor, height: height * factor, channels: 3, bitDepth: 8, samples: .uint8(result))
    }
}
