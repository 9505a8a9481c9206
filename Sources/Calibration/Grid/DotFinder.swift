import CVision
import Foundation
import Imaging

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
        let sign: Float = isDark ? -1 : 1
        let level = extremes.median
        let values = picture.values.map { sign * ($0 - level) / depth }
        let boxes = try components(values, width: picture.width, height: picture.height)
        let areas = boxes.map(\.area).sorted()
        guard !areas.isEmpty else { return [] }
        // Dirt is small and many, a dot is what most of the covered area consists of.
        let total = areas.reduce(0, +)
        var covered = 0
        let typical = areas.reversed().first { area in
            covered += area
            return 2 * covered >= total
        } ?? areas[areas.count / 2]
        return boxes.filter { box in
            box.area > typical / 2 && box.area < typical * 2 && box.isRound
                && box.x > 1 && box.y > 1 && box.x + box.width < picture.width - 1
                && box.y + box.height < picture.height - 1
        }.compactMap { box in
            let middle = Point(
                x: Double(box.x) + Double(box.width - 1) / 2, y: Double(box.y) + Double(box.height - 1) / 2)
            return DotCentroid(
                values: values, width: picture.width, height: picture.height,
                diameter: Double(max(box.width, box.height)),
                brightness: (ground: 1 + Double(level), step: Double(sign * depth))
            ).centre(near: middle).map { GridMark(place: $0 - picture.centre, area: Double(box.area)) }
        }
    }

    private struct Box {
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

    private static func components(
        _ values: [Float], width: Int, height: Int
    ) throws(CalibrationError) -> [Box] {
        let mask = values.map { $0 > 0.5 ? UInt8(255) : 0 }
        let capacity = 100_000
        var labels = [Int32](repeating: 0, count: mask.count)
        var boxes = [Int32](repeating: 0, count: 5 * capacity)
        let count = cvision_components(mask, Int32(width), Int32(height), &labels, &boxes, Int32(capacity))
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
        let sorted = stride(from: 0, to: values.count, by: max(1, values.count / 100_000)).map { values[$0] }.sorted()
        guard !sorted.isEmpty else { return (0, 0, 0) }
        let margin = sorted.count / 100
        return (sorted[margin], sorted[sorted.count / 2], sorted[sorted.count - 1 - margin])
    }
}
