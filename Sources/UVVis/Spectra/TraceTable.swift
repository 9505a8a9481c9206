import Foundation

/// A trace in a table of text: one row per time.
public enum TraceTable {
    private static let timeUnits = ["time_s": 1.0, "time_ms": 1e-3, "time_min": 60, "time_h": 3600]

    /// Reads `time_s,absorbance` (or time_min, time_h), with `absorbance_se` where it is there. A decimal comma goes with
    /// semicolons or tabs between the columns.
    ///
    /// Throws `UVVisError` with the line that cannot be used.
    public static func read(path: String) throws(UVVisError) -> AbsorbanceTrace {
        guard let text = TextDecoding.text(of: try FileContent.data(of: path)) else {
            throw .unreadable(path: path, reason: "no text: a table with the columns time_s,absorbance is expected")
        }
        return try read(text: text, path: path)
    }

    static func read(text: String, path: String) throws(UVVisError) -> AbsorbanceTrace {
        let table = DelimitedTable(text: text)
        guard let header = table.rows.first else { throw .unreadable(path: path, reason: "the file is empty") }
        let names = header.cells.map { $0.lowercased() }
        guard let timeName = names.first(where: { timeUnits[$0] != nil }), let timeUnit = timeUnits[timeName],
            let timeColumn = names.firstIndex(of: timeName), let valueColumn = names.firstIndex(of: "absorbance")
        else {
            throw .unreadable(
                path: path,
                reason: "the first line names no columns \"time_s\" and \"absorbance\" (it is: "
                    + "\(header.cells.prefix(4).joined(separator: ", ")))")
        }
        let errorColumn = names.firstIndex(of: "absorbance_se")
        var trace = AbsorbanceTrace(times: [], absorbances: [], standardErrors: errorColumn == nil ? nil : [])
        for row in table.rows.dropFirst() {
            func number(_ column: Int, _ name: String) throws(UVVisError) -> Double {
                guard column < row.cells.count, let value = table.format.number(row.cells[column]), value.isFinite else {
                    let found = column < row.cells.count ? row.cells[column] : ""
                    throw .unusable(
                        path: path, reason: "line \(row.line): the \(name) is \"\(found)\", which is no finite number")
                }
                return value
            }
            trace.times.append(try number(timeColumn, "time") * timeUnit)
            trace.absorbances.append(try number(valueColumn, "absorbance"))
            if let errorColumn { trace.standardErrors?.append(try number(errorColumn, "standard error")) }
        }
        try trace.check(path: path)
        return trace
    }
}
