import Foundation
import Statistics

/// How an estimate is written: the error with two significant digits, the value to the same decimal.
enum EstimateText {
    static func text(_ estimate: Estimate) -> String {
        guard estimate.value.isFinite else { return "not a number" }
        guard estimate.standardError.isFinite, estimate.standardError > 0 else {
            return String(format: "%.6g", estimate.value)
        }
        let magnitude = Int(log10(estimate.standardError).rounded(.down))
        let decimals = min(12, max(0, 1 - magnitude))
        return String(format: "%.\(decimals)f +- %.\(decimals)f", estimate.value, estimate.standardError)
    }
}
