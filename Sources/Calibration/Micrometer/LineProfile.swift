import Statistics

/// How dark it is along a line and beyond its ends, row by row, in units of the line's own darkness.
struct LineProfile: Sendable {
    /// Those that the picture shows.
    let rows: Range<Int>
    /// Of one row.
    let noise: Double
    private let values: [Double]
    /// How much of a line there is up to each row, and from each row on.
    private let before: [Double]
    private let after: [Double]

    static let none = LineProfile(first: 0, values: [], sides: [], shoulderHeight: 1)

    /// - Parameter sides: on either side of the line, how dark it is at some distances from it, row by row
    init(first: Int, values: [Double], sides: [[[Double]]], shoulderHeight: Int) {
        rows = first..<first + values.count
        self.values = values
        let steps = zip(values, values.dropFirst()).map { $1 - $0 }
        noise = steps.isEmpty ? 0 : OrderStatistics.scale(ofResiduals: steps, fittedCoefficients: 1) / 2.0.squareRoot()
        let depths = Self.depths(values, sides, shoulderHeight)
        // A window is counted at its last row, and at its first one.
        let blank = [Double](repeating: 0, count: min(values.count, shoulderHeight - 1))
        before = Self.greatestSoFar(blank + depths)
        after = Self.greatestSoFar((depths + blank).reversed()).reversed()
    }

    /// By how much the line is darker than either side of it, as means of a shoulder's rows.
    private static func depths(_ values: [Double], _ sides: [[[Double]]], _ height: Int) -> [Double] {
        let on = means(values, height)
        let beside = sides.map { $0.map { means($0, height) } }
        return on.indices.map { window in
            // Of a finer scale another line may stand at one of the distances.
            beside.reduce(on[window]) { depth, side in
                min(depth, on[window] - (side.map { $0[window] }.min() ?? 0))
            }
        }
    }

    private static func means(_ values: [Double], _ height: Int) -> [Double] {
        guard values.count >= height else { return [] }
        var sum = values.prefix(height).reduce(0, +)
        return [sum / Double(height)] + zip(values, values.dropFirst(height)).map { leaving, entering in
            sum += entering - leaving
            return sum / Double(height)
        }
    }

    private static func greatestSoFar(_ values: [Double]) -> [Double] {
        var greatest = 0.0
        return values.map { value in
            greatest = max(greatest, value)
            return greatest
        }
    }

    subscript(row: Int) -> Double { values[row - rows.lowerBound] }

    func isWithin(_ row: Int, margin: Int) -> Bool { rows.contains(row - margin) && rows.contains(row + margin) }

    /// How much of a line there is before and beyond a row: the mean of a shoulder's rows.
    func darkness(before row: Int) -> Double { rows.contains(row) ? before[row - rows.lowerBound] : 0 }
    func darkness(beyond row: Int) -> Double { rows.contains(row) ? after[row - rows.lowerBound] : 0 }

    /// The fainter of the two.
    func fainterSide(of row: Int) -> Double { min(before[row - 1 - rows.lowerBound], after[row + 1 - rows.lowerBound]) }
}
