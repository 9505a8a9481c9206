import Foundation
import Statistics

/// The scale that one or several pictures of a calibration grid give.
public struct GridCalibration: Sendable {
    /// What each picture showed, in their order.
    public let grids: [CalibrationGrid]
    public let x: Estimate
    public let y: Estimate
    public let rotationDegrees: Double
    public let details: CalibrationDetails

    /// - Parameters:
    ///   - pitch: of the grid, um
    ///   - tolerance: the pitch lies within this of what is stated, um
    /// Throws what `CalibrationGrid` throws, `.pictureOfAnotherSize` and `.pictureOfAnotherScale`.
    public init(
        _ pictures: [CalibrationPicture], kind: CalibrationGrid.Kind, pitchMicrometers pitch: Double,
        toleranceMicrometers tolerance: Double
    ) throws(CalibrationError) {
        var grids: [CalibrationGrid] = []
        for picture in pictures {
            if let first = pictures.first { try picture.requireSize(of: first) }
            let grid = try CalibrationGrid(picture, kind: kind, pitchMicrometers: pitch)
            if let other = grids.first, let name = pictures.first?.name {
                let ratios = [grid.x.value / other.x.value, grid.y.value / other.y.value]
                if let ratio = ratios.first(where: { abs(log($0)) > CalibrationPicture.largestScaleChange }) {
                    throw .pictureOfAnotherScale(picture: picture.name, ratio: ratio, other: name)
                }
            }
            grids.append(grid)
        }
        guard let first = grids.first else { throw .undetermined(reason: "no picture was given") }
        let relative = tolerance / pitch / 3.0.squareRoot()
        let doubts = grids.map(\.slideDoubt)
        let (meanX, disagreementX) = Self.mean(grids.map(\.x), sharing: doubts)
        let (meanY, disagreementY) = Self.mean(grids.map(\.y), sharing: doubts)
        self.grids = grids
        x = Self.widened(meanX, relative)
        y = Self.widened(meanY, relative)
        rotationDegrees = first.rotationDegrees.value
        var details = CalibrationDetails()
        details.divisionMicrometers = pitch
        details.divisionToleranceMicrometers = tolerance
        details.relativeToleranceError = relative
        details.relativeFitError = max(meanX.standardError / meanX.value, meanY.standardError / meanY.value)
        details.gridKind = kind.rawValue
        let shear = Self.mean(grids.map(\.shearDegrees)).mean
        details.shearDegrees = shear.value
        details.shearStandardErrorDegrees = shear.standardError
        let distortion = Self.mean(grids.map(\.cornerDistortion)).mean
        details.cornerDistortion = distortion.value
        details.cornerDistortionStandardError = distortion.standardError
        details.marks = grids.reduce(0) { $0 + $1.usedCount }
        details.scatterPixels = OrderStatistics.median(grids.map(\.scatterPixels))
        details.pictures = grids.count
        let shared = CalibrationWarning.shared(
            tolerance: tolerance, disagreement: max(disagreementX, disagreementY))
        details.warnings = CalibrationWarning.distinct(
            CalibrationWarning.implausible(meanX) + grids.flatMap(\.warnings) + shared)
        self.details = details
    }

    /// Weighted mean; its error grows with the disagreement where that is more than the errors allow.
    ///
    /// - Parameter doubts: relative part of each error that more pictures of the same slide do not average out; empty for none
    private static func mean(_ values: [Estimate], sharing doubts: [Double] = []) -> (mean: Estimate, disagreement: Double) {
        let weights = values.map { 1 / max($0.standardError * $0.standardError, 1e-300) }
        let total = weights.reduce(0, +)
        let mean = zip(values, weights).reduce(0) { $0 + $1.0.value * $1.1 } / total
        let chiSquare = zip(values, weights).reduce(0) { $0 + $1.1 * pow($1.0.value - mean, 2) }
        let disagreement = values.count > 1 ? max(1, (chiSquare / Double(values.count - 1)).squareRoot()) : 1
        let shared = zip(zip(values, weights), doubts).reduce(0) { $0 + $1.0.1 / total * $1.1 * $1.0.0.value }
        let own = zip(values.indices, doubts).reduce(1 / total) { sum, doubt in
            sum - pow(weights[doubt.0] / total * doubt.1 * values[doubt.0].value, 2)
        }
        let error = hypot(max(0, own).squareRoot() * disagreement, shared)
        return (Estimate(value: mean, standardError: error), disagreement)
    }

    private static func widened(_ scale: Estimate, _ relative: Double) -> Estimate {
        Estimate(value: scale.value, standardError: hypot(scale.standardError, relative * scale.value))
    }
}
