import Foundation

/// A table of spectra: wavelengths down, times across, or the other way round.
public enum SpectrumTable {
    /// The first column holds the wavelengths, the first line the times: dates, numbers with a unit (`4 min`), or
    /// numbers whose unit is given. A first cell `time_s` (`time_min`, `time_h`) tells of times down and wavelengths
    /// across.
    ///
    /// - Parameter timeUnitSeconds: what numbers without a unit count; nil where that is not known.
    /// Throws `UVVisError`.
    public static func read(path: String, timeUnitSeconds: Double?) throws(UVVisError) -> SpectrumSeries {
        guard let text = TextDecoding.text(of: try FileContent.data(of: path)) else {
            throw .unreadable(path: path, reason: "no text: a table of wavelengths by times is expected")
        }
        let table = DelimitedTable(text: text)
        guard let header = table.rows.first, header.cells.count > 2 else {
            throw .unreadable(path: path, reason: "no table of wavelengths by times: its first line has one or two cells")
        }
        let corner = header.cells[0].lowercased()
        let numbers = try numbers(table, columns: header.cells.count, path: path)
        let labels = Array(header.cells.dropFirst())
        if let unit = ["time_s": 1.0, "time_min": 60, "time_h": 3600][corner] {
            let wavelengths = labels.compactMap { table.format.number($0.replacing("nm", with: "").trimmed) }
            guard wavelengths.count == labels.count else {
                throw .unreadable(path: path, reason: "the first line has to hold wavelengths in nm behind \(corner)")
            }
            let entries = numbers.map { (time: $0[0] * unit, values: Array($0.dropFirst()), name: "\($0[0])") }
            return try series(path, wavelengths, entries)
        }
        let times = try times(labels, table.format, timeUnitSeconds, path: path)
        let wavelengths = numbers.map { $0[0] }
        let entries = labels.indices.map { j in
            (time: times[j], values: numbers.map { $0[j + 1] }, name: labels[j])
        }
        return try series(path, wavelengths, entries)
    }

    private static func series(
        _ path: String, _ wavelengths: [Double], _ entries: [(time: Double, values: [Double], name: String)]
    ) throws(UVVisError) -> SpectrumSeries {
        var sorted: [(time: Double, values: [Double], name: String)] = []
        var grid = wavelengths
        for entry in entries {
            // Puts descending wavelengths in order, and refuses those without one.
            let spectrum = try Spectrum(name: entry.name, path: path, wavelengths: wavelengths, values: entry.values)
            grid = spectrum.wavelengths
            sorted.append((entry.time, spectrum.values, entry.name))
        }
        return try SpectrumSeries(
            path: path, wavelengths: grid, entries: sorted, notes: ["times: the first line of the table"])
    }

    private static func numbers(_ table: DelimitedTable, columns: Int, path: String) throws(UVVisError) -> [[Double]] {
        var rows: [[Double]] = []
        for row in table.rows.dropFirst() {
            guard row.cells.count == columns else {
                throw .unreadable(path: path, reason: "line \(row.line) has \(row.cells.count) cells instead of \(columns)")
            }
            let values = row.cells.compactMap { table.format.number($0) }.filter(\.isFinite)
            guard values.count == columns else {
                throw .unusable(path: path, reason: "line \(row.line) holds a cell that is no finite number")
            }
            rows.append(values)
        }
        return rows
    }

    private static func times(
        _ labels: [String], _ format: NumberFormat, _ unit: Double?, path: String
    ) throws(UVVisError) -> [Double] {
        let dates = labels.compactMap(DateText().seconds)
        if dates.count == labels.count { return dates }
        let reader = NameReader()
        let elapsed = labels.compactMap { reader.facts($0).elapsed }
        if elapsed.count == labels.count { return elapsed }
        let plain = labels.compactMap { format.number($0) }
        guard plain.count == labels.count else {
            throw .unreadable(
                path: path, reason: "\"\(labels.first ?? "")\" in the first line is no time (a date, 4 min, or a number)")
        }
        guard let unit else {
            throw .unusable(
                path: path, reason: "the times in the first line have no unit: give --time-unit s, min or h")
        }
        return plain.map { $0 * unit }
    }
}
