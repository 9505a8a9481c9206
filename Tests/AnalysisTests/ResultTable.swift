import Foundation
import Testing

/// A CSV table of a run.
struct ResultTable {
    let columns: [String]
    let rows: [[String: String]]

    init(contentsOf path: String) throws {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: true)
        let header = try #require(lines.first, "\(path) is empty")
        let columns = header.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        self.columns = columns
        rows = try lines.dropFirst().map { line in
            let cells = Self.cells(line)
            try #require(cells.count == columns.count, "\(path): \(line)")
            return Dictionary(uniqueKeysWithValues: zip(columns, cells))
        }
    }

    /// Commas inside quotation marks belong to their cell.
    private static func cells(_ line: Substring) -> [String] {
        var cells = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: cells.append("")
            default: cells[cells.count - 1].append(character)
            }
        }
        return cells
    }
}

extension [String: String] {
    /// The number in a column.
    func number(_ column: String) throws -> Double {
        try #require(self[column].flatMap(Double.init), "\(column) of \(self) is no number")
    }

    func integer(_ column: String) throws -> Int {
        try #require(self[column].flatMap(Int.init), "\(column) of \(self) is no whole number")
    }
}
