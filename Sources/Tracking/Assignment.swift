/// Pairs rows with columns at the least total cost; a row may stay without a column at a fixed price.
///
/// Rows and columns fall into connected blocks, each solved exactly by shortest augmenting paths (Kuhn 1955, in the
/// form of Jonker and Volgenant 1987), O(n^3) in the size of the block.
enum Assignment {
    struct Pair {
        var row: Int
        var column: Int
        var cost: Double
    }

    /// Column of each row that got one.
    static func solve(_ pairs: [Pair], rowCount: Int, columnCount: Int, unmatchedCost: Double) -> [Int: Int] {
        var blocks = DisjointSets(count: rowCount + columnCount)
        for pair in pairs { blocks.unite(pair.row, rowCount + pair.column) }
        var pairsOfBlock: [Int: [Pair]] = [:]
        for pair in pairs { pairsOfBlock[blocks.root(pair.row), default: []].append(pair) }
        var result: [Int: Int] = [:]
        for (_, block) in pairsOfBlock {
            solveBlock(block, unmatchedCost: unmatchedCost) { result[$0] = $1 }
        }
        return result
    }

    private static func solveBlock(_ pairs: [Pair], unmatchedCost: Double, assign: (Int, Int) -> Void) {
        let rows = Set(pairs.map(\.row)).sorted()
        let columns = Set(pairs.map(\.column)).sorted()
        let rowIndex = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
        let columnIndex = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
        // A pair that is not allowed costs more than leaving every row of the block alone.
        let forbidden = (unmatchedCost + 1) * Double(rows.count + 1) * 4
        let width = columns.count + rows.count
        var cost = [Double](repeating: forbidden, count: rows.count * width)
        for row in rows.indices { cost[row * width + columns.count + row] = unmatchedCost }
        for pair in pairs {
            guard let row = rowIndex[pair.row], let column = columnIndex[pair.column] else { continue }
            cost[row * width + column] = min(cost[row * width + column], pair.cost)
        }
        let columnOfRow = leastCost(cost, rows: rows.count, columns: width)
        for (row, column) in columnOfRow.enumerated() where column < columns.count {
            assign(rows[row], columns[column])
        }
    }

    /// Columns of all rows of a dense matrix with rows <= columns.
    private static func leastCost(_ cost: [Double], rows: Int, columns: Int) -> [Int] {
        var rowPrice = [Double](repeating: 0, count: rows + 1)
        var columnPrice = [Double](repeating: 0, count: columns + 1)
        var rowOfColumn = [Int](repeating: 0, count: columns + 1)
        var previous = [Int](repeating: 0, count: columns + 1)
        for row in 1...rows {
            rowOfColumn[0] = row
            var current = 0
            var distance = [Double](repeating: .infinity, count: columns + 1)
            var done = [Bool](repeating: false, count: columns + 1)
            repeat {
                done[current] = true
                let i = rowOfColumn[current]
                var step = Double.infinity
                var next = 0
                for column in 1...columns where !done[column] {
                    let reduced = cost[(i - 1) * columns + column - 1] - rowPrice[i] - columnPrice[column]
                    if reduced < distance[column] {
                        distance[column] = reduced
                        previous[column] = current
                    }
                    if distance[column] < step {
                        step = distance[column]
                        next = column
                    }
                }
                for column in 0...columns {
                    if done[column] {
                        rowPrice[rowOfColumn[column]] += step
                        columnPrice[column] -= step
                    } else {
                        distance[column] -= step
                    }
                }
                current = next
            } while rowOfColumn[current] != 0
            repeat {
                let before = previous[current]
                rowOfColumn[current] = rowOfColumn[before]
                current = before
            } while current != 0
        }
        var columnOfRow = [Int](repeating: columns, count: rows)
        for column in 1...columns where rowOfColumn[column] > 0 { columnOfRow[rowOfColumn[column] - 1] = column - 1 }
        return columnOfRow
    }
}

/// Connected blocks (union-find with path halving).
private struct DisjointSets {
    private var parent: [Int]

    init(count: Int) { parent = Array(0..<count) }

    mutating func root(_ element: Int) -> Int {
        var element = element
        while parent[element] != element {
            parent[element] = parent[parent[element]]
            element = parent[element]
        }
        return element
    }

    mutating func unite(_ a: Int, _ b: Int) {
        let (a, b) = (root(a), root(b))
        parent[max(a, b)] = min(a, b)
    }
}
