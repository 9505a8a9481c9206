import Records

/// The figures of the UV-Vis commands, by their names in `figures/`.
public enum UVVisFigure: String, Sendable {
    case trace, profile, field, spectra, plan

    /// "trace", and where there are several traces "trace_2".
    func name(_ suffix: String = "") -> String { rawValue + suffix }

    /// Whether a file is one that a command writes, whatever it is given: what a user put beside them stays.
    public static func isGenerated(_ file: String) -> Bool {
        guard let figure = RunFolder.figure(ofFile: file) else { return false }
        let parts = figure.split(separator: "_", omittingEmptySubsequences: false)
        guard UVVisFigure(rawValue: String(parts[0])) != nil else { return false }
        return parts.count == 1 || (parts.count == 2 && Int(parts[1]) != nil)
    }
}
