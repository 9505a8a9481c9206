/// One CSV table being written: comma separated, a header line, "\n" at the end of each line.
final class TableFile {
    private let file: AtomicFile
    private let columnCount: Int
    private let path: String

    init(path: String, columns: [String]) throws(RunError) {
        self.path = path
        file = try AtomicFile(path: path)
        columnCount = columns.count
        try file.append(columns.joined(separator: ",") + "\n")
    }

    func append(_ cells: [String]) throws(RunError) {
        guard cells.count == columnCount else {
            throw .inconsistent(path: path, reason: "a row of \(cells.count) cells for \(columnCount) columns")
        }
        try file.append(cells.map(Self.quoted).joined(separator: ",") + "\n")
    }

    func commit() throws(RunError) { try file.commit() }

    /// Quoted where the cell holds a separator (RFC 4180).
    static func quoted(_ cell: String) -> String {
        let needsQuotes = cell.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
        return needsQuotes ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
    }
}

/// Numbers of each unit as the tables write them.
enum Cell {
    /// um and um2: far below what any microscope resolves.
    static func length(_ micrometers: Double?) -> String { NumberText.fixed(micrometers, decimals: 5) }
    static func seconds(_ seconds: Double?) -> String { NumberText.trimmed(seconds, decimals: 6) }
    static func degrees(_ degrees: Double?) -> String { NumberText.fixed(degrees, decimals: 4) }
    /// um/min, um2/min, um2/min2 and exponents.
    static func rate(_ value: Double?) -> String { NumberText.fixed(value, decimals: 6) }
    static func flux(_ value: Double?) -> String { NumberText.scientific(value, digits: 6) }
}
