/// The unit in which a JCAMP-DX file counts its abscissa.
///
/// Evenly spaced wavenumbers are unevenly spaced wavelengths: the points are converted one by one, after they were counted.
enum JCAMPAbscissa {
    case nanometers
    case micrometers
    case angstroms
    /// 1/cm
    case wavenumbers

    /// - Parameter text: of ##XUNITS.
    init(_ text: String, path: String) throws(UVVisError) {
        let unit = text.uppercased()
        if ["1/CM", "CM-1", "CM^-1", "CM**-1", "WAVENUMBER"].contains(where: unit.contains) {
            self = .wavenumbers
        } else if ["MICROMET", "MICRON", "UM)"].contains(where: unit.contains) || unit == "UM" {
            self = .micrometers
        } else if unit.contains("ANGSTROM") {
            self = .angstroms
        } else if unit.contains("NANOMET") || unit.contains("NM") {
            self = .nanometers
        } else {
            throw .unreadable(
                path: path,
                reason: unit.isEmpty
                    ? "##XUNITS is missing: the unit of its abscissa is not known"
                    : "its abscissa is in \"\(text)\": nanometres, micrometres, angstroms and 1/cm are read")
        }
    }

    func nanometers(_ values: [Double], path: String) throws(UVVisError) -> [Double] {
        switch self {
        case .nanometers: return values
        case .micrometers: return values.map { $0 * 1000 }
        case .angstroms: return values.map { $0 / 10 }
        case .wavenumbers:
            guard values.allSatisfy({ $0 > 0 }) else {
                throw .unreadable(path: path, reason: "it holds a wavenumber that is not positive: it has no wavelength")
            }
            return values.map { 1e7 / $0 }
        }
    }
}
