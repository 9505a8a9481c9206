import Foundation

/// What an input of the UV-Vis commands is.
public enum InputKind: Sendable, Equatable {
    /// One spectrum per file.
    case folder
    /// A table with a column of times and one of absorbances.
    case trace
    /// Wavelengths by times.
    case table
    /// One spectrum, which is no trace.
    case spectrum

    /// Throws `UVVisError` where there is nothing of that name, or no text.
    public init(path: String) throws(UVVisError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw .noSuchFile(path: path)
        }
        if isFolder.boolValue {
            self = .folder
            return
        }
        guard let text = TextDecoding.text(of: try FileContent.data(of: path)) else {
            throw .unreadable(path: path, reason: "no text, and no spectrum in a form that is known here")
        }
        let lines = TextLines(text)
        if OceanText.isOne(lines) || JCAMPFile.isOne(lines) {
            self = .spectrum
            return
        }
        let header = DelimitedTable(text: lines.prefix(80).joined(separator: "\n")).rows.first?.cells ?? []
        let names = Set(header.map { $0.lowercased() })
        if !names.isDisjoint(with: ["time_s", "time_ms", "time_min", "time_h"]), names.contains("absorbance") {
            self = .trace
        } else if header.count > 2 {
            self = .table
        } else {
            // Either a trace whose columns are not named, or a spectrum: the reader of traces says what it needs.
            self = names.contains { $0.hasPrefix("wavelength") } ? .spectrum : .trace
        }
    }
}
