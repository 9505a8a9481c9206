import Foundation
import Imaging

/// Where luma passes half of its step at the edge of a coloured plate, beside the true edge.
///
/// Two things move it: a weak dark rim, which in one channel cannot be told from a step that lies farther out; and gamma
/// encoding, in which the half level is not that of half the light. The difference of two colour channels is hardly
/// moved by a rim that darkens all colours alike, so the distance between its edge and that of luma gives the rim's
/// strength; the plate's transmission in each channel then gives both shifts, by a fit to the modelled profiles.
struct ColourEdge {
    /// Encoded brightness inside and outside, of red, green and blue.
    let inside: [Double]
    let outside: [Double]
    /// Blur of luma's edge, px, and of the difference's, which most movies store at half resolution.
    let lumaBlur: Double
    let differenceBlur: Double
    /// How far outside of luma's edge that of the difference lies, px.
    let differencePosition: Double
    /// Encoded value = light to the power of this.
    let encoding: Double

    /// The two channels whose difference changes most across the edge.
    static func pair(inside: [Double], outside: [Double]) -> (Int, Int)? {
        let pairs = [(0, 1), (0, 2), (1, 2)]
        let change = { (pair: (Int, Int)) in
            abs((inside[pair.0] - inside[pair.1]) - (outside[pair.0] - outside[pair.1]))
        }
        guard let best = pairs.max(by: { change($0) < change($1) }), change(best) > leastChange else { return nil }
        return best
    }

    /// Change of the difference, relative to the background, below which a plate is as good as grey.
    private static let leastChange = 0.06
    /// Rec. 601
    private static let lumaWeights = [0.299, 0.587, 0.114]
    /// Width of a rim relative to the blur: the lens blurs it as it does the step.
    private static let rimWidth = 1.2
    /// Depths of a rim that are believed.
    private static let believedDepths = -0.03...0.4

    /// Of a plate that lets no colour through nothing can be told.
    private static let leastPassing = 0.5

    /// The shift of luma's edge, outward positive, in units of luma's blur; nil where no rim explains the colours.
    func lumaShift() -> Double? {
        guard let pair = Self.pair(inside: inside, outside: outside),
            zip(inside, outside).allSatisfy({ $0 > 0 && $1 > 0 }),
            zip(inside, outside).contains(where: { $0 / $1 > Self.leastPassing })
        else { return nil }
        var depths = (0.0, 0.08)
        guard var low = positions(rim: depths.0, pair), var high = positions(rim: depths.1, pair) else { return nil }
        for _ in 0..<4 {
            let (a, b) = (mismatch(low), mismatch(high))
            guard abs(b - a) > 1e-9 else { break }
            let depth = depths.1 - b * (depths.1 - depths.0) / (b - a)
            guard depth.isFinite, abs(depth) < 1, let next = positions(rim: depth, pair) else { return nil }
            (depths, low, high) = ((depths.1, depth), high, next)
            if abs(mismatch(high)) < 1e-3 { break }
        }
        guard Self.believedDepths.contains(depths.1), abs(mismatch(high)) < 0.02 else { return nil }
        return high.luma / lumaBlur
    }

    private func mismatch(_ positions: (luma: Double, difference: Double)) -> Double {
        positions.difference - positions.luma - differencePosition
    }

    /// Where fitted steps lie beside the true edge for a rim of this depth.
    private func positions(rim: Double, _ pair: (Int, Int)) -> (luma: Double, difference: Double)? {
        let grid = stride(from: -10.0, through: 10, by: 0.25).map { $0 }
        let light = grid.map { u in
            let open = 0.5 * erfc(-u / (lumaBlur * 2.0.squareRoot()))
            let width = Self.rimWidth * lumaBlur
            let shade = 1 - rim * exp(-u * u / (2 * width * width))
            return (0..<3).map { channel -> Double in
                let passed = pow(inside[channel] / outside[channel], 1 / encoding)
                return outside[channel] * pow(max(1e-6, (passed + (1 - passed) * open) * shade), encoding)
            }
        }
        let luma = light.map { zip($0, Self.lumaWeights).reduce(0) { $0 + $1.0 * $1.1 } }
        let extra = max(0, differenceBlur * differenceBlur - lumaBlur * lumaBlur).squareRoot()
        let difference = blurred(light.map { $0[pair.0] - $0[pair.1] }, grid, sigma: extra)
        guard let a = EdgeShape.fitStep(bins(grid, luma)), let b = EdgeShape.fitStep(bins(grid, difference)) else {
            return nil
        }
        return (a.position, b.position)
    }

    private func bins(_ grid: [Double], _ values: [Double]) -> [EdgeBand.Bin] {
        zip(grid, values).map { EdgeBand.Bin(distance: $0, value: $1, count: 1) }
    }

    private func blurred(_ values: [Double], _ grid: [Double], sigma: Double) -> [Double] {
        guard sigma > 0.1 else { return values }
        return grid.map { u in
            var sum = 0.0
            var weight = 0.0
            for (v, value) in zip(grid, values) where abs(u - v) < 5 * sigma {
                let share = exp(-(u - v) * (u - v) / (2 * sigma * sigma))
                sum += share * value
                weight += share
            }
            return sum / weight
        }
    }
}
