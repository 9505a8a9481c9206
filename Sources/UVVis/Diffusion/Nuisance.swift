/// What a trace depends on beside the diffusion coefficient and the amount of solute.
public enum Nuisance: String, Sendable, CaseIterable, Codable, Comparable {
    /// Time of the injection on the trace's clock.
    case startTime = "start_time"
    /// Absorbance without solute.
    case baseline
    /// Of the baseline, linear in time.
    case drift
    case strayLight = "stray_light"
    /// Share of the solute that the injection itself spread over the lower part of the column.
    case premixed

    private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    public static func < (a: Nuisance, b: Nuisance) -> Bool { a.order < b.order }
}
