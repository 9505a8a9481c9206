/// How a file writes its numbers: with a decimal point or a decimal comma.
struct NumberFormat: Sendable, Equatable {
    let hasDecimalComma: Bool

    static let point = NumberFormat(hasDecimalComma: false)
    static let comma = NumberFormat(hasDecimalComma: true)

    /// nil for what is no number; infinities and NaN are numbers here, and refused where they are used.
    func number(_ text: some StringProtocol) -> Double? { number(bytes: ArraySlice(Array(text.utf8))) }

    /// Of a text in UTF-8.
    func number(bytes: ArraySlice<UInt8>) -> Double? {
        let mark = UInt8(ascii: hasDecimalComma ? "," : ".")
        return DecimalNumber.value(bytes, mark: mark) ?? careful(String(decoding: bytes, as: UTF8.self))
    }

    private func careful(_ text: String) -> Double? {
        let trimmed = text.drop { $0 == " " || $0 == "\"" }
        var field = String(trimmed)
        while let last = field.last, last == " " || last == "\"" || last == "\r" { field.removeLast() }
        if hasDecimalComma { field = field.replacing(",", with: ".") }
        if field.hasPrefix("+") { field.removeFirst() }
        return Double(field)
    }
}
