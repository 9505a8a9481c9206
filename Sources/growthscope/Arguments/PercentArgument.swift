import ArgumentParser

/// Shares of the command line: "2%".
enum PercentArgument {
    static func parse(_ text: String) throws -> Double {
        let quantity = try Quantity(text)
        guard quantity.unit == "%" else { throw ValidationError("'\(text)' has to be in percent, as in 2%.") }
        guard quantity.number > 0, quantity.number <= 100 else {
            throw ValidationError("'\(text)' has to be more than 0 and at most 100 %.")
        }
        return quantity.number / 100
    }
}
