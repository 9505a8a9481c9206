import Foundation

/// Relative concentrations at the quadrature heights of a beam, tabulated over ln tau.
///
/// A fit asks for the same heights at a hundred thousand times. In ln tau the concentrations are smooth, and rows at steps of
/// 0.05 hold them to about 1e-10 (see `TauInterpolation`).
struct BeamProfile: Sendable {
    /// m
    let nodes: [Double]
    let weights: [Double]
    /// Multiples of `TauInterpolation.step` in ln tau; before them the beam sees the layer as it was injected, after them
    /// the column is even.
    let rows: Range<Int>
    /// Row by row, with the heights side by side.
    private let table: [Double]
    private let initial: [Double]

    /// There every mode has died down to 1e-21.
    private static let lastTau = 5.0

    init(column: DiffusionColumn, beamMeters beam: ClosedRange<Double>) {
        let (nodes, weights) = Self.quadrature(column: column, beam: beam)
        self.init(column: column, beamMeters: beam, nodes: nodes, weights: weights)
    }

    /// That of another layer in the same column, at the same heights.
    func with(column: DiffusionColumn, beamMeters beam: ClosedRange<Double>) -> BeamProfile {
        BeamProfile(column: column, beamMeters: beam, nodes: nodes, weights: weights)
    }

    private init(column: DiffusionColumn, beamMeters beam: ClosedRange<Double>, nodes: [Double], weights: [Double]) {
        self.nodes = nodes
        self.weights = weights
        let layer = column.layerMeters
        let gap = max(beam.lowerBound - layer.upperBound, layer.lowerBound - beam.upperBound)
        let finest = min(layer.upperBound - layer.lowerBound, max(beam.upperBound - beam.lowerBound, 1e-9))
        let nearest = nodes.reduce(column.heightMeters) {
            min($0, abs($1 - layer.lowerBound), abs($1 - layer.upperBound))
        }
        // erfc(6.5) = 4e-20: earlier, the beam sees the layer as it was injected.
        let reach = gap > 0 ? gap / 13 : max(nearest / 13, finest / 1000)
        let first = Int((2 * log(reach / column.heightMeters) / TauInterpolation.step).rounded(.down))
        rows = first..<Int((log(Self.lastTau) / TauInterpolation.step).rounded(.up))
        initial = nodes.map { column.relativeConcentration(atMeters: $0, tau: 0) }
        var table: [Double] = []
        table.reserveCapacity(rows.count * nodes.count)
        for row in rows {
            let tau = exp(Double(row) * TauInterpolation.step)
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
    func evaluate(row: Int, into values: inout [Double]) {
        guard row >= rows.lowerBound else {
            for j in initial.indices { values[j] = initial[j] }
            return
        }
        guard row < rows.upperBound else {
            for j in initial.indices { values[j] = 1 }
            return
        }
        let base = (row - rows.lowerBound) * initial.count
        for j in initial.indices { values[j] = table[base + j] }
    }

    /// The same between the rows.
    func evaluate(tau: Double, into values: inout [Double]) {
        let place = TauInterpolation.Place(tau: tau, among: rows)
        let weights = TauInterpolation.weights(at: place.offset)
        var row = values
        for j in values.indices { values[j] = 0 }
        for k in 0..<TauInterpolation.points {
            evaluate(row: place.row + k, into: &row)
            for j in values.indices { values[j] += weights[k] * row[j] }
        }
    }
}
