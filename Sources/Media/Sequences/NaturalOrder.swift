/// File names in the order a person counts: img2 before img10.
enum NaturalOrder {
    /// Digits in a row compare by their value, everything else by character.
    static func precedes(_ a: String, _ b: String) -> Bool {
        let left = parts(of: a), right = parts(of: b)
        for (x, y) in zip(left, right) where x != y {
            guard x.isNumber, y.isNumber else {
                return x.text.unicodeScalars.lexicographicallyPrecedes(y.text.unicodeScalars)
            }
            // By length without leading zeros first: numbers may have any number of digits.
            let m = x.text.drop { $0 == "0" }, n = y.text.drop { $0 == "0" }
            if m.count != n.count { return m.count < n.count }
            if m != n { return m < n }
        }
        return left.count == right.count ? a < b : left.count < right.count
    }

    struct Part: Equatable {
        let text: Substring
        let isNumber: Bool
    }

    /// The runs of digits and of other characters.
    static func parts(of name: String) -> [Part] {
        var parts: [Part] = []
        var rest = name[...]
        while let first = rest.first {
            let isNumber = isDigit(first)
            let run = rest.prefix { isDigit($0) == isNumber }
            parts.append(Part(text: run, isNumber: isNumber))
            rest = rest[run.endIndex...]
        }
        return parts
    }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
}
