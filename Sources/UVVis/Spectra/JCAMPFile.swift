import Foundation

/// JCAMP-DX: spectra with labelled records, several of them in blocks.
///
/// McDonald and Wilks 1988, Appl. Spectrosc. 42, 151; Lampen et al. 1994, Appl. Spectrosc. 48, 1545.
enum JCAMPFile {
    static func isOne(_ lines: TextLines) -> Bool {
        lines.first { !$0.trimmed.isEmpty }?.trimmed.uppercased().hasPrefix("##TITLE") ?? false
    }

    /// One record: its label without blanks and signs, and the lines behind it.
    private struct Labelled {
        var label: String
        var first: String
        var lines: [String] = []
    }

    /// Every block that holds a spectrum.
    static func read(_ lines: TextLines, path: String, name: String) throws(UVVisError) -> [Spectrum] {
        var spectra: [Spectrum] = []
        var block: [Labelled] = []
        for line in lines {
            let bare = line.range(of: "$$").map { String(line[..<$0.lowerBound]) } ?? line
            guard bare.trimmed.hasPrefix("##") else {
                if !block.isEmpty { block[block.count - 1].lines.append(bare) }
                continue
            }
            let parts = bare.trimmed.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let label = parts[0].uppercased().filter { !" -/_".contains($0) }
            // An outer block ends where the first inner one begins.
            if label == "TITLE" { block = [] }
            if label == "END" {
                if let spectrum = try spectrum(block, path: path, name: name) { spectra.append(spectrum) }
                block = []
            } else {
                block.append(Labelled(label: label, first: parts.count > 1 ? parts[1].trimmed : ""))
            }
        }
        if !block.isEmpty, try spectrum(block, path: path, name: name) != nil {
            throw .unreadable(path: path, reason: "the record ##END= is missing: was the file cut off?")
        }
        guard !spectra.isEmpty else {
            throw .unreadable(path: path, reason: "JCAMP-DX without ##XYDATA or ##XYPOINTS: it holds no spectrum")
        }
        return spectra
    }

    private static func spectrum(_ block: [Labelled], path: String, name: String) throws(UVVisError) -> Spectrum? {
        func text(_ label: String) -> String? { block.first { $0.label == label }?.first }
        guard let data = block.first(where: { ["XYDATA", "XYPOINTS", "PEAKTABLE"].contains($0.label) }) else {
            return nil
        }
        let unit = try JCAMPAbscissa(text("XUNITS") ?? "", path: path)
        func number(_ label: String) -> Double? { text(label).flatMap { Double($0.replacing(",", with: ".")) } }
        let (xFactor, yFactor) = (number("XFACTOR") ?? 1, number("YFACTOR") ?? 1)
        var (x, y): ([Double], [Double])
        if data.label == "XYDATA" {
            guard let first = number("FIRSTX"), let last = number("LASTX"), let count = number("NPOINTS") else {
                throw .unreadable(path: path, reason: "##FIRSTX, ##LASTX or ##NPOINTS is missing or no number")
            }
            y = try ordinates(data.lines, path: path)
            guard Double(y.count) == count, count >= 2 else {
                throw .unreadable(path: path, reason: "\(y.count) ordinates, where ##NPOINTS says \(count)")
            }
            x = y.indices.map { first + (last - first) * Double($0) / (count - 1) }
        } else {
            (x, y) = try points(data.lines, path: path)
            if let count = number("NPOINTS"), Double(y.count) != count {
                throw .unreadable(path: path, reason: "\(y.count) points, where ##NPOINTS says \(count)")
            }
            x = x.map { $0 * xFactor }
        }
        let date = [text("LONGDATE"), text("DATE").map { "\($0) \(text("TIME") ?? "")" }].compactMap(\.self)
            .compactMap(DateText().seconds).first
        let title = [text("TITLE"), text("SAMPLEDESCRIPTION")].compactMap(\.self).joined(separator: ", ")
        let (quantity, scale) = quantity(text("YUNITS")?.uppercased() ?? "")
        y = y.map { $0 * yFactor }
        if quantity == .transmittancePercent, scale != 1 { try checkFraction(y, path: path) }
        return try Spectrum(
            name: title.isEmpty ? name : title, path: path, wavelengths: unit.nanometers(x, path: path),
            values: y.map { $0 * scale }, quantity: quantity, clock: date.map { .date(seconds: $0) })
    }

    /// What the ordinates are, and the factor that brings them to its unit: TRANSMITTANCE alone is a fraction.
    private static func quantity(_ units: String) -> (Spectrum.Quantity, scale: Double) {
        if units.contains("LOG") && units.contains("EPS") { return (.logAbsorptivity, 1) }
        if units.contains("ABSORBANCE") { return (.absorbance, 1) }
        guard units.contains("TRANSMI") else { return (.unstated, 1) }
        return (.transmittancePercent, units.contains("%") || units.contains("PERCENT") ? 1 : 100)
    }

    /// Programs that write percent and forget to say so would be misread by a factor of a hundred; where the lamp is weak,
    /// single fractions exceed 1 by noise.
    private static func checkFraction(_ values: [Double], path: String) throws(UVVisError) {
        let high = values.sorted()[values.count * 9 / 10]
        guard high > 1.5 else { return }
        throw .unusable(
            path: path,
            reason: "##YUNITS=TRANSMITTANCE means a fraction of 1, but a tenth of its values is \(high) or more: if they are "
                + "percent, write ##YUNITS=PERCENT TRANSMITTANCE")
    }

    private static func ordinates(_ lines: [String], path: String) throws(UVVisError) -> [Double] {
        var values: [Double] = []
        var overlaps = false
        for line in lines where !line.trimmed.isEmpty {
            guard let abscissa = line.trimmed.prefixMatch(of: /[+-]?[0-9]*\.?[0-9]+(?:[Ee][+-][0-9]+)?/),
                let decoded = JCAMPOrdinates(line.trimmed[abscissa.range.upperBound...], continuing: values.last)
            else { throw .unreadable(path: path, reason: "cannot be decoded: \"\(line.trimmed.prefix(40))\"") }
            var added = decoded.values
            if overlaps, let last = values.last, let first = added.first {
                // The line's first value repeats the sum of the differences: a check.
                guard abs(first - last) <= 1e-6 * max(1, abs(last)) else {
                    throw .unreadable(path: path, reason: "the check value \(first) is not \(last): the file is damaged")
                }
                added.removeFirst()
            }
            values += added
            overlaps = decoded.endsWithDifference
        }
        return values
    }

    private static func points(_ lines: [String], path: String) throws(UVVisError) -> ([Double], [Double]) {
        var numbers: [Double] = []
        for line in lines where !line.trimmed.isEmpty {
            for cell in line.split(whereSeparator: { ", ;\t\r".contains($0) }) {
                guard let value = Double(cell) else {
                    throw .unreadable(path: path, reason: "\"\(cell)\" is no number: x and y by turns are expected")
                }
                numbers.append(value)
            }
        }
        guard numbers.count % 2 == 0 else {
            throw .unreadable(path: path, reason: "\(numbers.count) numbers: an x is without its y")
        }
        return (
            stride(from: 0, to: numbers.count, by: 2).map { numbers[$0] },
            stride(from: 1, to: numbers.count, by: 2).map { numbers[$0] }
        )
    }
}
