import Analysis
import Facets
import Foundation
import Statistics

/// The result of an analysis in a few lines: one for each crystal, then where the rest is.
enum ClosingLines {
    // A field full of crystals belongs into the table, not onto the terminal.
    private static let most = 20

    static func text(_ outcome: AnalysisOutcome) -> String {
        var lines = outcome.crystals.prefix(most).map(line)
        if outcome.crystals.count > most {
            lines.append("... and \(outcome.crystals.count - most) more in \(outcome.folder)/crystals.csv")
        }
        let crystals = outcome.crystals.count == 1 ? "1 crystal" : "\(outcome.crystals.count) crystals"
        let frames = outcome.frames == 1 ? "1 frame" : "\(outcome.frames) frames"
        lines.append("\(crystals) in \(frames)\(outcome.isInterrupted ? ", interrupted" : "")")
        lines.append("report: \(outcome.reportPath)")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func line(_ crystal: AnalysisOutcome.Crystal) -> String {
        let name = "crystal \(crystal.id) (\(crystal.habit.rawValue.replacing("_", with: " ")))"
        let flags = crystal.flags.isEmpty ? "" : "  [\(crystal.flags.joined(separator: ", "))]"
        guard let velocity = crystal.sideVelocity else { return "\(name): no velocity\(flags)" }
        return "\(name): side velocity \(EstimateText.text(velocity)) um/min\(flags)"
    }
}
