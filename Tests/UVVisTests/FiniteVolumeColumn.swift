/// The diffusion equation in a closed column by finite volumes: an independent judge of the series.
///
/// Cells of equal height with no flux through the ends; implicit Euler steps, extrapolated to vanishing step (Hairer and
/// Wanner, Solving Ordinary Differential Equations II, IV.9), then Richardson extrapolation to vanishing cells.
struct FiniteVolumeColumn {
    /// Ends of the layer in which the solute starts, and of the beam, in units of the column; multiples of 1 / 20.
    var layer: ClosedRange<Double>
    var beam: ClosedRange<Double>

    /// Mean relative concentration over the beam, extrapolated from 200, 400 and 800 cells.
    func meanConcentration(tau: Double) -> Double {
        let values = [200, 400, 800].map { mean(cells: $0, tau: tau) }
        let first = [(4 * values[1] - values[0]) / 3, (4 * values[2] - values[1]) / 3]
        return (16 * first[1] - first[0]) / 15
    }

    private func mean(cells: Int, tau: Double) -> Double {
        // Aitken and Neville's scheme on 1, 2, ... 7 times 12 steps.
        var table: [Double] = []
        let counts = (1...7).map { 12 * $0 }
        for (j, count) in counts.enumerated() {
            var row = [integrate(cells: cells, tau: tau, steps: count)]
            for k in 0..<j {
                let ratio = Double(count) / Double(counts[j - k - 1])
                row.append(row[k] + (row[k] - table[k]) / (ratio - 1))
            }
            table = row
        }
        return table[table.count - 1]
    }

    private func integrate(cells: Int, tau: Double, steps: Int) -> Double {
        let n = Double(cells)
        let width = layer.upperBound - layer.lowerBound
        var u = (0..<cells).map { layer.contains((Double($0) + 0.5) / n) ? 1 / width : 0.0 }
        let lambda = tau / Double(steps) * n * n
        for _ in 0..<steps { u = implicitStep(u, lambda) }
        let inside = u.indices.filter { beam.contains((Double($0) + 0.5) / n) }
        return inside.reduce(0) { $0 + u[$1] } / Double(inside.count)
    }

    /// Solves (1 + lambda K) x = u for the tridiagonal K by elimination.
    private func implicitStep(_ u: [Double], _ lambda: Double) -> [Double] {
        let n = u.count
        var ratios = Array(repeating: 0.0, count: n)
        var x = u
        for i in 0..<n {
            let neighbours = (i > 0 ? 1.0 : 0) + (i < n - 1 ? 1.0 : 0)
            let below = i > 0 ? ratios[i - 1] : 0
            let pivot = 1 + lambda * neighbours + (i > 0 ? lambda * below : 0)
            ratios[i] = -lambda / pivot
            x[i] = (u[i] + (i > 0 ? lambda * x[i - 1] : 0)) / pivot
        }
        for i in stride(from: n - 2, through: 0, by: -1) { x[i] -= ratios[i] * x[i + 1] }
        return x
    }
}
