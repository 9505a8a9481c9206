import ArgumentParser

/// Parts of something on the command line: "2%", "0.5 %".
enum PercentArgument {
    /// 0.01 for "1%".
    static func parse(_ text: String) throws -> Double {
        let quantity = try Quantity(text)
        guard quantity.unit == "%", (0..<100).contains(quantity.number) else {
            throw ValidationError("'\(text)': a part in percent is expected, from 0% to less than 100%, as in 1%.")
        }
        return quantity.number / 100
    }

    /// As `parse`, but more than nothing.
    static func parsePositive(_ text: String) throws -> Double {
        let part = try parse(text)
        guard part > 0 else { throw ValidationError("'\(text)' has to be more than 0 %.") }
        return part
    }
}
