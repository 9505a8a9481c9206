/// Units of length and time as ImageJ and OME spell them.
enum MeasurementUnit {
    /// nil for pixels, for inches (72 dots per inch is a printer's habit, no calibration) and for unknown units.
    static func micrometers(in unit: String) -> Double? {
        switch normalised(unit) {
        case "µm", "um", "micron", "microns", "micrometer", "micrometers", "micrometre", "micrometres": 1
        case "nm", "nanometer", "nanometre", "nanometers", "nanometres": 1e-3
        case "å", "angstrom": 1e-4
        case "pm": 1e-6
        case "mm", "millimeter", "millimetre", "millimeters", "millimetres": 1e3
        case "cm", "centimeter", "centimetre", "centimeters", "centimetres": 1e4
        case "m", "meter", "metre", "meters", "metres": 1e6
        default: nil
        }
    }

    /// nil for unknown units.
    static func seconds(in unit: String) -> Double? {
        switch normalised(unit) {
        case "s", "sec", "secs", "second", "seconds": 1
        case "ms", "msec", "msecs", "millisecond", "milliseconds": 1e-3
        case "µs", "us", "usec", "microsecond", "microseconds": 1e-6
        case "ns", "nsec", "nanosecond", "nanoseconds": 1e-9
        case "min", "mins", "minute", "minutes": 60
        case "h", "hr", "hrs", "hour", "hours": 3600
        case "d", "day", "days": 86_400
        default: nil
        }
    }

    private static func normalised(_ unit: String) -> String {
        unit.lowercased()
            .replacing("\\u00b5", with: "µ")
            // Greek mu and Angstrom sign, where the micro sign and the letter are meant.
            .replacing("\u{03BC}", with: "µ").replacing("\u{212B}", with: "å")
            .filter { !$0.isWhitespace }
    }
}
