/// Text files of Ocean Optics programs: OceanView, SpectraSuite, OOIBase32.
///
/// A header of `key: value` lines, in the program's language; a line that begins with >>>>> opens the data and another
/// one, if any, closes them. Of more columns than two, the first two count.
enum OceanText {
    static func isOne(_ lines: [String]) -> Bool { lines.prefix(60).contains { $0.hasPrefix(">>>>>") } }

    static func read(_ lines: [String], path: String, name: String) throws(UVVisError) -> Spectrum {
        guard let begin = lines.firstIndex(where: { $0.hasPrefix(">>>>>") }) else {
            throw .unreadable(path: path, reason: "no line \">>>>>Begin Spectral Data<<<<<\": no spectrum of Ocean Optics")
        }
        let header = lines[..<begin]
        let body = lines[(begin + 1)...].prefix { !$0.hasPrefix(">>>>>") }
        let format: NumberFormat = body.contains { $0.contains(".") } ? .point : .comma
        var (wavelengths, values): ([Double], [Double]) = ([], [])
        for (offset, line) in body.enumerated() where !line.trimmed.isEmpty {
            let cells = cells(line, format)
            guard cells.count >= 2, let wavelength = format.number(cells[0]), let value = format.number(cells[1]) else {
                throw .unreadable(
                    path: path, reason: "line \(begin + offset + 2), \"\(line.trimmed)\", is no wavelength with its value")
            }
            wavelengths.append(wavelength)
            values.append(value)
        }
        try check(header, count: wavelengths.count, path: path)
        return try Spectrum(
            name: name, path: path, wavelengths: wavelengths, values: values,
            quantity: path.hasSuffix(".Transmission") ? .transmittancePercent : .unstated,
            clock: header.lazy.compactMap(date).first.map { .date(seconds: $0) },
            integrationSeconds: header.lazy.compactMap(integrationSeconds).first,
            averages: header.lazy.compactMap(averages).first)
    }

    private static func cells(_ line: String, _ format: NumberFormat) -> [Substring] {
        line.split { $0 == "\t" || $0 == " " || $0 == ";" || (!format.hasDecimalComma && $0 == ",") }
    }

    /// A file that was cut off says more pixels than it holds.
    private static func check(_ header: ArraySlice<String>, count: Int, path: String) throws(UVVisError) {
        let stated = header.lazy.compactMap { line -> Int? in
            guard let (key, value) = field(line), key.contains("pixel") || key.contains("píxel") || key.contains("pixeles")
            else { return nil }
            return Int(value)
        }.first
        if let stated, stated > count {
            throw .unreadable(
                path: path, reason: "it holds \(count) of \(stated) pixels: was it cut off while it was written?")
        }
    }

    private static func field(_ line: String) -> (key: String, value: String)? {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        return (line[..<colon].lowercased().trimmed, line[line.index(after: colon)...].trimmed)
    }

    private static func date(_ line: String) -> Double? {
        guard let (key, value) = field(line), key.hasSuffix("date") || key.hasSuffix("fecha") else { return nil }
        return DateText.seconds(in: value)
    }

    /// `Integration Time (usec): 20000 (SERIAL)`, `Tiempo de integración (seg): 2,0E-2`.
    private static func integrationSeconds(_ line: String) -> Double? {
        guard let (key, value) = field(line), key.contains("integration time") || key.contains("de integraci"),
            let number = firstNumber(value)
        else { return nil }
        if key.contains("(usec") || key.contains("(µs") || key.contains("(us") { return number / 1e6 }
        if key.contains("(msec") || key.contains("(ms") { return number / 1e3 }
        return number
    }

    private static func averages(_ line: String) -> Double? {
        guard let (key, value) = field(line),
            key.contains("scans to average") || key.contains("spectra averaged") || key.contains("promedi")
        else { return nil }
        return firstNumber(value).flatMap { $0 > 0 ? $0 : nil }
    }

    private static func firstNumber(_ text: String) -> Double? {
        text.split(separator: " ").first.flatMap { Double($0.replacing(",", with: ".")) }
    }
}
