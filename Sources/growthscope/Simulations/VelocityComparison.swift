import Analysis
import Foundation
import Simulation
import Statistics

/// Fitted against true side velocity of the demo's crystal.
struct VelocityComparison {
    let outcome: AnalysisOutcome
    let scene: GrowthScene

    var text: String {
        """
        side velocity, true:    \(trueLine)
        side velocity, fitted:  \(fittedLine)
        report: \(outcome.reportPath)

        """
    }

    private var truth: Double? {
        scene.crystals.count == 1 ? scene.crystals[0].sideVelocityMicrometersPerMinute : nil
    }

    private var trueLine: String { truth.map { String(format: "%.4f um/min", $0) } ?? "no single crystal" }

    private var fittedLine: String {
        guard outcome.crystals.count == 1, let fitted = outcome.crystals[0].sideVelocity else {
            return "none (\(outcome.crystals.count) crystals found)"
        }
        let text = "\(EstimateText.text(fitted)) um/min"
        guard let truth else { return text }
        let percent = String(format: "%+.2f %%", 100 * (fitted.value / truth - 1))
        guard fitted.standardError > 0 else { return "\(text)  (\(percent))" }
        let sigmas = String(format: "%.1f", abs(fitted.value - truth) / fitted.standardError)
        return "\(text)  (\(percent), \(sigmas) standard errors off)"
    }
}
