import Foundation
import Imaging
import Statistics

/// The affine map and the radial distortion that carry a square lattice into the picture.
///
/// A node (i, j) lies at p (1 + kappa |p|^2) with p = c + A (i, j), in px from the picture's centre.
struct GridFit {
    /// A row by row: px per step of the first and the second axis.
    private(set) var matrix: [Double]
    /// Of `matrix`.
    private(set) var covariance: Matrix
    private(set) var kappa: Estimate
    /// Measured minus fitted, px.
    private(set) var residuals: [Point]
    private(set) var isInlier: [Bool]
    private(set) var scatter: Double

    /// The grid's pitch, px.
    var stepPixels: Double { abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]).squareRoot() }

    private static let affine = 6

    /// nil where the nodes do not determine the map. Nodes that dirt has moved are left out.
    init?(_ nodes: [GridNode]) {
        guard nodes.count >= 6 else { return nil }
        var isInlier = nodes.map { _ in true }
        var ideal = nodes.map(\.place)
        var straight: FitResult?
        var curved: FitResult?
        for _ in 0..<5 {
            let weights: [Double] = isInlier.flatMap { isGood -> [Double] in isGood ? [1, 1] : [0, 0] }
            let response: [Double] = nodes.flatMap { node -> [Double] in [node.place.x, node.place.y] }
            let flat = LinearLeastSquares.fit(
                design: Self.design(nodes, ideal: nil), response: response, weights: weights)
            let bent = LinearLeastSquares.fit(
                design: Self.design(nodes, ideal: ideal), response: response, weights: weights)
            guard flat.success, bent.success else { return nil }
            (straight, curved) = (flat, bent)
            let residuals = Self.residuals(nodes, bent.parameters, ideal: ideal)
            ideal = nodes.map { Self.ideal($0, bent.parameters) }
            let sizes = residuals.map(\.length)
            // Of a two-dimensional normal distribution's radius the median is 1.1774 sigma; 4.5 sigma are no noise.
            let sigma = OrderStatistics.median(sizes) / 1.1774
            isInlier = sizes.map { $0 <= 4.5 * sigma + 1e-9 }
        }
        guard let straight, let curved, 2 * isInlier.filter({ $0 }).count > nodes.count else { return nil }
        let widening = Self.widening(nodes, Self.residuals(nodes, curved.parameters, ideal: ideal), isInlier)
        kappa = Estimate(
            value: curved.parameters[Self.affine], standardError: curved.standardErrors[Self.affine] * widening)
        let square = pow(kappa.value / max(kappa.standardError, 1e-300), 2)
        let share = square > 1 ? (square - 1) / square : 0
        let mixed = (0...Self.affine).map { index in
            index == Self.affine ? share * curved.parameters[index]
                : straight.parameters[index] + share * (curved.parameters[index] - straight.parameters[index])
        }
        matrix = Array(mixed[2..<6])
        covariance = Self.covariance(straight, curved, share: share, widening: widening)
        residuals = Self.residuals(nodes, mixed, ideal: ideal)
        self.isInlier = isInlier
        let good = zip(residuals, isInlier).filter(\.1).map(\.0)
        scatter = (good.reduce(0) { $0 + $1.dot($1) } / Double(max(1, 2 * good.count - 7))).squareRoot()
    }

    /// Two rows for each node: its x and its y. Columns: c, A, and kappa where `ideal` places are given.
    private static func design(_ nodes: [GridNode], ideal: [Point]?) -> Matrix {
        var matrix = Matrix(rows: 2 * nodes.count, columns: affine + (ideal == nil ? 0 : 1))
        for (index, node) in nodes.enumerated() {
            matrix[2 * index, 0] = 1
            matrix[2 * index, 2] = Double(node.column)
            matrix[2 * index, 3] = Double(node.row)
            matrix[2 * index + 1, 1] = 1
            matrix[2 * index + 1, 4] = Double(node.column)
            matrix[2 * index + 1, 5] = Double(node.row)
            if let place = ideal?[index] {
                matrix[2 * index, affine] = place.x * place.dot(place)
                matrix[2 * index + 1, affine] = place.y * place.dot(place)
            }
        }
        return matrix
    }

    private static func ideal(_ node: GridNode, _ parameters: [Double]) -> Point {
        let (i, j) = (Double(node.column), Double(node.row))
        return Point(
            x: parameters[0] + parameters[2] * i + parameters[3] * j,
            y: parameters[1] + parameters[4] * i + parameters[5] * j)
    }

    private static func residuals(_ nodes: [GridNode], _ parameters: [Double], ideal: [Point]) -> [Point] {
        zip(nodes, ideal).map { node, place in
            let fitted = Self.ideal(node, parameters) + place * (parameters[affine] * place.dot(place))
            return node.place - fitted
        }
    }

    /// Factor on the standard errors for residuals that neighbours share, and for few degrees of freedom.
    private static func widening(_ nodes: [GridNode], _ residuals: [Point], _ isInlier: [Bool]) -> Double {
        let order = nodes.indices.filter { isInlier[$0] }
            .sorted { (nodes[$0].row, nodes[$0].column) < (nodes[$1].row, nodes[$1].column) }
        let count = Double(order.count)
        let effective = min(
            Autocorrelation.effectiveSampleSize(order.map { residuals[$0].x }, fittedCoefficients: 4),
            Autocorrelation.effectiveSampleSize(order.map { residuals[$0].y }, fittedCoefficients: 4))
        let quantile = StudentT.twoSidedQuantile(
            confidence: 0.95, degreesOfFreedom: max(1, 2 * min(effective, count) - 7)) / 1.96
        return max(1, count / max(effective, 1)).squareRoot() * quantile
    }

    private static func covariance(
        _ straight: FitResult, _ curved: FitResult, share: Double, widening: Double
    ) -> Matrix {
        var result = Matrix(rows: 4, columns: 4)
        for i in 0..<4 {
            for j in 0..<4 {
                let difference = (curved.parameters[2 + i] - straight.parameters[2 + i])
                    * (curved.parameters[2 + j] - straight.parameters[2 + j])
                result[i, j] = widening * widening * ((1 - share) * straight.covariance[2 + i, 2 + j]
                    + share * curved.covariance[2 + i, 2 + j]) + share * (1 - share) * difference
            }
        }
        return result
    }
}
