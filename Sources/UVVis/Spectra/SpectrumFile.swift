/// Reads a file that holds spectra, whatever wrote it.
public enum SpectrumFile {
    /// The spectrum of a file: Ocean Optics text, JCAMP-DX, or two columns of text.
    ///
    /// Of a file with several blocks it is the processed one, where the others are its dark and its reference.
    /// Throws `UVVisError` with what is wrong.
    public static func read(path: String) throws(UVVisError) -> Spectrum { try read(path: path, dates: DateText()) }

    /// - Parameter dates: reads the dates of many files.
    static func read(path: String, dates: DateText) throws(UVVisError) -> Spectrum {
        let spectra = try readAll(path: path, dates: dates)
        if spectra.count > 1 {
            let own = spectra.filter { spectrum in
                let name = spectrum.name.uppercased()
                return !name.contains("DARK") && !name.contains("REFERENCE")
            }
            guard own.count == 1 else {
                throw .unusable(
                    path: path, reason: "holds \(spectra.count) spectra: give a file with one, or the table as INPUT")
            }
            return own[0]
        }
        return spectra[0]
    }

    /// All spectra of a file, at least one.
    public static func readAll(path: String) throws(UVVisError) -> [Spectrum] {
        try readAll(path: path, dates: DateText())
    }

    private static func readAll(path: String, dates: DateText) throws(UVVisError) -> [Spectrum] {
        guard let text = TextDecoding.text(of: try FileContent.data(of: path)) else {
            throw .unreadable(path: path, reason: "no text, and no spectrum in a form that is known here")
        }
        let lines = TextLines(text)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if JCAMPFile.isOne(lines) { return try JCAMPFile.read(lines, path: path, name: name) }
        if OceanText.isOne(lines) { return [try OceanText.read(lines, path: path, name: name, dates: dates)] }
        return [try columns(text, path: path, name: name)]
    }

    /// `wavelength_nm,value` with or without a header.
    private static func columns(_ text: String, path: String, name: String) throws(UVVisError) -> Spectrum {
        let table = DelimitedTable(text: text)
        if let row = table.rows.first, row.cells.count > 4 {
            throw .unusable(
                path: path, reason: "a table of \(row.cells.count) columns, where one spectrum in two columns is expected")
        }
        var (wavelengths, values): ([Double], [Double]) = ([], [])
        for (index, row) in table.rows.enumerated() {
            guard row.cells.count >= 2, let x = table.format.number(row.cells[0]),
                let y = table.format.number(row.cells[1])
            else {
                if index == 0 { continue }
                throw .unreadable(
                    path: path,
                    reason: "line \(row.line), \"\(row.cells.joined(separator: " ").prefix(40))\", is no wavelength with its "
                        + "value: no spectrum in a form that is known here (Ocean Optics text, JCAMP-DX, two columns)")
            }
            wavelengths.append(x)
            values.append(y)
        }
        return try Spectrum(name: name, path: path, wavelengths: wavelengths, values: values)
    }
}
