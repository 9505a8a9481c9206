/// A smooth illumination: a polynomial of second degree in x and y, fitted to the cells that show the background.
///
/// Dust and whatever else is left among those cells are outliers of the fit (Tukey's bisquare, iteratively reweighted).
struct IlluminationSurface: Sendable {
    /// 1, x, y, x2, xy, y2, with two unused places.
    private typealias Terms = SIMD8<Double>

    private var coefficients: Terms
    private let width: Int
    private let height: Int

    /// - Parameter cells: mean grey value of each cell of a coarse grid; those not `isSeen` are left out.
    init(fittedTo cells: Plane, where isSeen: [Bool]) {
        width = cells.width
        height = cells.height
        let seen = cells.values.indices.filter { isSeen[$0] }
        let start = RobustLevel.median(seen.map { cells.values[$0] })
        coefficients = Self.fit(cells, seen, startingAt: start)
    }

    func value(column: Int, row: Int) -> Float {
        Float((Self.terms(column, row, width, height) * coefficients).sum())
    }

    private static func terms(_ column: Int, _ row: Int, _ width: Int, _ height: Int) -> Terms {
        let x = 2 * (Double(column) + 0.5) / Double(width) - 1
        let y = 2 * (Double(row) + 0.5) / Double(height) - 1
        return Terms(1, x, y, x * x, x * y, y * y, 0, 0)
    }

    private static func terms(of index: Int, in cells: Plane) -> Terms {
        terms(index % cells.width, index / cells.width, cells.width, cells.height)
    }

    private static func fit(_ cells: Plane, _ seen: [Int], startingAt level: Float) -> Terms {
        var coefficients = Terms.zero
        coefficients[0] = Double(level)
        // The first pass takes nearly all, later ones what the residuals' own spread allows.
        var tolerance = Double(abs(level)) + .leastNormalMagnitude
        for _ in 0..<8 {
            guard let next = weightedFit(cells, seen, coefficients, tolerance) else { return coefficients }
            coefficients = next
            let near = seen.map { residual(of: cells.values[$0], terms(of: $0, in: cells), coefficients) }
                .filter { Double(abs($0)) < tolerance }
            let spread = Double(RobustLevel.spread(near, around: 0))
            tolerance = min(tolerance, max(5 * spread, 0.01 * Double(abs(level)) + .leastNormalMagnitude))
        }
        return coefficients
    }

    private static func residual(of value: Float, _ terms: Terms, _ coefficients: Terms) -> Float {
        value - Float((terms * coefficients).sum())
    }

    private static func weightedFit(_ cells: Plane, _ seen: [Int], _ start: Terms, _ tolerance: Double) -> Terms? {
        var rows = [Terms](repeating: .zero, count: 6)
        for index in seen {
            let terms = terms(of: index, in: cells)
            let value = cells.values[index]
            let ratio = Double(residual(of: value, terms, start)) / tolerance
            guard abs(ratio) < 1 else { continue }
            let weight = (1 - ratio * ratio) * (1 - ratio * ratio)
            // The equations' right side takes the first unused place.
            var row = terms
            row[6] = Double(value)
            for i in 0..<6 { rows[i] += row * (weight * terms[i]) }
        }
        var normal = rows.map { row in (0..<7).map { row[$0] } }
        guard let solution = solveSymmetric(&normal) else { return nil }
        return Terms(solution + [0, 0])
    }

    /// Gaussian elimination of the 6 x 6 normal equations; a small ridge on the slopes keeps a background that is seen
    /// in one corner only from being extrapolated wildly.
    private static func solveSymmetric(_ normal: inout [[Double]]) -> [Double]? {
        let count = normal.count
        guard normal[0][0] > 6 else { return nil }
        for i in 0..<count {
            for j in 0..<i { normal[i][j] = normal[j][i] }
        }
        let ridge = 1e-3 * normal[0][0]
        for i in 1..<count { normal[i][i] += ridge }
        for pivot in 0..<count {
            guard normal[pivot][pivot] > 0 else { return nil }
            for row in (pivot + 1)..<max(count, pivot + 1) {
                let factor = normal[row][pivot] / normal[pivot][pivot]
                for column in pivot...count { normal[row][column] -= factor * normal[pivot][column] }
            }
        }
        var solution = [Double](repeating: 0, count: count)
        for row in stride(from: count - 1, through: 0, by: -1) {
            var sum = normal[row][count]
            for column in (row + 1)..<max(count, row + 1) { sum -= normal[row][column] * solution[column] }
            solution[row] = sum / normal[row][row]
        }
        return solution
    }
}
