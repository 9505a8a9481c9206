import ArgumentParser

/// Dynamic viscosities of the command line in Pa s.
enum ViscosityArgument {
    private static let units: [String: Double] = ["Pas": 1, "mPas": 1e-3, "cP": 1e-3, "P": 0.1]

    static func parse(_ text: String) throws -> Double {
        let bare = text.replacing("Pa.s", with: "Pas").replacing("Pa s", with: "Pas")
        let value = try Quantity(bare).converted(by: units, example: "1.7mPas")
        guard value > 0, value.isFinite else { throw ValidationError("The viscosity has to be greater than 0.") }
        return value
    }
}

/// Temperatures of the command line in K.
enum TemperatureArgument {
    static func parse(_ text: String) throws -> Double {
        let quantity = try Quantity(text)
        let kelvin: Double
        switch quantity.unit {
        case "K": kelvin = quantity.number
        case "C", "degC", "\u{B0}C": kelvin = quantity.number + 273.15
        case "": throw ValidationError("'\(text)' has no unit: give it, as in 25C or 298K.")
        default: throw ValidationError("'\(quantity.unit)' is not a unit known here (C, K).")
        }
        guard kelvin > 0, kelvin < 2000 else { throw ValidationError("'\(text)' is no temperature of a liquid.") }
        return kelvin
    }
}
