/// How a file writes its numbers: with a decimal point or a decimal comma.
struct NumberFormat: Sendable, Equatable {
    let hasDecimalComma: Bool

    static let point = NumberFormat(hasDecimalComma: false)
    static let comma = NumberFormat(hasDecimalComma: true)

    /// nil for what is no number; infinities and NaN are numbers here, and refused where they are used.
    func number(_ text: some StringProtocol) -> Double? {
        let trimmed = text.drop { $0 == " " || $0 == "\"" }
        var field = String(trimmed)
        while let last = field.last, last == " " || last == "\"" || last == "\r" { field.removeLast() }
        if hasDecimalComma { field = field.replacing(",", with: ".") }
        if field.hasPrefix("+") { field.removeFirst() }
        return Double(field)
    }
}
