import Foundation
import Imaging
import Statistics

/// Least squares of a grid's nodes under `FieldDistortion`.
struct GridModel: Sendable {
    /// c, A row by row, and the distortion as relative displacements in the corners.
    var parameters: [Double]
    /// With the nodes' own scatter, its correlation, and few degrees of freedom: 1.96 standard errors are 95 %.
    private(set) var covariance: Matrix

    static let affine = 2..<6
    static let field = DistortionParameters(lens: 6, tilts: [7, 8])

    private let nodes: [GridNode]
    private let cornerPixels: Double

    /// nil where the nodes do not determine an affine map.
    init?(_ nodes: [GridNode], cornerPixels: Double) {
        self.nodes = nodes
        self.cornerPixels = cornerPixels
        let design = Matrix(columns: [
            nodes.map { _ in 1 }, nodes.map { Double($0.column) }, nodes.map { Double($0.row) },
        ])
        let x = LinearLeastSquares.fit(design: design, response: nodes.map(\.place.x))
        let y = LinearLeastSquares.fit(design: design, response: nodes.map(\.place.y))
        guard x.success, y.success else { return nil }
        let (p, q) = (x.parameters, y.parameters)
        parameters = [p[0], q[0], p[1], p[2], q[1], q[2], 0, 0, 0]
        covariance = Matrix(rows: parameters.count, columns: parameters.count)
    }

    /// Where the even scale has the node.
    private func even(_ node: GridNode) -> Point {
        let (i, j) = (Double(node.column), Double(node.row))
        return Point(
            x: parameters[0] + parameters[2] * i + parameters[3] * j,
            y: parameters[1] + parameters[4] * i + parameters[5] * j)
    }

    func residuals() -> [Point] {
        let distortion = Self.field.distortion(parameters, cornerPixels: cornerPixels)
        return nodes.map { $0.place - distortion.seen(even($0)) }
    }

    /// One step of Gauss and Newton with the nodes of `isInlier`; false where they do not determine the map.
    ///
    /// - Parameter isLast: the covariance is wanted. Before, residuals may hold a bow that the steps have still to follow:
    ///   to count it as correlated noise would keep it there.
    mutating func improve(_ isInlier: [Bool], isLast: Bool) -> Bool {
        let used = nodes.indices.filter { isInlier[$0] }
        let all = residuals()
        let misfit = used.map { all[$0] }
        let error = Self.error(misfit, nodes: used.map { nodes[$0] }, isCorrelated: isLast)
        let prior = Self.field.indices
        var design = Matrix(rows: 2 * used.count + prior.count, columns: parameters.count)
        var response: [Double] = []
        for (index, (x, y)) in derivatives(used).enumerated() {
            for column in parameters.indices {
                design[2 * index, column] = x[column] / error
                design[2 * index + 1, column] = y[column] / error
            }
            response += [misfit[index].x / error, misfit[index].y / error]
        }
        // Every distortion is known beforehand as 0 +- the largest one.
        for (index, parameter) in prior.enumerated() {
            design[2 * used.count + index, parameter] = 1 / DistortionAverage.largest
            response.append(-parameters[parameter] / DistortionAverage.largest)
        }
        let fit = LinearLeastSquares.fit(design: design, response: response, isRefined: false)
        guard fit.success else { return false }
        for index in parameters.indices { parameters[index] += fit.parameters[index] }
        if isLast {
            guard let unscaled = LinearLeastSquares.unscaledCovariance(design: design) else { return false }
            covariance = unscaled
        }
        return true
    }

    /// Of the places at which nodes are seen, by the parameters.
    private func derivatives(_ used: [Int]) -> [(x: [Double], y: [Double])] {
        let distortion = Self.field.distortion(parameters, cornerPixels: cornerPixels)
        let size = 1e-6
        let changed = Self.field.indices.map { index in
            [size, -size].map { change in
                var parameters = parameters
                parameters[index] += change
                return Self.field.distortion(parameters, cornerPixels: cornerPixels)
            }
        }
        return SideBySide.map(used.count) { index in
            let node = nodes[used[index]]
            let place = even(node)
            let byDistortion = changed.map { ($0[0].seen(place) - $0[1].seen(place)) * (1 / (2 * size)) }
            let (x, y) = derivatives(node, distortion)
            return (x + byDistortion.map(\.x), y + byDistortion.map(\.y))
        }
    }

    /// By c and A.
    private func derivatives(_ node: GridNode, _ distortion: FieldDistortion) -> (x: [Double], y: [Double]) {
        let place = even(node)
        let step = 1e-3
        let alongX = (distortion.seen(place + Point(x: step, y: 0)) - distortion.seen(place - Point(x: step, y: 0)))
            * (1 / (2 * step))
        let alongY = (distortion.seen(place + Point(x: 0, y: step)) - distortion.seen(place - Point(x: 0, y: step)))
            * (1 / (2 * step))
        let (i, j) = (Double(node.column), Double(node.row))
        let x = [alongX.x, alongY.x, alongX.x * i, alongX.x * j, alongY.x * i, alongY.x * j]
        let y = [alongX.y, alongY.y, alongX.y * i, alongX.y * j, alongY.y * i, alongY.y * j]
        return (x, y)
    }

    /// Standard error of a coordinate, as if they were independent and normal: neighbours share some of theirs, and of few
    /// nodes the scatter is hardly known.
    private static func error(_ residuals: [Point], nodes: [GridNode], isCorrelated: Bool) -> Double {
        let fitted = 9.0
        let variance = residuals.reduce(0) { $0 + $1.dot($1) } / max(1, 2 * Double(nodes.count) - fitted)
        guard isCorrelated else { return max(variance, 1e-18).squareRoot() }
        let order = nodes.indices.sorted { (nodes[$0].row, nodes[$0].column) < (nodes[$1].row, nodes[$1].column) }
        let count = Double(order.count)
        let effective = min(
            Autocorrelation.effectiveSampleSize(order.map { residuals[$0].x }, fittedCoefficients: 4),
            Autocorrelation.effectiveSampleSize(order.map { residuals[$0].y }, fittedCoefficients: 4))
        let quantile = StudentT.twoSidedQuantile(
            confidence: 0.95, degreesOfFreedom: max(1, 2 * min(effective, count) - fitted)) / 1.96
        return max(variance * max(1, count / max(effective, 1)), 1e-18).squareRoot() * quantile
    }
}
