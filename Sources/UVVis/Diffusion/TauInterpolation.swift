import Foundation
import Statistics

/// Interpolation in ln tau between rows at even steps.
///
/// A course of diffusion is smooth in y = ln tau: it is analytic for |Im y| < pi/2, where Re(1 / tau) > 0. The error of
/// interpolation through eight rows is then at most 43 (step / r)^8 of the largest value in the strip |Im y| < r < pi/2
/// (the remainder of Lagrange's formula with Cauchy's bound of the eighth derivative): about 1e-10, far below any noise.
/// A thousand values thus take no more evaluations than the hundred rows that they lie between.
struct TauInterpolation {
    /// Of ln tau.
    static let step = 0.05
    /// Rows in one formula.
    static let points = 8

    /// Where one value lies.
    struct Place {
        /// The first of the eight rows.
        let row: Int
        /// From the middle of the eight, in rows: -0.5...0.5.
        let offset: Double

        /// - Parameter rows: outside of them nothing changes.
        @inline(__always)
        init(tau: Double, among rows: Range<Int>) {
            let (first, last) = (rows.lowerBound - TauInterpolation.points, rows.upperBound + TauInterpolation.points)
            let exact = tau > 0 ? log(tau) / TauInterpolation.step : Double(first)
            let place = min(max(exact, Double(first)), Double(last))
            let below = place.rounded(.down)
            row = Int(below) - 3
            offset = place - below - 0.5
        }
    }

    let places: [Place]
    /// All that the places need.
    let rows: Range<Int>
    private let weights: [SIMD8<Double>]

    init(taus: [Double], among rows: Range<Int>) {
        places = taus.map { Place(tau: $0, among: rows) }
        let polynomials = Self.polynomials
        weights = places.map { Self.weights(at: $0.offset, polynomials) }
        let first = places.reduce(Int.max) { min($0, $1.row) }
        let last = places.reduce(Int.min) { max($0, $1.row) }
        self.rows = places.isEmpty ? 0..<0 : first..<last + Self.points
    }

    /// At every place, from one value for each of `rows`.
    func values(_ course: [Double]) -> [Double] {
        places.indices.map { i in
            course[places[i].row - rows.lowerBound] + combined(course, places[i].row, weights[i])
        }
    }

    /// At one place, from one list of values for each of `rows`.
    func values(_ courses: [[Double]], at place: Int) -> [Double] {
        let base = places[place].row - rows.lowerBound
        let weights = weights[place]
        var sums = courses[base].map { weights[0] * $0 }
        for k in 1..<Self.points { addMultiple(weights[k], of: courses[base + k], to: &sums) }
        return sums
    }

    /// The derivatives by ln tau.
    func slopes(_ course: [Double]) -> [Double] {
        let polynomials = Self.polynomials
        return places.map { combined(course, $0.row, Self.slopeWeights(at: $0.offset, polynomials)) }
    }

    /// Of the differences to the first row: where nothing changes, that is exactly nothing.
    @inline(__always)
    private func combined(_ course: [Double], _ row: Int, _ weights: SIMD8<Double>) -> Double {
        let base = row - rows.lowerBound
        let first = course[base]
        var sum = 0.0
        for k in 1..<Self.points { sum += weights[k] * (course[base + k] - first) }
        return sum
    }
}

extension TauInterpolation {
    /// Of the eight rows around a place.
    @inline(__always)
    static func weights(at offset: Double, _ polynomials: [SIMD8<Double>] = polynomials) -> SIMD8<Double> {
        var sum = polynomials[points - 1]
        for k in (0..<points - 1).reversed() { sum = sum * offset + polynomials[k] }
        return sum
    }

    /// Of the rows in the derivative by ln tau.
    @inline(__always)
    private static func slopeWeights(at offset: Double, _ polynomials: [SIMD8<Double>]) -> SIMD8<Double> {
        var sum = Double(points - 1) * polynomials[points - 1]
        for k in (1..<points - 1).reversed() { sum = sum * offset + Double(k) * polynomials[k] }
        return sum / step
    }

    /// Lagrange's polynomials on -3.5, -2.5, ... 3.5, one row in each lane; by rising powers.
    private static let polynomials: [SIMD8<Double>] = {
        let nodes = (0..<points).map { Double($0) - Double(points - 1) / 2 }
        var powers = Array(repeating: SIMD8<Double>(repeating: 0), count: points)
        for j in nodes.indices {
            var product = [1.0]
            for i in nodes.indices where i != j {
                let scale = 1 / (nodes[j] - nodes[i])
                let raised = [0] + product.map { scale * $0 }
                product = zip(raised, product.map { -scale * nodes[i] * $0 } + [0]).map { $0 + $1 }
            }
            for k in powers.indices { powers[k][j] = product[k] }
        }
        return powers
    }()
}
