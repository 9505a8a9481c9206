import Kinetics
import Records
import Statistics

/// The fitted straight line of a crystal's side with its 95 % band.
struct FittedLine {
    private let fit: CrystalKinetics.SideFit
    private let quantile: Double
    private let correlation: Double

    /// The errors of the line's two parameters are correlated. The correlation of a least-squares line follows from
    /// the times alone, -mean(t) / sqrt(mean(t^2)) with t counted from the start of the fit, and the quantile from
    /// the interval that the fit gives (Bevington and Robinson, Data Reduction and Error Analysis, chapter 6).
    init?(_ fit: CrystalKinetics.SideFit?, times: [Double]) {
        guard let fit else { return nil }
        self.fit = fit
        let relative = times.filter { (fit.startSeconds ... max(fit.startSeconds, fit.endSeconds)).contains($0) }
            .map { $0 - fit.startSeconds }
        let squares = relative.reduce(0) { $0 + $1 * $1 }
        let sum = relative.reduce(0, +)
        correlation = squares > 0 ? -sum / (squares * Double(relative.count)).squareRoot() : 0
        let half = (fit.confidence95.upperBound - fit.confidence95.lowerBound) / 2
        let ratio = half / fit.combinedStandardError
        quantile = ratio.isFinite ? min(max(ratio, 1.96), 13) : 1.96
    }

    func contains(_ seconds: Double) -> Bool { seconds >= fit.startSeconds && seconds <= fit.endSeconds }

    /// um
    func side(at seconds: Double) -> Double {
        fit.sideAtStart.value + fit.velocity.value * (seconds - fit.startSeconds) / 60
    }

    /// Half the width of the 95 % band, um.
    func halfBand(at seconds: Double) -> Double {
        let minutes = (seconds - fit.startSeconds) / 60
        let offset = fit.sideAtStart.standardError
        let slope = fit.velocity.standardError * minutes
        return quantile * max(0, offset * offset + slope * slope + 2 * correlation * offset * slope).squareRoot()
    }
}
