import ArgumentParser

/// Ranges of wavelengths of the command line: "365:375nm".
enum WavelengthArgument {
    static func parse(_ text: String) throws -> ClosedRange<Double> {
        let bare = text.hasSuffix("nm") ? String(text.dropLast(2)) : text
        let parts = bare.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
        guard text.hasSuffix("nm"), parts.count == 2, let low = parts[0], let high = parts[1], low.isFinite,
            high.isFinite
        else { throw ValidationError("'\(text)' is no range of wavelengths as in 365:375nm.") }
        guard low > 0, high > low else {
            throw ValidationError("'\(text)': the first wavelength has to be less than the second.")
        }
        return low...high
    }
}

/// `NAME=FILE` of the command line.
struct PureSpectrumArgument: Equatable {
    let name: String
    let path: String

    init(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw ValidationError("'\(text)' is not NAME=FILE, as in --pure dye=dye.csv.")
        }
        name = String(parts[0])
        path = String(parts[1])
    }
}

/// The unit of times that a table leaves open.
enum TimeUnitArgument: String, CaseIterable, ExpressibleByArgument {
    case s, min, h

    var seconds: Double {
        switch self {
        case .s: 1
        case .min: 60
        case .h: 3600
        }
    }
}
