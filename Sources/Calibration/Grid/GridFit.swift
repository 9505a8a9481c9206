import Foundation
import Imaging
import Statistics

/// The affine map that carries a square lattice into the picture's centre, and the distortion around it.
///
/// A node (i, j) lies where `FieldDistortion` shows p = c + A (i, j), in px from the picture's centre.
struct GridFit {
    /// A row by row: px per step of the first and the second axis.
    private(set) var matrix: [Double]
    /// Of `matrix`.
    private(set) var covariance: Matrix
    /// Relative displacements in the picture's corners by the lens and by the tilt.
    private(set) var cornerDistortion: Estimate
    private(set) var cornerTilt: Estimate
    /// Measured minus fitted, px.
    private(set) var residuals: [Point]
    private(set) var isInlier: [Bool]
    private(set) var scatter: Double

    /// The grid's pitch, px.
    var stepPixels: Double { abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]).squareRoot() }

    private static let mostRounds = 6
    /// What the last but one step may still move nodes by: a hundredth of what the best picture's are known to.
    private static let settledPixels = 1e-5

    /// - Parameter cornerPixels: from the picture's centre to its corners
    /// nil where the nodes do not determine the map. Nodes that dirt has moved are left out.
    init?(_ nodes: [GridNode], cornerPixels: Double) {
        guard nodes.count >= 6, var model = GridModel(nodes, cornerPixels: cornerPixels) else { return nil }
        var isInlier = nodes.map { _ in true }
        var misfit = model.residuals()
        var isSettled = false
        for round in 1...Self.mostRounds {
            let isLast = isSettled || round == Self.mostRounds
            guard model.improve(isInlier, isLast: isLast) else { return nil }
            let (before, wasInlier) = (misfit, isInlier)
            misfit = model.residuals()
            let sizes = misfit.map(\.length)
            // Of a two-dimensional normal distribution's radius the median is 1.1774 sigma; 4.5 sigma are no noise.
            let sigma = OrderStatistics.median(sizes) / 1.1774
            isInlier = sizes.map { $0 <= 4.5 * sigma + 1e-9 }
            if isLast { break }
            isSettled = isInlier == wasInlier
                && zip(misfit, before).allSatisfy { $0.distance(to: $1) < Self.settledPixels }
        }
        guard 2 * isInlier.filter({ $0 }).count > nodes.count else { return nil }
        let average = DistortionAverage(
            parameters: model.parameters, covariance: model.covariance, kinds: GridModel.field.kinds)
        model.parameters = average.parameters
        matrix = Array(average.parameters[GridModel.affine])
        covariance = Matrix(rows: 4, columns: 4)
        for (i, row) in GridModel.affine.enumerated() {
            for (j, column) in GridModel.affine.enumerated() { covariance[i, j] = average.covariance[row, column] }
        }
        cornerDistortion = GridModel.field.lens(average)
        cornerTilt = GridModel.field.tilt(average)
        residuals = model.residuals()
        self.isInlier = isInlier
        let good = zip(residuals, isInlier).filter(\.1).map(\.0)
        scatter = (good.reduce(0) { $0 + $1.dot($1) } / Double(max(1, 2 * good.count - 9))).squareRoot()
    }
}
