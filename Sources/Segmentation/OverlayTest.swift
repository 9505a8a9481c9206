import CVision
import Imaging

/// Tells what was burned into the picture (a clock, a scale bar) from what the microscope saw: it has one value at an
/// end of the scale, and edges sharper than any lens draws. (In a picture of two values, thresholded before, everything has.)
struct OverlayTest {
    private let pixels: PixelBuffer
    /// Pixels of the picture along one of the working picture, in which objects are given.
    private let factor: Int
    private let lowest: Float
    private let highest: Float
    private let isOfTwoValues: Bool

    /// Pixels of an object from which not every row is looked at, and the rows that are, at the least.
    private static let sample = 8192
    private static let leastRows = 16
    /// Of distances from the end of the scale.
    private static let classes = 256
    /// px2
    private static let largestLetter = 1000

    init(_ pixels: PixelBuffer, reducedBy factor: Int) {
        self.pixels = pixels
        self.factor = factor
        (lowest, highest) = pixels.extremes
        isOfTwoValues = pixels.isOfTwoValues
    }

    /// - Parameters:
    ///   - inside: the object's pixels in its box of the working picture.
    ///   - level: grey value of the background there.
    func isOverlay(_ inside: Mask, box: PixelRect, sign: Float, level: Float) -> Bool {
        guard highest > lowest, !isOfTwoValues else { return false }
        let end = sign > 0 ? highest : lowest
        return switch pixels.samples {
        case .uint8(let values): isOverlay(values, inside, box, end: end, level: level) { Float($0) }
        case .uint16(let values): isOverlay(values, inside, box, end: end, level: level) { Float($0) }
        case .float32(let values): isOverlay(values, inside, box, end: end, level: level) { $0 }
        }
    }

    /// As part of half of the contrast: how far from the end of the scale the value of something burned in may be, and its
    /// pixels from that. Bright letters that were compressed are not exactly at the end, and shine beyond at their edges. (Dark
    /// or large objects of one value may be crystals.)
    private func tolerances(_ inside: Mask, end: Float, level: Float) -> (value: Float, scatter: Float) {
        let contrast = abs(end - level)
        let isLetter = end > level && inside.area * factor * factor <= Self.largestLetter
        return isLetter ? (0.5, 0.4) : (0, 2 * min(0.02 * (highest - lowest), 0.2 * contrast) / contrast)
    }

    private func isOverlay<Sample>(
        _ values: [Sample], _ inside: Mask, _ box: PixelRect, end: Float, level: Float, _ number: (Sample) -> Float
    ) -> Bool {
        // Between letters that were taken for one object the sample shows: only what is nearer to the end counts.
        let near = 0.5 * abs(end - level)
        guard near > 0 else { return false }
        var histogram = [Int](repeating: 0, count: Self.classes)
        let runs = inside.runs()
        // Of a large object some of the rows show what all do.
        let step = max(1, min(inside.area * factor * factor / Self.sample, box.height * factor / Self.leastRows))
        for run in runs {
            let rows = (box.y + run.row) * factor..<(box.y + run.row + 1) * factor
            for y in rows where y % step == 0 {
                let row = y * pixels.width + box.x * factor
                for sample in values[row + run.start * factor..<row + run.end * factor] {
                    let distance = abs(number(sample) - end) / near
                    if distance < 1 { histogram[Int(distance * Float(Self.classes))] += 1 }
                }
            }
        }
        guard hasOneValue(histogram, tolerances(inside, end: end, level: level)) else { return false }
        return steepness(values, rows: Set(runs.map(\.row)).sorted(), box, end: end, number) > 0.6
    }

    /// Whether most pixels share a value near the end of the scale.
    ///
    /// - Parameter histogram: of the distances from the end, the last of which is half of the contrast.
    private func hasOneValue(_ histogram: [Int], _ tolerances: (value: Float, scatter: Float)) -> Bool {
        let count = histogram.reduce(0, +)
        var passed = 0
        let first = histogram.firstIndex {
            passed += $0
            return 5 * passed > count
        }
        let classes = Float(Self.classes)
        let value = min(Float(first ?? histogram.count), tolerances.value * classes)
        guard let first, Float(first) <= value + tolerances.scatter * classes else { return false }
        let shared = histogram.prefix(1 + Int(value + tolerances.scatter * classes))
        return Double(shared.reduce(0, +)) >= 0.6 * Double(count)
    }

    /// Median over the object's rows of the largest step between neighbours, relative to the object's full contrast. A
    /// Gaussian blur of one pixel leaves 0.38.
    private func steepness<Sample>(
        _ values: [Sample], rows: [Int], _ box: PixelRect, end: Float, _ number: (Sample) -> Float
    ) -> Float {
        let first = max(0, box.x * factor - 3)
        let last = min(pixels.width - 1, (box.x + box.width) * factor + 2)
        var steps: [Float] = []
        for y in rows.flatMap({ (box.y + $0) * factor..<(box.y + Int($0) + 1) * factor }) {
            let row = y * pixels.width
            var least = end
            var most = end
            var step: Float = 0
            var previous = number(values[row + first])
            for index in row + first...row + last {
                let value = number(values[index])
                least = min(least, value)
                most = max(most, value)
                step = max(step, abs(value - previous))
                previous = value
            }
            if most > least { steps.append(step / (most - least)) }
        }
        return RobustLevel.median(steps)
    }
}

extension PixelBuffer {
    /// Least and greatest value of a one-channel picture.
    fileprivate var extremes: (lowest: Float, highest: Float) {
        var lowest: Float = 0
        var highest: Float = 0
        let count = Int64(samples.count)
        switch samples {
        case .uint8(let values): cvision_extremes(values, 1, count, &lowest, &highest)
        case .uint16(let values): cvision_extremes(values, 2, count, &lowest, &highest)
        case .float32(let values): cvision_extremes(values, 4, count, &lowest, &highest)
        }
        return (lowest, highest)
    }

    /// Pixels by which a picture's values are told, spread evenly over it.
    private static let sampleSize = 4096

    /// Whether one value fills most of a one-channel picture and one other much of the rest, but for what compression left
    /// along the edges: no camera's picture.
    fileprivate var isOfTwoValues: Bool {
        let step = max(1, samples.count / Self.sampleSize) | 1
        let places = stride(from: 0, to: samples.count, by: step)
        let values: [Float] = switch samples {
        case .uint8(let values): places.map { Float(values[$0]) }
        case .uint16(let values): places.map { Float(values[$0]) }
        case .float32(let values): places.map { values[$0] }
        }
        // What fills most of it is the median.
        let most = RobustLevel.median(values)
        let rest = values.filter { $0 != most }
        guard 2 * rest.count < values.count else { return false }
        let other = Dictionary(rest.map { ($0, 1) }, uniquingKeysWith: +).values.max() ?? 0
        return 3 * other >= rest.count
    }
}
