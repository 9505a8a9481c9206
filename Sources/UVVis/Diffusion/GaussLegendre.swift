import Foundation

/// Gauss-Legendre quadrature.
struct GaussLegendre: Sendable {
    /// In 0...1.
    let nodes: [Double]
    /// Their sum is 1.
    let weights: [Double]

    static let twelve = GaussLegendre(count: 12)

    /// Roots of the Legendre polynomial by Newton's method from Tricomi's estimates (Abramowitz and Stegun 22.16.6).
    init(count: Int) {
        var nodes: [Double] = []
        var weights: [Double] = []
        for i in 1...count {
            var x = cos(.pi * (Double(i) - 0.25) / (Double(count) + 0.5))
            var slope = 1.0
            for _ in 0..<20 {
                let (value, derivative) = Self.legendre(count, x)
                slope = derivative
                let step = value / derivative
                x -= step
                if abs(step) < 1e-16 { break }
            }
            nodes.append((1 - x) / 2)
            weights.append(1 / ((1 - x * x) * slope * slope))
        }
        self.nodes = nodes
        self.weights = weights
    }

    private static func legendre(_ n: Int, _ x: Double) -> (value: Double, derivative: Double) {
        var (previous, current) = (1.0, x)
        for k in stride(from: 2, through: n, by: 1) {
            (previous, current) = (current, (Double(2 * k - 1) * x * current - Double(k - 1) * previous) / Double(k))
        }
        return (current, Double(n) * (x * current - previous) / (x * x - 1))
    }

    /// Mean of a function over an interval.
    func mean(from low: Double, to high: Double, _ function: (Double) -> Double) -> Double {
        var sum = 0.0
        for i in nodes.indices { sum += weights[i] * function(low + nodes[i] * (high - low)) }
        return sum
    }
}
