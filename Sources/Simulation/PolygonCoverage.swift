import Imaging

/// Exact area coverage of grid cells by a convex polygon.
///
/// Cell (column, row) of a grid is the square from (column, row) to (column + 1, row + 1). Each edge adds the signed
/// area between itself and the right end of its row, as differences along the row; a running sum gives the coverage.
/// (The signed-area accumulation of font rasterisers, in double precision.)
struct PolygonCoverage {
    let width: Int
    let height: Int
    /// Differences along the rows; two columns more than the grid for what an edge hands on to the right.
    private var differences: [Double]
    private var stride: Int { width + 2 }

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        differences = Array(repeating: 0, count: (width + 2) * height)
    }

    /// Adds weight x coverage by the outline, given in cells of the grid.
    mutating func add(_ outline: ConvexOutline, weight: Double) {
        // Cutting to the grid first keeps every edge inside it: nothing is lost, convexity stays.
        var inside = outline
        inside.clip(normal: Point(x: -1, y: 0), distance: 0)
        inside.clip(normal: Point(x: 1, y: 0), distance: Double(width))
        inside.clip(normal: Point(x: 0, y: -1), distance: 0)
        inside.clip(normal: Point(x: 0, y: 1), distance: Double(height))
        guard inside.vertices.count >= 3 else { return }
        for index in inside.vertices.indices {
            add(from: inside.vertices[index], to: inside.vertices[(index + 1) % inside.vertices.count], weight: weight)
        }
    }

    private mutating func add(from start: Point, to end: Point, weight: Double) {
        guard start.y != end.y else { return }
        let downwards = start.y < end.y
        let (top, bottom) = downwards ? (start, end) : (end, start)
        let slope = (bottom.x - top.x) / (bottom.y - top.y)
        let first = max(0, Int(top.y.rounded(.down)))
        let last = min(height, Int(bottom.y.rounded(.up)))
        guard first < last else { return }
        for row in first..<last {
            let y0 = max(Double(row), top.y)
            let y1 = min(Double(row + 1), bottom.y)
            let x0 = clamped(top.x + slope * (y0 - top.y))
            let x1 = clamped(top.x + slope * (y1 - top.y))
            // Clockwise outlines rise on their left: there the covered part begins.
            let signed = (downwards ? y0 - y1 : y1 - y0) * weight
            addSpan(row: row, left: min(x0, x1), right: max(x0, x1), signed: signed)
        }
    }

    /// Rounding may carry a cut vertex past the grid's border by the last digit.
    private func clamped(_ x: Double) -> Double { min(Double(width), max(0, x)) }

    /// A piece of an edge within one row, whose height times direction times weight is `signed`.
    private mutating func addSpan(row: Int, left: Double, right: Double, signed: Double) {
        let base = row * stride
        let firstCell = Int(left)
        let lastCell = max(firstCell, Int(right.rounded(.up)) - 1)
        guard lastCell > firstCell else {
            let inside = (left + right) / 2 - Double(firstCell)
            differences[base + firstCell] += signed * (1 - inside)
            differences[base + firstCell + 1] += signed * inside
            return
        }
        let perCell = signed / (right - left)
        var handedOn = 0.0
        for cell in firstCell...lastCell {
            let x0 = max(left, Double(cell))
            let x1 = min(right, Double(cell + 1))
            let part = perCell * (x1 - x0)
            let inside = (x0 + x1) / 2 - Double(cell)
            differences[base + cell] += part * (1 - inside) + handedOn
            handedOn = part * inside
        }
        differences[base + lastCell + 1] += handedOn
    }

    /// Coverage of every cell, row by row.
    func values() -> [Float] {
        var result = [Float](repeating: 0, count: width * height)
        for row in 0..<height {
            var sum = 0.0
            for column in 0..<width {
                sum += differences[row * stride + column]
                result[row * width + column] = Float(sum)
            }
        }
        return result
    }
}
