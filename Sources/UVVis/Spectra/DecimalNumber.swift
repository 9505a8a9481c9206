/// A plain decimal number, exactly as `Double` reads it, at a tenth of the cost.
///
/// Up to 15 digits are a whole number that a Double holds exactly, and so are the powers of ten up to 10^22: their quotient or
/// product is rounded once, which is the nearest Double (Clinger 1990, PLDI '90, 92).
enum DecimalNumber {
    private static let powers: [Double] = (0...22).reduce(into: []) { powers, k in
        powers.append(k == 0 ? 1 : powers[k - 1] * 10)
    }

    /// nil for what is no plain number, and for one that takes more care.
    /// - Parameter mark: between the whole part and the decimals.
    static func value(_ bytes: ArraySlice<UInt8>, mark: UInt8) -> Double? {
        var i = bytes.startIndex
        let end = bytes.endIndex
        var isNegative = false
        if i < end, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") {
            isNegative = bytes[i] == UInt8(ascii: "-")
            i += 1
        }
        var (digits, count, decimals, hasMark): (Int, Int, Int, Bool) = (0, 0, 0, false)
        while i < end {
            let byte = bytes[i]
            if byte == mark, !hasMark {
                hasMark = true
            } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                digits = digits * 10 + Int(byte - UInt8(ascii: "0"))
                count += 1
                decimals += hasMark ? 1 : 0
                guard count <= 15 else { return nil }
            } else {
                break
            }
            i += 1
        }
        // A point without digits on both its sides is left to the care of Double.
        guard count > decimals, !hasMark || decimals > 0 else { return nil }
        guard let exponent = exponent(bytes[i..<end]), abs(exponent - decimals) <= 22 else { return nil }
        let power = exponent - decimals
        let value = power < 0 ? Double(digits) / powers[-power] : Double(digits) * powers[power]
        return isNegative ? -value : value
    }

    /// `E-2`, `e+05`; 0 of nothing.
    private static func exponent(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = bytes.first else { return 0 }
        guard first == UInt8(ascii: "e") || first == UInt8(ascii: "E") else { return nil }
        var digits = bytes.dropFirst()
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        guard (1...3).contains(digits.count), digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
        else { return nil }
        let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return isNegative ? -value : value
    }
}
