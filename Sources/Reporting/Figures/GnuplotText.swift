import Records

/// Text and numbers as gnuplot scripts and data files take them.
enum GnuplotText {
    /// A quoted string that gnuplot shows as it is: single quotes, in which neither commands nor escapes run, with
    /// the characters of the enhanced text mode escaped and control characters left out.
    static func quoted(_ text: String) -> String {
        var result = "'"
        for character in printable(text) {
            switch character {
            case "'": result += "''"
            case "{", "}", "^", "_", "@", "&", "~", "\\": result += "\\" + String(character)
            default: result.append(character)
            }
        }
        return result + "'"
    }

    /// Text for a comment: one line, whatever a file name holds.
    static func comment(_ text: String) -> String { "# " + printable(text) }

    private static func printable(_ text: String) -> String {
        // Not Character: "\r\n" is one of these.
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }

    /// A number of a data file; "NaN", which gnuplot leaves out, where it is unknown.
    static func number(_ value: Double?, digits: Int = 8) -> String {
        let text = NumberText.scientific(value, digits: digits)
        return text.isEmpty ? "NaN" : text
    }

    static func row(_ values: [Double?]) -> String { values.map { number($0) }.joined(separator: "\t") + "\n" }
}
