import Foundation

/// Relative concentrations at the quadrature heights of a beam, tabulated over ln tau.
///
/// A fit asks for the same heights at a hundred thousand times; cubic interpolation in ln tau at steps of 0.02 is
/// exact to about 1e-8 and some twenty times faster than the series.
struct BeamProfile: Sendable {
    /// m
    let nodes: [Double]
    let weights: [Double]
    private let nodeCount: Int
    private let firstLogTau: Double
    private let rowCount: Int
    /// Row by row, one row per ln tau.
    private let table: [Double]
    private let initial: [Double]

    private let step: Double

    /// Of ln tau, for the model itself.
    static let finestStep = 0.02
    /// There every mode has died down to 1e-21.
    private static let lastTau = 5.0

    init(column: DiffusionColumn, beamMeters beam: ClosedRange<Double>) {
        let (nodes, weights) = Self.quadrature(column: column, beam: beam)
        self.init(column: column, beamMeters: beam, nodes: nodes, weights: weights, step: Self.finestStep)
    }

    /// That of another layer in the same column, at the same heights; `step` in ln tau.
    func with(
        column: DiffusionColumn, beamMeters beam: ClosedRange<Double>, step: Double = finestStep
    ) -> BeamProfile {
        BeamProfile(column: column, beamMeters: beam, nodes: nodes, weights: weights, step: step)
    }

    private init(
        column: DiffusionColumn, beamMeters beam: ClosedRange<Double>, nodes: [Double], weights: [Double], step: Double
    ) {
        self.step = step
        self.nodes = nodes
        self.weights = weights
        nodeCount = nodes.count
        let layer = column.layerMeters
        let gap = max(beam.lowerBound - layer.upperBound, layer.lowerBound - beam.upperBound)
        let finest = min(layer.upperBound - layer.lowerBound, max(beam.upperBound - beam.lowerBound, 1e-9))
        // erfc(6.5) = 4e-20: earlier, the beam sees the layer as it was injected.
        let reach = gap > 0 ? gap / 13 : finest / 100
        let first = log((reach / column.heightMeters) * (reach / column.heightMeters))
        rowCount = max(4, Int(((log(Self.lastTau) - first) / step).rounded(.up)) + 2)
        firstLogTau = first
        initial = nodes.map { column.relativeConcentration(atMeters: $0, tau: 0) }
        var table: [Double] = []
        table.reserveCapacity(rowCount * nodes.count)
        for row in 0..<rowCount {
            let tau = exp(first + Double(row) * step)
            for node in nodes { table.append(column.relativeConcentration(atMeters: node, tau: tau)) }
        }
        self.table = table
    }

    /// Twelve points in each part of the beam: parts no taller than the way that the solute has to go first, and none
    /// across an edge of the layer.
    private static func quadrature(
        column: DiffusionColumn, beam: ClosedRange<Double>
    ) -> (nodes: [Double], weights: [Double]) {
        let total = beam.upperBound - beam.lowerBound
        guard total > 0 else { return ([beam.lowerBound], [1]) }
        let layer = column.layerMeters
        let edges = [layer.lowerBound, layer.upperBound].filter { $0 > beam.lowerBound && $0 < beam.upperBound }
        let breaks = [beam.lowerBound] + edges + [beam.upperBound]
        let gap = max(beam.lowerBound - layer.upperBound, layer.lowerBound - beam.upperBound)
        let tallest = max(gap, total / 8)
        var nodes: [Double] = []
        var weights: [Double] = []
        for (low, high) in zip(breaks, breaks.dropFirst()) {
            let parts = max(1, Int(((high - low) / tallest).rounded(.up)))
            let part = (high - low) / Double(parts)
            for k in 0..<parts {
                let rule = GaussLegendre.twelve
                nodes += rule.nodes.map { low + (Double(k) + $0) * part }
                weights += rule.weights.map { $0 * part / total }
            }
        }
        return (nodes, weights)
    }

    /// Writes the relative concentration at every quadrature height to `values`, which has as many elements.
    @inline(__always)
    func evaluate(tau: Double, into values: inout [Double]) {
        guard tau > 0 else {
            for j in 0..<nodeCount { values[j] = initial[j] }
            return
        }
        let place = (log(tau) - firstLogTau) / step
        guard place > 0 else {
            for j in 0..<nodeCount { values[j] = initial[j] }
            return
        }
        guard place < Double(rowCount - 1) else {
            for j in 0..<nodeCount { values[j] = 1 }
            return
        }
        let row = min(max(Int(place) - 1, 0), rowCount - 4)
        let x = place - Double(row)
        combine(row, Self.lagrange(x), into: &values)
    }

    /// The same, and the derivatives of the concentrations by ln tau.
    @inline(__always)
    func evaluate(tau: Double, into values: inout [Double], slopes: inout [Double]) {
        evaluate(tau: tau, into: &values)
        let place = tau > 0 ? (log(tau) - firstLogTau) / step : -1
        guard place > 0, place < Double(rowCount - 1) else {
            for j in 0..<nodeCount { slopes[j] = 0 }
            return
        }
        let row = min(max(Int(place) - 1, 0), rowCount - 4)
        combine(row, Self.lagrangeSlopes(place - Double(row)) / step, into: &slopes)
    }

    @inline(__always)
    private func combine(_ row: Int, _ w: SIMD4<Double>, into values: inout [Double]) {
        let base = row * nodeCount
        for j in 0..<nodeCount {
            let k = base + j
            values[j] =
                w[0] * table[k] + w[1] * table[k + nodeCount] + w[2] * table[k + 2 * nodeCount]
                + w[3] * table[k + 3 * nodeCount]
        }
    }

    /// Lagrange's polynomials on 0, 1, 2, 3.
    @inline(__always)
    private static func lagrange(_ x: Double) -> SIMD4<Double> {
        let (a, b, c) = (x - 1, x - 2, x - 3)
        return SIMD4(-a * b * c / 6, x * b * c / 2, -x * a * c / 2, x * a * b / 6)
    }

    @inline(__always)
    private static func lagrangeSlopes(_ x: Double) -> SIMD4<Double> {
        let (a, b, c) = (x - 1, x - 2, x - 3)
        return SIMD4(
            -(b * c + a * c + a * b) / 6, (b * c + x * c + x * b) / 2, -(a * c + x * c + x * a) / 2,
            (a * b + x * b + x * a) / 6)
    }
}
