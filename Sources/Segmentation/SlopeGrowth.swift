/// Extends a smooth background, cell by cell, to where it only becomes steeper: towards the dark corners of a vignetted
/// field.
///
/// A cell joins when it is what a plane through its known neighbours foretells; a crystal's edge departs from that.
struct SlopeGrowth {
    let cells: Plane
    /// Relative departure from the plane that is still smooth.
    let tolerance: Float

    private static let reach = 3
    /// Known cells that a plane is fitted to, at the least.
    private static let leastKnown = 10

    func grown(from start: [Bool]) -> [Bool] {
        var known = start
        var front = known.indices.filter { !known[$0] && isBeside(known, $0) }
        while !front.isEmpty {
            let joined = front.filter { isForetold($0, known) }
            for cell in joined { known[cell] = true }
            // Only what lies beside a cell that has just joined can have become known by it.
            let touched = Set(joined.flatMap(cells.neighbours)).filter { !known[$0] }
            front = touched.sorted()
        }
        return known
    }

    private func isBeside(_ known: [Bool], _ cell: Int) -> Bool { cells.neighbours(of: cell).contains { known[$0] } }

    private func isForetold(_ cell: Int, _ known: [Bool]) -> Bool {
        let column = cell % cells.width
        let row = cell / cells.width
        var plane = PlaneFit()
        for y in max(0, row - Self.reach)...min(cells.height - 1, row + Self.reach) {
            for x in max(0, column - Self.reach)...min(cells.width - 1, column + Self.reach)
            where known[y * cells.width + x] {
                plane.add(Float(x - column), Float(y - row), cells.values[y * cells.width + x])
            }
        }
        guard plane.count >= Float(Self.leastKnown), let value = plane.valueAtOrigin else { return false }
        return abs(cells.values[cell] - value) <= tolerance * max(value, .leastNormalMagnitude)
    }
}

/// Least squares fit of a + b x + c y.
private struct PlaneFit {
    private(set) var count: Float = 0
    private var x: Float = 0
    private var y: Float = 0
    private var xx: Float = 0
    private var xy: Float = 0
    private var yy: Float = 0
    private var v: Float = 0
    private var xv: Float = 0
    private var yv: Float = 0

    mutating func add(_ px: Float, _ py: Float, _ value: Float) {
        count += 1
        x += px
        y += py
        xx += px * px
        xy += px * py
        yy += py * py
        v += value
        xv += px * value
        yv += py * value
    }

    /// nil where the points lie on a line.
    var valueAtOrigin: Float? {
        let sxx = xx - x * x / count
        let sxy = xy - x * y / count
        let syy = yy - y * y / count
        let determinant = sxx * syy - sxy * sxy
        guard determinant > 0.05 * count * count else { return nil }
        let sxv = xv - x * v / count
        let syv = yv - y * v / count
        let b = (sxv * syy - syv * sxy) / determinant
        let c = (syv * sxx - sxv * sxy) / determinant
        return (v - b * x - c * y) / count
    }
}
