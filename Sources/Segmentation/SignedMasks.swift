import CVision
import Imaging

/// The pixels that stand out from the background, those darker and those brighter than it apart.
///
/// A Becke line beside a dark rim, and the dark fringe of a bright crystal, are no objects: a thin region beside a
/// stronger one of the other sign is left out.
struct SignedMasks {
    private(set) var dark: Mask
    private(set) var bright: Mask
    private(set) var hasDark = false
    private(set) var hasBright = false

    /// Half the width of the widest fringe, px: a Becke line of 10 % contrast, blurred by the lens, is five pixels wide
    /// where it exceeds 2 %.
    private static let fringeHalfWidth = 4
    /// Gap that may lie between a rim and its Becke line, px.
    private static let gap = 2

    /// - Parameter region: pixels that are looked at; nil: all.
    init(_ relative: RelativeContrast, region: Mask?) throws(SegmentationError) {
        let values = relative.smoothed
        dark = Mask(width: values.width, height: values.height)
        bright = dark
        mark(relative, region)
        guard hasDark, hasBright else { return }
        let darkRegions = Regions(dark, values)
        let brightRegions = Regions(bright, values)
        let pairs = Self.neighbours(darkRegions.components, brightRegions.components)
        guard !pairs.isEmpty else { return }
        let darkFringes = try darkRegions.fringes(beside: brightRegions, pairs.map { ($0.dark, $0.bright) })
        let brightFringes = try brightRegions.fringes(beside: darkRegions, pairs.map { ($0.bright, $0.dark) })
        for region in darkFringes { dark.clear(region.runs) }
        for region in brightFringes { bright.clear(region.runs) }
    }

    /// Sets the pixels beyond the threshold.
    private mutating func mark(_ relative: RelativeContrast, _ region: Mask?) {
        let values = relative.smoothed.values
        let count = Int64(values.count)
        if let region {
            cvision_signed_masks(
                values, region.values, count, relative.threshold, &dark.values, &bright.values, &hasDark, &hasBright)
        } else {
            cvision_signed_masks(
                values, nil, count, relative.threshold, &dark.values, &bright.values, &hasDark, &hasBright)
        }
    }

    private struct Pair: Hashable {
        let dark: Int
        let bright: Int
    }

    /// Regions of different sign that lie side by side.
    private static func neighbours(_ dark: Components, _ bright: Components) -> Set<Pair> {
        let (width, height) = (dark.width, dark.height)
        let labels = dark.labels()
        var pairs: Set<Pair> = []
        for (number, region) in bright.regions.enumerated() {
            for run in region.runs {
                for x in run.start..<run.end {
                    for (dx, dy) in [(gap, 0), (-gap, 0), (0, gap), (0, -gap), (1, 0), (-1, 0), (0, 1), (0, -1)] {
                        let column = x + dx
                        let row = run.row + dy
                        guard column >= 0, row >= 0, column < width, row < height else { continue }
                        let label = Int(labels[row * width + column])
                        if label >= 0 { pairs.insert(Pair(dark: label, bright: number)) }
                    }
                }
            }
        }
        return pairs
    }

    /// Connected regions of one sign with the contrast that each carries.
    private struct Regions {
        let components: Components
        /// Sum of |contrast| over the pixels, by region.
        private let weights: [Float]

        init(_ mask: Mask, _ values: Plane) {
            components = Components(mask)
            weights = components.regions.map { region in
                region.runs.reduce(0) { sum, run in
                    let row = run.row * values.width
                    return values.values[row + run.start..<row + run.end].reduce(sum) { $0 + abs($1) }
                }
            }
        }

        /// The thin regions that are weaker than one beside them; `pairs` are (own number, other's number).
        func fringes(
            beside other: Regions, _ pairs: [(Int, Int)]
        ) throws(SegmentationError) -> [Components.Region] {
            let weaker = Set(pairs.filter { weights[$0.0] < other.weights[$0.1] }.map(\.0)).sorted()
            var result: [Components.Region] = []
            for number in weaker where try isThin(components.regions[number]) {
                result.append(components.regions[number])
            }
            return result
        }

        /// Without a pixel that is not near the edge.
        private func isThin(_ region: Components.Region) throws(SegmentationError) -> Bool {
            let width = 2 * fringeHalfWidth + 1
            // Thinner than the disc that it would have to hold; along the picture's border half a disc will do.
            if min(region.box.width, region.box.height) <= width / 2 { return true }
            let margin = fringeHalfWidth + 1
            let left = max(0, region.box.x - margin)
            let top = max(0, region.box.y - margin)
            let right = min(components.width, region.box.x + region.box.width + margin)
            let bottom = min(components.height, region.box.y + region.box.height + margin)
            let box = PixelRect(x: left, y: top, width: right - left, height: bottom - top)
            let core = try Components.cut(region, box: box).morphed(.erode, radius: fringeHalfWidth)
            return core.isEmpty
        }
    }
}
