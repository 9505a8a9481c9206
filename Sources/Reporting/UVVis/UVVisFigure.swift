import Records

/// The figures of the UV-Vis commands, by their names in `figures/`.
public enum UVVisFigure: String, Sendable {
    case trace, profile, field, spectra, plan

    /// "trace", and where there are several traces "trace_2".
    func name(_ suffix: String = "") -> String { rawValue + suffix }

    /// Whether a file is one that a command writes, whatever it is given: what a user put beside them stays.
    public static func isGenerated(_ file: String) -> Bool {
        let parts = file.split(separator: ".")
        guard parts.count == 2, RunFolder.figureEndings.contains(String(parts[1])) else { return false }
        let stem = parts[0].split(separator: "_", omittingEmptySubsequences: false)
        guard UVVisFigure(rawValue: String(stem[0])) != nil else { return false }
        return stem.count == 1 || (stem.count == 2 && Int(stem[1]) != nil)
    }
}
