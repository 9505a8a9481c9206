import ArgumentParser
import Foundation

/// A number with its unit as it is written on the command line: "0.75um", "12s", "1e3 nm".
struct Quantity {
    let number: Double
    /// As written; empty for a bare number.
    let unit: String
    let text: String

    /// Throws `ValidationError` where there is no number in front.
    init(_ text: String) throws {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        let pattern = /([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*(.*)/
        guard let match = trimmed.wholeMatch(of: pattern), let number = Double(match.1), number.isFinite else {
            throw ValidationError("'\(text)' does not start with a number.")
        }
        if match.2.hasPrefix(",") {
            throw ValidationError("'\(text)': the decimal separator is a point.")
        }
        self.number = number
        unit = String(match.2)
        self.text = text
    }

    /// The number in the base unit; throws `ValidationError` where the unit is missing or not one of `units`.
    func converted(by units: [String: Double], example: String) throws -> Double {
        if unit.isEmpty {
            throw ValidationError("'\(text)' has no unit: give it, as in \(example).")
        }
        guard let factor = units[unit] else {
            let known = units.sorted { $0.value < $1.value }.map(\.key).filter { $0.allSatisfy(\.isASCII) }
            throw ValidationError("'\(unit)' is not a unit known here (\(known.joined(separator: ", "))).")
        }
        return number * factor
    }
}

/// Lengths of the command line in micrometres.
enum LengthArgument {
    // U+00B5 (micro sign) and U+03BC (Greek mu) look alike, and keyboards give either.
    private static let micrometers: [String: Double] = [
        "nm": 1e-3, "um": 1, "\u{B5}m": 1, "\u{3BC}m": 1, "mm": 1e3, "cm": 1e4, "m": 1e6,
    ]

    static func parse(_ text: String) throws -> Double {
        try Quantity(text).converted(by: micrometers, example: "10um")
    }

    static func parsePositive(_ text: String) throws -> Double {
        let value = try parse(text)
        guard value > 0, value.isFinite else { throw ValidationError("The length has to be greater than 0.") }
        return value
    }

    /// A pixel's size: a length greater than 0, with or without "/px" behind it.
    static func parseScale(_ text: String) throws -> Double {
        let length = text.hasSuffix("/px") ? String(text.dropLast(3)) : text
        let scale = try Quantity(length).converted(by: micrometers, example: "0.75um")
        guard scale > 0, scale.isFinite else { throw ValidationError("The scale has to be greater than 0.") }
        // An electron microscope's pixel is larger, a telescope's not wanted: such a number is a slip of the pen.
        guard (1e-5...1e5).contains(scale) else {
            throw ValidationError("'\(text)' is no size of a pixel under a microscope: give it as in 0.75um.")
        }
        return scale
    }
}

/// Times of the command line in seconds.
enum TimeArgument {
    private static let seconds: [String: Double] = [
        "us": 1e-6, "\u{B5}s": 1e-6, "\u{3BC}s": 1e-6, "ms": 1e-3, "s": 1, "min": 60, "h": 3600, "d": 86400,
    ]

    static func parse(_ text: String) throws -> Double {
        try Quantity(text).converted(by: seconds, example: "12s")
    }

    static func parsePositive(_ text: String) throws -> Double {
        let value = try parse(text)
        guard value > 0 else { throw ValidationError("The time has to be greater than 0.") }
        // From a nanosecond to three centuries, as for the times of a recording.
        guard (1e-9...1e10).contains(value) else {
            throw ValidationError("'\(text)' makes no sense for a recording: give a time as in 12s.")
        }
        return value
    }
}

/// Numbers of the command line that carry no unit of their own.
enum NumberArgument {
    static func parsePositive(_ text: String) throws -> Double {
        let quantity = try Quantity(text)
        guard quantity.unit.isEmpty else {
            throw ValidationError("'\(text)': a number without a unit is expected.")
        }
        guard quantity.number > 0 else { throw ValidationError("The number has to be greater than 0.") }
        return quantity.number
    }

    /// g/cm3
    static func parseDensity(_ text: String) throws -> Double {
        let density = try parsePositive(text)
        // From an aerogel to osmium, and some more on either side.
        guard (0.01...50).contains(density) else {
            throw ValidationError("'\(text)' is no density of a crystal in g/cm3: give it as in 4.16.")
        }
        return density
    }
}

/// How far a stated length may be off: as a length, or in percent of it.
enum ToleranceArgument {
    /// In the length's own unit, 0 or more.
    static func parse(_ text: String, of length: Double) throws -> Double {
        let quantity = try Quantity(text)
        let tolerance = quantity.unit == "%" ? quantity.number / 100 * length : try LengthArgument.parse(text)
        guard tolerance >= 0, tolerance < length else {
            throw ValidationError("'\(text)': a tolerance is 0 or more, and less than the length itself.")
        }
        return tolerance
    }
}
