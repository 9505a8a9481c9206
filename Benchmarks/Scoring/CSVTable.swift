import Foundation

/// A CSV table of a run folder (RFC 4180, no line breaks within cells), rows as dictionaries by column.
struct CSVTable {
    let rows: [[String: String]]

    init(path: String) throws {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw BenchmarkError.unreadable(path: path, reason: "\(error)")
        }
        let lines = text.split(separator: "\n")
        guard let header = lines.first else {
            throw BenchmarkError.unreadable(path: path, reason: "empty; a table has at least a header")
        }
        let columns = Self.cells(of: header)
        rows = try lines.dropFirst().map { line in
            let cells = Self.cells(of: line)
            guard cells.count == columns.count else {
                throw BenchmarkError.unreadable(
                    path: path, reason: "\(cells.count) cells for \(columns.count) columns: \(line)")
            }
            return Dictionary(zip(columns, cells)) { first, _ in first }
        }
    }

    static func cells(of line: Substring) -> [String] {
        var cells: [String] = []
        var cell = ""
        var isQuoted = false
        var previous: Character = ","
        for character in line {
            switch character {
            case "\"":
                // A quote straight after the closing one: the doubled quote stands for one.
                if !isQuoted, previous == "\"" { cell.append("\"") }
                isQuoted.toggle()
            case "," where !isQuoted:
                cells.append(cell)
                cell = ""
            default: cell.append(character)
            }
            previous = character
        }
        cells.append(cell)
        return cells
    }
}
