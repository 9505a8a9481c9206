/// The ordinates of a line of JCAMP-DX in its forms AFFN, PAC, SQZ, DIF and DUP, alone and mixed.
///
/// McDonald and Wilks 1988, Appl. Spectrosc. 42, 151: in SQZ a letter is sign and first digit of a value, in DIF of the
/// difference to the value before, in DUP of how often the last one counts.
struct JCAMPOrdinates {
    private enum Kind {
        case value
        case difference
        case repetition
    }

    private(set) var values: [Double] = []
    /// The last value came as a difference: then the next line begins with it again.
    private(set) var endsWithDifference = false

    private var pending = ""
    private var kind = Kind.value
    private var lastDifference: Double?

    /// Reads the part of a line behind its abscissa; nil where a character has no meaning there.
    /// - Parameter previous: the last value of the line before.
    init?(_ text: some StringProtocol, continuing previous: Double?) {
        var exponentEnd = false
        for character in text {
            if character == "$" { break }
            if exponentEnd, character == "+" || character == "-" {
                pending.append(character)
                exponentEnd = false
                continue
            }
            exponentEnd = false
            if character.isWhitespace || character == "," || character == ";" {
                guard flush(previous) else { return nil }
            } else if character.isASCII, character.isNumber || character == "." {
                pending.append(character)
            } else if character == "+" || character == "-" {
                guard flush(previous) else { return nil }
                (kind, pending) = (.value, String(character))
            } else if (character == "E" || character == "e"), kind == .value, isPlainNumber, Self.isExponent(text) {
                pending.append("e")
                exponentEnd = true
            } else if let (next, digit) = Self.code(character) {
                guard flush(previous) else { return nil }
                (kind, pending) = (next, digit)
            } else {
                return nil
            }
        }
        guard flush(previous) else { return nil }
    }

    /// In AFFN an E is an exponent, in SQZ it is +5: only AFFN has points, or signs behind the letter.
    private var isPlainNumber: Bool { pending.contains(".") }
    private static func isExponent(_ text: some StringProtocol) -> Bool {
        String(text).firstMatch(of: /[0-9.][Ee][+-]?[0-9]/) != nil
    }

    private mutating func flush(_ previous: Double?) -> Bool {
        defer { (kind, pending) = (.value, "") }
        guard !pending.isEmpty else { return true }
        guard let number = Double(pending) else { return false }
        switch kind {
        case .value:
            values.append(number)
            lastDifference = nil
        case .difference:
            guard let base = values.last ?? previous else { return false }
            values.append(base + number)
            lastDifference = number
        case .repetition:
            guard let last = values.last, number >= 1, number < 1e6 else { return false }
            for k in 1..<max(1, Int(number)) { values.append(last + (lastDifference ?? 0) * Double(k)) }
        }
        endsWithDifference = lastDifference != nil
        return true
    }

    private static func code(_ character: Character) -> (Kind, String)? {
        let positive = Array("@ABCDEFGHI"), negative = Array("abcdefghi")
        let up = Array("%JKLMNOPQR"), down = Array("jklmnopqr")
        if let digit = positive.firstIndex(of: character) { return (.value, "\(digit)") }
        if let digit = negative.firstIndex(of: character) { return (.value, "-\(digit + 1)") }
        if let digit = up.firstIndex(of: character) { return (.difference, "\(digit)") }
        if let digit = down.firstIndex(of: character) { return (.difference, "-\(digit + 1)") }
        if let digit = Array("STUVWXYZs").firstIndex(of: character) { return (.repetition, "\(digit + 1)") }
        return nil
    }
}
