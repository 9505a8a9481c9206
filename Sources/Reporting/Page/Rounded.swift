import Records
import Statistics

/// Numbers for people: no more digits than their uncertainty supports.
enum Rounded {
    /// "7.630 ± 0.021", "(1.590 ± 0.004) × 10⁻⁵".
    ///
    /// The error keeps two digits where its first three are below 355, one otherwise, and the value as many decimals
    /// (the rule of the Particle Data Group, Review of Particle Physics, section 5.3).
    static func text(_ estimate: Estimate) -> String {
        guard estimate.value.isFinite else { return "–" }
        guard estimate.standardError.isFinite, estimate.standardError > 0 else {
            return plain(estimate.value) + (estimate.standardError == 0 ? "" : " (error unknown)")
        }
        let larger = max(abs(estimate.value), estimate.standardError)
        let (_, exponent) = NumberText.decompose(larger, digits: 3)
        if exponent < -3 || exponent > 6 {
            let scale = power(-exponent)
            let (value, error) = digits(estimate.value * scale, estimate.standardError * scale)
            return "(\(value) ± \(error)) × 10" + superscript(exponent)
        }
        let (value, error) = digits(estimate.value, estimate.standardError)
        return "\(value) ± \(error)"
    }

    /// An interval's ends with the digits of their error: "7.59 to 7.67".
    static func interval(_ range: ClosedRange<Double>, error: Double) -> String {
        "\(digits(range.lowerBound, error).value) to \(digits(range.upperBound, error).value)"
    }

    /// A number without a stated error: four significant digits, no fewer than its integer part.
    static func plain(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        let (mantissa, exponent) = NumberText.decompose(value, digits: 4)
        if value != 0, exponent < -3 || exponent > 6 {
            return signed(NumberText.fixed(mantissa, decimals: 3)) + " × 10" + superscript(exponent)
        }
        return signed(NumberText.fixed(value, decimals: max(0, 3 - exponent)))
    }

    static func decimals(_ value: Double?, _ decimals: Int) -> String {
        guard let value, value.isFinite else { return "–" }
        return signed(NumberText.fixed(value, decimals: decimals))
    }

    private static func digits(_ value: Double, _ error: Double) -> (value: String, error: String) {
        guard error.isFinite, error > 0 else { return (plain(value), "?") }
        // The value has no digits left that such an error could round.
        guard error > 1e-12 * abs(value) else { return (plain(value), plain(error)) }
        var (leading, exponent) = NumberText.decompose(error, digits: 3)
        var count = leading < 3.55 ? 2 : 1
        if leading >= 9.5 {
            // 0.95 becomes 1.0, with the digits of 1.0.
            leading = 1
            exponent += 1
            count = 2
        }
        let place = exponent - count + 1
        guard place > 0 else {
            return (
                signed(NumberText.fixed(value, decimals: -place)),
                NumberText.fixed(leading == 1 ? power(exponent) : error, decimals: -place)
            )
        }
        let step = power(place)
        return (
            signed(NumberText.fixed((value / step).rounded() * step, decimals: 0)),
            NumberText.fixed((error / step).rounded() * step, decimals: 0)
        )
    }

    /// The typographic minus, as wide as a plus.
    private static func signed(_ text: String) -> String { text.hasPrefix("-") ? "−" + text.dropFirst() : text }

    private static func power(_ exponent: Int) -> Double {
        let size = (0 ..< abs(exponent)).reduce(1.0) { product, _ in product * 10 }
        return exponent < 0 ? 1 / size : size
    }

    static func superscript(_ exponent: Int) -> String {
        let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        return (exponent < 0 ? "⁻" : "")
            + String(abs(exponent)).map { String(digits[$0.wholeNumberValue ?? 0]) }.joined()
    }
}
