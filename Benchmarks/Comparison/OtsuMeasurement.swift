import CVision
import Foundation
import Imaging

/// What a script of a few lines makes of a picture: Otsu's threshold, holes filled, connected regions, and of each its
/// area and its enclosing rectangle of least area.
///
/// Region area counts pixels (as `regionprops` does); the rectangle goes through the centres of the outermost pixels
/// (as OpenCV's `minAreaRect` of a contour does).
struct OtsuMeasurement {
    struct Region {
        let centre: Point
        let areaPixels: Double
        let longSidePixels: Double
        let shortSidePixels: Double
    }

    let regions: [Region]

    /// - Parameter isBright: crystals are what is brighter than the threshold, not what is darker.
    init(_ picture: PixelBuffer, isBright: Bool) throws {
        let grey = GreyLevels(picture)
        let threshold = grey.otsuThreshold
        var mask: [UInt8] = grey.levels.map { level in (Int(level) > threshold) == isBright ? 255 : 0 }
        let (width, height) = (Int32(picture.width), Int32(picture.height))
        // 4096 regions are more than any picture of crystals has; noise makes more, and those are the smallest errors.
        let capacity = 4096
        var labels = [Int32](repeating: 0, count: mask.count)
        var boxes = [Int32](repeating: 0, count: 5 * capacity)
        guard cvision_fill_holes(&mask, width, height) == 0 else { throw Self.failure }
        let count = cvision_components(mask, width, height, &labels, &boxes, Int32(capacity))
        guard count >= 0 else { throw Self.failure }
        regions = (0..<min(Int(count), capacity)).compactMap { index -> Region? in
            let first = 5 * index
            return Self.region(Array(boxes[first..<first + 5]), Int32(index + 1), labels, picture.width)
        }
    }

    private static let failure = BenchmarkError.system(call: "OpenCV", reason: "a picture could not be segmented")

    /// Regions of less than 12 x 12 px are left out, as dust would be.
    private static func region(_ box: [Int32], _ label: Int32, _ labels: [Int32], _ width: Int) -> Region? {
        guard box[4] >= 144 else { return nil }
        var sum = Point.zero
        var outermost: [Point] = []
        for y in Int(box[1])..<Int(box[1] + box[3]) {
            var ends: ClosedRange<Int>?
            for x in Int(box[0])..<Int(box[0] + box[2]) where labels[y * width + x] == label {
                sum = sum + Point(x: Double(x), y: Double(y))
                ends = (ends?.lowerBound ?? x)...x
            }
            if let ends {
                outermost.append(Point(x: Double(ends.lowerBound), y: Double(y)))
                outermost.append(Point(x: Double(ends.upperBound), y: Double(y)))
            }
        }
        let rectangle = LeastRectangle(enclosing: outermost)
        return Region(
            centre: sum * (1 / Double(box[4])), areaPixels: Double(box[4]), longSidePixels: rectangle.longSide,
            shortSidePixels: rectangle.shortSide)
    }
}

/// A picture in 256 grey levels from its darkest to its brightest pixel.
private struct GreyLevels {
    let levels: [UInt8]

    init(_ picture: PixelBuffer) {
        levels = switch picture.samples {
        case .uint8(let values): values
        case .uint16(let values): Self.levels(values.map(Float.init))
        case .float32(let values): Self.levels(values)
        }
    }

    private static func levels(_ values: [Float]) -> [UInt8] {
        let low = values.min() ?? 0
        let range = max((values.max() ?? 0) - low, .leastNormalMagnitude)
        return values.map { UInt8((255 * ($0 - low) / range).rounded()) }
    }

    /// The level that parts the histogram into two classes of greatest variance between them (Otsu 1979).
    var otsuThreshold: Int {
        var histogram = [Double](repeating: 0, count: 256)
        for level in levels { histogram[Int(level)] += 1 }
        let total = Double(levels.count)
        let sum = histogram.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
        var best = (variance: -1.0, level: 0)
        var count = 0.0
        var sumBelow = 0.0
        for level in 0..<255 {
            count += histogram[level]
            sumBelow += Double(level) * histogram[level]
            guard count > 0, count < total else { continue }
            let difference = sumBelow / count - (sum - sumBelow) / (total - count)
            let variance = count * (total - count) * difference * difference
            if variance > best.variance { best = (variance, level) }
        }
        return best.level
    }
}
