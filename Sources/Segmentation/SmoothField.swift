/// Which cells of a picture show its background: the region over which the brightness changes smoothly, and which
/// reaches farthest along the picture's edge.
///
/// Illumination changes little across a cell, however much it does over the whole field; a crystal's edge is a jump. So
/// the cells without a jump are joined to regions, and crystals come out as regions of their own, whatever their
/// level. Crystals rarely cover the picture's edge, so cells there count more.
struct SmoothField {
    let isBackground: [Bool]

    /// Relative change across a cell, from neighbour to neighbour, that is still smooth.
    private static let smoothChange: Float = 0.03
    /// A steeper change is smooth where it goes on as steeply on both sides, up to this one.
    private static let steepestSlope: Float = 0.12
    /// How many inner cells one at the picture's edge outweighs: a stop around a round field reaches all of the edge
    /// and a fifth of the cells, a plate none of it and up to two thirds.
    private static let edgeWeight = 8

    /// The coarsest grid, in cells, that noise may ask for: a crystal has to span two of its blocks.
    private static let coarsest = 4

    /// - Parameter cells: mean grey values of a coarse grid.
    init(_ cells: Plane) {
        var factor = 1
        var grid = Grid(cells)
        // Noise that hides a smooth change is averaged away over blocks of cells.
        while 4 * grid.noise > Self.smoothChange * grid.typicalLevel, factor < Self.coarsest {
            factor += 1
            grid = Grid(cells.reduced(by: factor))
        }
        let coarse = SlopeGrowth(cells: grid.cells, tolerance: Self.smoothChange).grown(from: Self.background(grid))
        let columns = grid.cells.width
        isBackground = cells.values.indices.map { index in
            coarse[min(index / cells.width / factor, grid.cells.height - 1) * columns
                + min(index % cells.width / factor, columns - 1)]
        }
    }

    private static func background(_ grid: Grid) -> [Bool] {
        var labels = [Int](repeating: -1, count: grid.cells.values.count)
        var scores: [Int] = []
        for start in labels.indices where labels[start] < 0 && grid.isSmooth[start] {
            scores.append(flood(from: start, label: scores.count, grid, &labels))
        }
        let best = scores.indices.max { scores[$0] < scores[$1] }
        return labels.map { $0 >= 0 && $0 == best }
    }

    private static func flood(from start: Int, label: Int, _ grid: Grid, _ labels: inout [Int]) -> Int {
        var open = [start]
        labels[start] = label
        var score = 0
        while let cell = open.popLast() {
            score += grid.isAtEdge(cell) ? edgeWeight : 1
            for next in grid.smoothNeighbours(of: cell) where labels[next] < 0 {
                labels[next] = label
                open.append(next)
            }
        }
        return score
    }

    /// A grid of cells with what is smooth in it.
    private struct Grid {
        let cells: Plane
        let isSmooth: [Bool]
        /// Change that noise makes between two cells.
        let noise: Float
        let typicalLevel: Float

        init(_ cells: Plane) {
            self.cells = cells
            // Second differences: a slope is no noise.
            var bends: [Float] = []
            for index in cells.values.indices where (1..<max(1, cells.width - 1)).contains(index % cells.width) {
                bends.append(cells.values[index - 1] - 2 * cells.values[index] + cells.values[index + 1])
            }
            let noise = RobustLevel.spread(bends, around: 0) / Float(3).squareRoot()
            self.noise = noise
            typicalLevel = RobustLevel.median(cells.values)
            let floor = 0.1 * RobustLevel.quantile(cells.values, 0.95)
            isSmooth = cells.values.indices.map { index in
                let tolerance = max(smoothChange * max(floor, cells.values[index]), 4 * noise)
                let row = index / cells.width
                let column = index % cells.width
                return Self.isSmooth(cells, at: index, place: column, of: cells.width, step: 1, tolerance)
                    && Self.isSmooth(cells, at: index, place: row, of: cells.height, step: cells.width, tolerance)
            }
        }

        /// Whether the cells on both sides differ little, or as much as farther on both sides.
        private static func isSmooth(
            _ cells: Plane, at index: Int, place: Int, of count: Int, step: Int, _ tolerance: Float
        ) -> Bool {
            func change(around shift: Int) -> Float? {
                let low = max(0, place + shift - 1)
                let high = min(count - 1, place + shift + 1)
                guard low < high, high >= 0, low < count else { return nil }
                return 2 / Float(high - low)
                    * (cells.values[index + (high - place) * step] - cells.values[index + (low - place) * step])
            }
            guard let here = change(around: 0) else { return true }
            if abs(here) <= tolerance { return true }
            guard abs(here) <= steepestSlope / smoothChange * tolerance,
                let before = change(around: -2), let after = change(around: 2)
            else { return false }
            return abs(before - here) <= 0.5 * tolerance && abs(after - here) <= 0.5 * tolerance
        }

        func isAtEdge(_ cell: Int) -> Bool {
            let column = cell % cells.width
            let row = cell / cells.width
            return column == 0 || row == 0 || column == cells.width - 1 || row == cells.height - 1
        }

        func smoothNeighbours(of cell: Int) -> [Int] { cells.neighbours(of: cell).filter { isSmooth[$0] } }
    }
}

extension Plane {
    /// The cells that share a border with a cell, by their places in `values`.
    func neighbours(of cell: Int) -> [Int] {
        let column = cell % width
        let row = cell / width
        var result: [Int] = []
        if column > 0 { result.append(cell - 1) }
        if column < width - 1 { result.append(cell + 1) }
        if row > 0 { result.append(cell - width) }
        if row < height - 1 { result.append(cell + width) }
        return result
    }

    /// Means of factor x factor blocks; what is left over at the right and lower edge is dropped.
    fileprivate func reduced(by factor: Int) -> Plane {
        var result = Plane(width: max(1, width / factor), height: max(1, height / factor))
        let share = 1 / Float(factor * factor)
        for row in 0..<result.height * factor where row < height {
            for column in 0..<result.width * factor where column < width {
                result.values[row / factor * result.width + column / factor] += share * values[row * width + column]
            }
        }
        return result
    }
}
