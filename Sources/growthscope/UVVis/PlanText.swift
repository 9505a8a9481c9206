import Records
import UVVis

/// The table that `uvvis plan` prints.
struct PlanText {
    let rows: [MeasurementPlan.Row]
    let durations: [Double]
    let wantedError: Double

    private static let shown = [6.0, 12, 24, 48, 96]

    var text: String {
        var lines = [
            Self.columns(
                ["beam (mm)", "peak A", "for \(Self.number(100 * wantedError)) %"]
                    + Self.shown.map { "\(Int($0)) h" })
        ]
        for row in rows {
            let beam = [row.beamBottomMillimeters, row.beamTopMillimeters].map { NumberText.trimmed($0, decimals: 2) }
                .joined(separator: "-")
            let enough = row.sufficientSeconds.map { "\(Self.number($0 / 3600)) h" } ?? "> 168 h"
            let errors = Self.shown.map { hours in
                error(row, seconds: hours * 3600).map { "\(Self.number(100 * $0)) %" } ?? "-"
            }
            lines.append(
                Self.columns([beam + (row.isStated ? " *" : ""), Self.number(row.peakAbsorbance), enough] + errors))
        }
        lines.append("* the geometry's beam. Under the hours: standard error of D after so long.")
        if let row = rows.first(where: \.isStated), row.geometryError > 0 {
            lines.append("Of it, \(Self.number(100 * row.geometryError)) % come from the beam's height, however long it lasts.")
        }
        if rows.contains(where: { $0.peakAbsorbance > 1.5 }) {
            lines.append("Above an absorbance of 1.5 stray light and noise are worse than assumed: dilute, or choose another band.")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Between the durations of the plan, evenly in the logarithm.
    private func error(_ row: MeasurementPlan.Row, seconds: Double) -> Double? {
        guard let next = durations.firstIndex(where: { $0 >= seconds }), next > 0, let a = row.relativeErrors[next - 1],
            let b = row.relativeErrors[next]
        else { return nil }
        let share = (seconds - durations[next - 1]) / (durations[next] - durations[next - 1])
        return a + share * (b - a)
    }

    private static func number(_ value: Double) -> String {
        if value >= 1000 { return "> 999" }
        let (_, exponent) = NumberText.decompose(value, digits: 2)
        return NumberText.trimmed(value, decimals: max(0, min(4, 1 - exponent)))
    }

    private static func columns(_ cells: [String]) -> String {
        cells.enumerated().map { index, cell in
            let width = index == 0 ? 14 : 9
            return String(repeating: " ", count: max(1, width - cell.count)) + cell
        }.joined()
    }
}
