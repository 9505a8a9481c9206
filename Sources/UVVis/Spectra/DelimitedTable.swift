/// The cells of a text table, with its separator and decimal sign found out.
struct DelimitedTable {
    struct Row {
        /// From 1.
        var line: Int
        var cells: [String]
    }

    let rows: [Row]
    let format: NumberFormat
    let separator: Character

    /// Empty lines and those that begin with # do not count.
    init(text: String) {
        let lines = TextLines(text)
        let used = lines.indices.filter { line in
            let first = lines.bytes(ofLine: line).first { $0 != UInt8(ascii: " ") }
            return first != nil && first != UInt8(ascii: "#")
        }
        let separator = Self.separator(used.prefix(50).map { lines[$0] })
        // Where the comma does not separate, it can only be the decimal sign.
        let sample = used.dropFirst().prefix(50).map { lines[$0] }
        format = separator != "," && sample.contains { $0.contains(",") } && !sample.contains { $0.contains(".") }
            ? .comma : .point
        let byte = separator.asciiValue ?? UInt8(ascii: " ")
        rows = used.map { Row(line: $0 + 1, cells: Self.cells(lines.bytes(ofLine: $0), separator: byte)) }
        self.separator = separator
    }

    private static func separator(_ lines: [String]) -> Character {
        for candidate: Character in ["\t", ";"] where lines.filter({ $0.contains(candidate) }).count > lines.count / 2 {
            return candidate
        }
        return lines.filter { $0.contains(",") }.count > lines.count / 2 ? "," : " "
    }

    private static func cells(_ line: ArraySlice<UInt8>, separator: UInt8) -> [String] {
        let joinsSeparators = separator == UInt8(ascii: " ")
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        func close() {
            if !joinsSeparators || !cell.isEmpty { cells.append(String(decoding: cell, as: UTF8.self).trimmed) }
            cell.removeAll(keepingCapacity: true)
        }
        for byte in line {
            if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == separator && !isQuoted {
                close()
            } else {
                cell.append(byte)
            }
        }
        close()
        return cells
    }
}

extension StringProtocol {
    /// Without blanks, tabs and line ends around it.
    var trimmed: String {
        // To look at characters costs much more than at bytes, and most texts have no blank in them.
        if utf8.allSatisfy({ 0x21...0x7E ~= $0 }) { return String(self) }
        var rest = Substring(self)
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
