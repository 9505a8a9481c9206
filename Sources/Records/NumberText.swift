/// Numbers as the tables write them: without locale, the same digits on every machine, empty where unknown.
public enum NumberText {
    /// `value` with exactly `decimals` digits behind the point; empty for a number that is not finite.
    ///
    /// Rounds the scaled binary value half away from zero, so that equal numbers always give equal text.
    public static func fixed(_ value: Double?, decimals: Int) -> String {
        guard let value, value.isFinite else { return "" }
        var scale = 1.0
        for _ in 0 ..< decimals { scale *= 10 }
        let scaled = (value * scale).rounded()
        // Beyond 2^53 a double has no fraction left to print.
        guard abs(scaled) < 9.0e15 else { return "\(value)" }
        let magnitude = String(UInt64(abs(scaled)))
        let sign = scaled < 0 ? "-" : ""
        guard decimals > 0 else { return sign + magnitude }
        let digits = String(repeating: "0", count: max(0, decimals + 1 - magnitude.utf8.count)) + magnitude
        return sign + digits.dropLast(decimals) + "." + digits.suffix(decimals)
    }

    /// As `fixed`, without trailing zeros: `17.06`, `20`.
    public static func trimmed(_ value: Double?, decimals: Int) -> String {
        let text = fixed(value, decimals: decimals)
        guard text.utf8.contains(UInt8(ascii: ".")), !text.contains("e") else { return text }
        var end = text.endIndex
        while text[text.index(before: end)] == "0" { end = text.index(before: end) }
        if text[text.index(before: end)] == "." { end = text.index(before: end) }
        return String(text[..<end])
    }

    /// `value` with `digits` significant digits in scientific notation: `1.66400e-05`.
    public static func scientific(_ value: Double?, digits: Int) -> String {
        guard let value, value.isFinite else { return "" }
        guard value != 0 else { return fixed(0, decimals: digits - 1) + "e+00" }
        let (mantissa, exponent) = decompose(value, digits: digits)
        let size = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
        return fixed(mantissa, decimals: digits - 1) + (exponent < 0 ? "e-" : "e+") + size
    }

    /// value = mantissa x 10^exponent with 1 <= |mantissa| < 10 after rounding to `digits`.
    public static func decompose(_ value: Double, digits: Int) -> (mantissa: Double, exponent: Int) {
        guard value != 0, value.isFinite else { return (value, 0) }
        var mantissa = abs(value)
        var exponent = 0
        while mantissa >= 10 {
            mantissa /= 10
            exponent += 1
        }
        while mantissa < 1 {
            mantissa *= 10
            exponent -= 1
        }
        var scale = 1.0
        for _ in 1 ..< max(digits, 2) { scale *= 10 }
        if (mantissa * scale).rounded() >= 10 * scale {
            mantissa /= 10
            exponent += 1
        }
        return (value < 0 ? -mantissa : mantissa, exponent)
    }
}
