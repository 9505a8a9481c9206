import CVision
import Foundation
import Imaging
import Statistics

/// Finds the dots of a grid and measures their centres.
enum DotFinder {
    /// Dots of about one size, whole inside the picture; dark ones on a bright ground or the other way round.
    ///
    /// Throws `CalibrationError.pictureFailed`.
    static func marks(in picture: FlatPicture) throws(CalibrationError) -> [GridMark] {
        let extremes = picture.extremes()
        // Dots cover less than half of the field: the rarer extreme is theirs.
        let isDark = extremes.median - extremes.low > extremes.high - extremes.median
        let peak = isDark ? extremes.low : extremes.high
        let depth = abs(peak - extremes.median)
        guard depth > 0.02 else { return [] }
        let contrast = DotContrast(ground: extremes.median, step: peak - extremes.median)
        let boxes = try components(picture, contrast)
        let areas = boxes.map(\.area).sorted()
        guard !areas.isEmpty else { return [] }
        // Dirt is small and many, a dot is what most of the covered area consists of.
        let total = areas.reduce(0, +)
        var covered = 0
        let typical = areas.reversed().first { area in
            covered += area
            return 2 * covered >= total
        } ?? areas[areas.count / 2]
        let dots = boxes.filter { box in
            box.area > typical / 2 && box.area < typical * 2 && box.isRound
                && box.x > 1 && box.y > 1 && box.x + box.width < picture.width - 1
                && box.y + box.height < picture.height - 1
        }
        return SideBySide.map(dots.count) { index -> GridMark? in
            let box = dots[index]
            let middle = Point(
                x: Double(box.x) + Double(box.width - 1) / 2, y: Double(box.y) + Double(box.height - 1) / 2)
            return DotCentroid(picture: picture, contrast: contrast, diameter: Double(max(box.width, box.height)))
                .centre(near: middle).map { GridMark(place: $0 - picture.centre, area: Double(box.area)) }
        }.compactMap(\.self)
    }

    private struct Box: Sendable {
        var x: Int
        var y: Int
        var width: Int
        var height: Int
        var area: Int

        /// A disc fills 79 % of its box.
        var isRound: Bool {
            let ratio = Double(width) / Double(height)
            return ratio > 0.6 && ratio < 1.67 && Double(area) > 0.5 * Double(width * height) && area >= 9
        }
    }

    private static func components(_ picture: FlatPicture, _ contrast: DotContrast) throws(CalibrationError) -> [Box] {
        // From the ground towards the dots, whichever of them is the brighter.
        let (half, sign) = (contrast.ground + contrast.step / 2, contrast.step.sign == .minus ? Float(-1) : 1)
        let mask = picture.values.map { ($0 - half) * sign > 0 ? UInt8(255) : 0 }
        let capacity = 100_000
        var labels = [Int32](repeating: 0, count: mask.count)
        var boxes = [Int32](repeating: 0, count: 5 * capacity)
        let count = cvision_components(mask, Int32(picture.width), Int32(picture.height), &labels, &boxes, Int32(capacity))
        guard count >= 0 else { throw .pictureFailed(picture: "picture") }
        return (0..<min(Int(count), capacity)).map { index in
            let numbers = boxes[5 * index..<5 * index + 5].map(Int.init)
            return Box(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3], area: numbers[4])
        }
    }
}

extension FlatPicture {
    /// The lowest, the middle and the highest local contrast, a hundredth of the pixels left out at either end.
    func extremes() -> (low: Float, median: Float, high: Float) {
        let sample = stride(from: 0, to: values.count, by: max(1, values.count / 100_000)).map { Double(values[$0]) }
        guard !sample.isEmpty else { return (0, 0, 0) }
        let margin = sample.count / 100
        let ranks = [margin, sample.count / 2, sample.count - 1 - margin]
        let found = ranks.map { Float(OrderStatistics.ranked($0, of: sample)) }
        return (found[0], found[1], found[2])
    }
}

/// How dots differ from the ground, in a picture of local contrasts.
struct DotContrast: Sendable {
    /// Local contrast beside the dots, and how much it changes to the middle of a dot.
    let ground: Float
    let step: Float

    /// 0 beside the dots and 1 in them.
    @inline(__always)
    func depth(_ value: Float) -> Double { Double((value - ground) / step) }

    /// Where `depth` is this, in parts of the surroundings.
    @inline(__always)
    func brightness(_ depth: Double) -> Double { 1 + Double(ground) + Double(step) * depth }
}
