import Foundation

/// A table of results in Markdown, columns padded so that it reads well on a terminal too.
struct MarkdownTable {
    let columns: [String]
    private(set) var rows: [[String]] = []

    init(_ columns: String...) { self.columns = columns }

    mutating func append(_ cells: String...) { rows.append(cells) }

    var text: String {
        let all = [columns] + rows
        let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            let padded = cells.enumerated().map { index, cell in
                let space = String(repeating: " ", count: widths[index] - cell.count)
                // Names to the left, numbers to the right.
                return index == 0 ? cell + space : space + cell
            }
            return "| " + padded.joined(separator: " | ") + " |\n"
        }
        let rule = "|" + columns.indices.map { index in
            String(repeating: "-", count: widths[index] + 1) + (index == 0 ? "-" : ":")
        }.joined(separator: "|") + "|\n"
        return line(columns) + rule + rows.map(line).joined()
    }
}

/// Numbers as the tables show them; a dash where there is none.
enum Figure {
    static func fixed(_ value: Double?, _ decimals: Int) -> String {
        value.map { String(format: "%.\(decimals)f", $0) } ?? "-"
    }

    static func signed(_ value: Double?, _ decimals: Int) -> String {
        value.map { String(format: "%+.\(decimals)f", $0) } ?? "-"
    }

    static func megabytes(_ bytes: Int?) -> String { bytes.map { "\(($0 + 500_000) / 1_000_000)" } ?? "-" }

    static func part(_ count: Int, of total: Int) -> String { total == 0 ? "-" : "\(count)/\(total)" }

    static func percent(_ count: Int, of total: Int) -> String {
        total == 0 ? "-" : String(format: "%.1f", 100 * Double(count) / Double(total))
    }
}
