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
    /// What compression and the model of the rim leave of the distances between the edges of colours at the least, px.
    private static let leastMisfit = 0.04

    /// nil where they are too few, or contradict each other.
    init?(_ estimates: [ColourEstimate], bitDepth: Int) {
        guard estimates.count >= Self.leastEstimates else { return nil }
        let squares = (
            linear: OrderStatistics.median(estimates.map { pow($0.linear.misfitPixels, 2) }),
            screen: OrderStatistics.median(estimates.map { pow($0.screen.misfitPixels, 2) })
        )
        let variance = max(min(squares.linear, squares.screen), pow(Self.leastMisfit, 2))
        let probability = ScreenEncoding.probability(
            logarithmicOdds: (squares.linear - squares.screen) / (2 * variance), colourOfBits: bitDepth)
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
