/// Text files of Ocean Optics programs: OceanView, SpectraSuite, OOIBase32.
///
/// A header of `key: value` lines, in the program's language; a line that begins with >>>>> opens the data and another
/// one, if any, closes them. Of more columns than two, the first two count.
enum OceanText {
    static func isOne(_ lines: TextLines) -> Bool { lines.prefix(60).contains { $0.hasPrefix(">>>>>") } }

    /// - Parameter dates: reads that of the header.
    static func read(
        _ lines: TextLines, path: String, name: String, dates: DateText
    ) throws(UVVisError) -> Spectrum {
        guard let begin = lines.firstIndex(where: { $0.hasPrefix(">>>>>") }) else {
            throw .unreadable(path: path, reason: "no line \">>>>>Begin Spectral Data<<<<<\": no spectrum of Ocean Optics")
        }
        let header = lines[..<begin]
        let (wavelengths, values) = try columns(lines, from: begin + 1, path: path)
        try check(header, count: wavelengths.count, path: path)
        return try Spectrum(
            name: name, path: path, wavelengths: wavelengths, values: values,
            quantity: path.hasSuffix(".Transmission") ? .transmittancePercent : .unstated,
            clock: header.lazy.compactMap { date($0, dates) }.first.map { .date(seconds: $0) },
            integrationSeconds: header.lazy.compactMap(integrationSeconds).first,
            averages: header.lazy.compactMap(averages).first)
    }

    private static func columns(
        _ lines: TextLines, from begin: Int, path: String
    ) throws(UVVisError) -> (wavelengths: [Double], values: [Double]) {
        let mark = Array(">>>>>".utf8)
        let end = (begin..<lines.count).first { lines.bytes(ofLine: $0).starts(with: mark) } ?? lines.count
        let hasPoint = (begin..<end).contains { lines.bytes(ofLine: $0).contains(UInt8(ascii: ".")) }
        let format: NumberFormat = hasPoint ? .point : .comma
        var (wavelengths, values): ([Double], [Double]) = ([], [])
        for line in begin..<end {
            var rest = lines.bytes(ofLine: line)
            let (first, second) = (nextCell(&rest, format), nextCell(&rest, format))
            guard let first, let second, let wavelength = format.number(bytes: first), let value = format.number(bytes: second)
            else {
                let text = lines[line].trimmed
                if text.isEmpty { continue }
                throw .unreadable(path: path, reason: "line \(line + 1), \"\(text)\", is no wavelength with its value")
            }
            wavelengths.append(wavelength)
            values.append(value)
        }
        return (wavelengths, values)
    }

    /// Takes the next one off a line; nil after the last.
    private static func nextCell(_ rest: inout ArraySlice<UInt8>, _ format: NumberFormat) -> ArraySlice<UInt8>? {
        func separates(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "\t"), UInt8(ascii: " "), UInt8(ascii: ";"): true
            case UInt8(ascii: ","): !format.hasDecimalComma
            default: false
            }
        }
        guard let start = rest.firstIndex(where: { !separates($0) }) else { return nil }
        let end = rest[start...].firstIndex(where: separates) ?? rest.endIndex
        defer { rest = rest[end...] }
        return rest[start..<end]
    }

    /// A file that was cut off says more pixels than it holds.
    private static func check(_ header: Slice<TextLines>, count: Int, path: String) throws(UVVisError) {
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

    private static func date(_ line: String, _ dates: DateText) -> Double? {
        guard let (key, value) = field(line), key.hasSuffix("date") || key.hasSuffix("fecha") else { return nil }
        return dates.seconds(in: value)
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
