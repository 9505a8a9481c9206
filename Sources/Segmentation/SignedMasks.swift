import Imaging

/// The pixels that stand out from the background, those darker and those brighter than it apart.
///
/// A Becke line beside a dark rim, and the dark fringe of a bright crystal, are no objects: a thin region beside a
/// stronger one of the other sign is left out.
struct SignedMasks {
    private(set) var dark: Mask
    private(set) var bright: Mask

    /// Half the width of the widest fringe, px: a Becke line of 10 % contrast, blurred by the lens, is five pixels wide
    /// where it exceeds 2 %.
    private static let fringeHalfWidth = 4
    /// Gap that may lie between a rim and its Becke line, px.
    private static let gap = 2

    /// - Parameter region: pixels that are looked at; nil: all.
    init(_ relative: RelativeContrast, region: Mask?) throws(SegmentationError) {
        let values = relative.smoothed.values
        dark = Mask(width: relative.smoothed.width, height: relative.smoothed.height)
        bright = dark
        let threshold = relative.threshold
        for index in values.indices where region.map({ $0.values[index] != 0 }) ?? true {
            if values[index] < -threshold { dark.values[index] = 255 }
            if values[index] > threshold { bright.values[index] = 255 }
        }
        let darkRegions = try Regions(dark, values)
        let brightRegions = try Regions(bright, values)
        let pairs = Self.neighbours(darkRegions, brightRegions)
        remove(darkRegions.fringes(beside: brightRegions, pairs.map { ($0.dark, $0.bright) }), darkRegions, \.dark)
        remove(brightRegions.fringes(beside: darkRegions, pairs.map { ($0.bright, $0.dark) }), brightRegions, \.bright)
    }

    private mutating func remove(_ labels: Set<Int32>, _ regions: Regions, _ mask: WritableKeyPath<Self, Mask>) {
        guard !labels.isEmpty else { return }
        for index in regions.components.labels.indices where labels.contains(regions.components.labels[index]) {
            self[keyPath: mask].values[index] = 0
        }
    }

    private struct Pair: Hashable {
        let dark: Int32
        let bright: Int32
    }

    /// Regions of different sign that lie side by side.
    private static func neighbours(_ dark: Regions, _ bright: Regions) -> Set<Pair> {
        let width = bright.components.width
        let height = bright.components.height
        var pairs: Set<Pair> = []
        for region in bright.components.regions {
            for y in region.box.y..<region.box.y + region.box.height {
                for x in region.box.x..<region.box.x + region.box.width
                where bright.components.labels[y * width + x] == region.label {
                    for (dx, dy) in [(gap, 0), (-gap, 0), (0, gap), (0, -gap), (1, 0), (-1, 0), (0, 1), (0, -1)] {
                        let column = x + dx
                        let row = y + dy
                        guard column >= 0, row >= 0, column < width, row < height else { continue }
                        let label = dark.components.labels[row * width + column]
                        if label > 0 { pairs.insert(Pair(dark: label, bright: region.label)) }
                    }
                }
            }
        }
        return pairs
    }

    /// Connected regions of one sign with the contrast that each carries.
    private struct Regions {
        let components: Components
        /// Sum of |contrast| over the pixels, by label.
        private var weights: [Int32: Float] = [:]
        /// Labels of regions with a pixel that is not near their edge.
        private var thick: Set<Int32> = []

        init(_ mask: Mask, _ values: [Float]) throws(SegmentationError) {
            components = try mask.components()
            guard !components.regions.isEmpty else { return }
            let core = try mask.morphed(.erode, radius: fringeHalfWidth)
            var sums = [Float](repeating: 0, count: components.regions.count + 1)
            for index in components.labels.indices {
                let label = Int(components.labels[index])
                guard label > 0, label < sums.count else { continue }
                sums[label] += abs(values[index])
                if core.values[index] != 0 { thick.insert(components.labels[index]) }
            }
            for label in 1..<sums.count { weights[Int32(label)] = sums[label] }
        }

        /// Labels of the thin regions that are weaker than one beside them; `pairs` are (own label, other's label).
        func fringes(beside other: Regions, _ pairs: [(Int32, Int32)]) -> Set<Int32> {
            Set(
                pairs.filter { own, neighbour in
                    !thick.contains(own) && weights[own, default: 0] < other.weights[neighbour, default: 0]
                }.map(\.0))
        }
    }
}
