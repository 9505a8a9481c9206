import Facets
import Foundation
import Statistics

/// What all coloured plates of a recording tell together: where luma places their edges, and whether it is encoded for a screen.
struct PlateColours: Equatable {
    let shift: ColourShift
    /// That the recording is encoded for a screen.
    let screenProbability: Double

    /// Estimates that have to agree, and to how much, in units of the blur.
    private static let leastEstimates = 2
    private static let agreement = 0.15
    /// What the model of the rim leaves of the distances between the edges of colours, px; and compression, of 8 bits.
    private static let usualMisfit = 0.06
    private static let deepMisfit = 0.03
    /// Of the logarithm of the odds that one plate in one picture tells: compression may move colours with their plate.
    private static let mostOfOne = 2.0
    private static let deepMostOfOne = 6.0
    /// Part of plates that have no dark rim, what such a rim's depth is measured to, and how deep one may be.
    private static let rimless = 0.7
    private static let depthError = 0.006
    private static let deepest = 0.4

    /// How likely a rim's depth is before the pictures are looked at, per depth.
    private static func density(ofDepth depth: Double) -> Double {
        let z = depth / depthError
        return rimless * exp(-z * z / 2) / (depthError * (2 * Double.pi).squareRoot()) + (1 - rimless) / deepest
    }

    /// nil where they are too few, or contradict each other.
    init?(_ estimates: [ColourEstimate], bitDepth: Int) {
        guard estimates.count >= Self.leastEstimates else { return nil }
        let (misfit, most) = bitDepth > 8 ? (Self.deepMisfit, Self.deepMostOfOne) : (Self.usualMisfit, Self.mostOfOne)
        let told = estimates.map { estimate -> Double in
            let (linear, screen) = (estimate.linear, estimate.screen)
            let byMisfit = (pow(linear.misfitPixels, 2) - pow(screen.misfitPixels, 2)) / (2 * misfit * misfit)
            let byRim = log(Self.density(ofDepth: screen.rimDepth) / Self.density(ofDepth: linear.rimDepth))
            return max(-most, min(most, byMisfit + byRim))
        }
        // Pictures of one recording have part of their errors in common.
        let odds = told.reduce(0, +) / Double(told.count).squareRoot()
        let probability = ScreenEncoding.probability(logarithmicOdds: odds, colourOfBits: bitDepth)
        let shifts = estimates.map { probability < 0.5 ? $0.linear.shift : $0.screen.shift }
        let median = OrderStatistics.median(shifts)
        guard OrderStatistics.median(shifts.map { abs($0 - median) }) < Self.agreement else { return nil }
        screenProbability = probability
        shift = ColourShift(
            linear: OrderStatistics.median(estimates.map(\.linear.shift)),
            screen: OrderStatistics.median(estimates.map(\.screen.shift)),
            linearTilt: OrderStatistics.median(estimates.map(\.linear.tilt)),
            screenTilt: OrderStatistics.median(estimates.map(\.screen.tilt)))
    }
}
