/// The cells of a text table, with its separator and decimal sign found out.
struct DelimitedTable {
    struct Row {
        /// From 1.
        var line: Int
        var cells: [String]
    }

    private(set) var rows: [Row] = []
    let format: NumberFormat
    let separator: Character

    /// Empty lines and those that begin with # do not count.
    init(text: String) {
        let lines = TextDecoding.lines(of: text).enumerated().filter {
            let first = $0.element.first { $0 != " " }
            return first != nil && first != "#"
        }
        separator = Self.separator(lines.prefix(50).map(\.element))
        // Where the comma does not separate, it can only be the decimal sign.
        let sample = lines.dropFirst().prefix(50).map(\.element)
        format = separator != "," && sample.contains { $0.contains(",") } && !sample.contains { $0.contains(".") }
            ? .comma : .point
        rows = lines.map { Row(line: $0.offset + 1, cells: Self.cells($0.element, separator: separator)) }
    }

    private static func separator(_ lines: [String]) -> Character {
        for candidate: Character in ["\t", ";"] where lines.filter({ $0.contains(candidate) }).count > lines.count / 2 {
            return candidate
        }
        return lines.filter { $0.contains(",") }.count > lines.count / 2 ? "," : " "
    }

    private static func cells(_ line: String, separator: Character) -> [String] {
        var cells: [String] = []
        var cell = ""
        var isQuoted = false
        for character in line {
            if character == "\"" {
                isQuoted.toggle()
            } else if character == separator && !isQuoted {
                if separator != " " || !cell.isEmpty { cells.append(cell) }
                cell = ""
            } else {
                cell.append(character)
            }
        }
        if separator != " " || !cell.isEmpty { cells.append(cell) }
        return cells.map { $0.trimmed }
    }
}

extension StringProtocol {
    /// Without blanks, tabs and line ends around it.
    var trimmed: String {
        var rest = Substring(self)
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
