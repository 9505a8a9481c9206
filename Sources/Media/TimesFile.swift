import Foundation

/// One time in seconds per frame, from a text or CSV file.
///
/// A header may name the columns: the one called `time_s` is taken, else the last. Columns are separated by commas,
/// semicolons, tabs or blanks; lines that begin with # and empty ones do not count.
struct TimesFile: Sendable {
    let path: String
    let seconds: [Double]

    /// Throws `MediaError.unusableTimesFile` where a line holds no number or times do not increase strictly.
    init(path: String) throws(MediaError) {
        try self.init(path: path, text: Self.text(of: path))
    }

    init(path: String, text: String) throws(MediaError) {
        var seconds: [Double] = []
        var column: Int?
        for (number, line) in Self.lines(of: text) {
            let fields = Self.fields(of: line)
            guard let last = fields.last else { continue }
            if seconds.isEmpty, column == nil, Double(last) == nil, fields.allSatisfy({ Double($0) == nil }) {
                column = fields.firstIndex(of: "time_s") ?? fields.count - 1
                continue
            }
            let index = column ?? fields.count - 1
            guard index < fields.count, let value = Double(fields[index]), value.isFinite else {
                throw .unusableTimesFile(
                    path: path, reason: "line \(number) holds no time in seconds: \"\(line)\" (decimals need a point).")
            }
            if let previous = seconds.last, value <= previous {
                throw .unusableTimesFile(
                    path: path,
                    reason: "line \(number): \(value) s is not later than \(previous) s before it; "
                        + "times must increase.")
            }
            seconds.append(value)
        }
        guard !seconds.isEmpty else { throw .unusableTimesFile(path: path, reason: "it holds no times.") }
        self.path = path
        self.seconds = seconds
    }

    private static func text(of path: String) throws(MediaError) -> String {
        // Times of more than a million frames: a larger file is something else.
        let largest: UInt64 = 32 << 20
        guard try FileFacts.bytes(of: path) <= largest else {
            throw .unusableTimesFile(
                path: path, reason: "it is larger than \(largest >> 20) MB; give one time in seconds per line.")
        }
        let data = try FileFacts.contents(of: path, limit: largest)
        guard let text = String(data: data, encoding: .utf8) else {
            throw .unusableTimesFile(path: path, reason: "it is no UTF-8 text; give one time in seconds per line.")
        }
        return text
    }

    private static func lines(of text: String) -> [(number: Int, line: String)] {
        let bare = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
        return bare.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated().compactMap {
            let line = $0.element.trimmingCharacters(in: .whitespaces)
            return line.isEmpty || line.hasPrefix("#") ? nil : ($0.offset + 1, line)
        }
    }

    private static func fields(of line: String) -> [String] {
        let hasSeparators = line.contains { ",;\t".contains($0) }
        let fields = hasSeparators
            ? line.split(omittingEmptySubsequences: false) { ",;\t".contains($0) }
            : line.split(whereSeparator: \.isWhitespace)
        return fields.map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "\"' ")) }
    }
}
