import Foundation
import Imaging
import Statistics

/// Where luma passes half of its step at the edge of a coloured plate, beside the true edge.
///
/// Two things move it: a weak dark rim, which in one channel cannot be told from a step that lies farther out; and gamma
/// encoding, in which the half level is not that of half the light. The rim takes away light that has passed the plate,
/// so it is coloured as the plate is, and moves the difference of two colour channels otherwise than luma. The distance
/// between the two therefore gives the rim's strength; the plate's transmission in each channel then gives both shifts,
/// by the modelled profiles.
///
/// The difference's place is that of the sharp step with the same integral: most movies store colour at half resolution,
/// and what blurs a profile leaves its integral alone.
struct ColourEdge {
    /// Encoded brightness inside and outside, of red, green and blue.
    let inside: [Double]
    let outside: [Double]
    /// Blur of luma's edge, px.
    let lumaBlur: Double
    /// How far outside of luma's edge that of the difference lies, px.
    let differencePosition: Double
    /// Encoded value = light to the power of this.
    let encoding: Double
    let lumaWeights: LumaWeights

    /// The two channels whose difference changes most across the edge.
    static func pair(inside: [Double], outside: [Double]) -> (Int, Int)? {
        let pairs = [(0, 1), (0, 2), (1, 2)]
        let change = { (pair: (Int, Int)) in
            abs((inside[pair.0] - inside[pair.1]) - (outside[pair.0] - outside[pair.1]))
        }
        guard let best = pairs.max(by: { change($0) < change($1) }), change(best) > leastChange else { return nil }
        return best
    }

    /// Where a sharp step between the levels inside and outside has the profile's integral; bins by distance, px.
    static func equivalentStep(_ bins: [EdgeBand.Bin], inside: Double, outside: Double) -> Double? {
        guard let first = bins.first, let last = bins.last, abs(outside - inside) > 1e-9 else { return nil }
        var integral = 0.0
        for (a, b) in zip(bins, bins.dropFirst()) { integral += (b.distance - a.distance) * (a.value + b.value) / 2 }
        let excess = integral - inside * (last.distance - first.distance)
        return last.distance - excess / (outside - inside)
    }

    /// Change of the difference, relative to the background, below which a plate is as good as grey.
    private static let leastChange = 0.06
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

    /// Where luma's fitted step and the difference's equivalent one lie beside the true edge for a rim of this depth.
    private func positions(rim: Double, _ pair: (Int, Int)) -> (luma: Double, difference: Double)? {
        let grid = stride(from: -10.0, through: 10, by: 0.25).map { $0 }
        let light = grid.map { u in
            let open = EdgeShape.passed(u / lumaBlur)
            let width = Self.rimWidth * lumaBlur
            let shade = rim * exp(-u * u / (2 * width * width))
            return (0..<3).map { channel -> Double in
                let passed = pow(inside[channel] / outside[channel], 1 / encoding)
                return outside[channel] * pow(max(1e-6, passed * (1 - shade) + (1 - passed) * open), encoding)
            }
        }
        let luma = light.map { lumaWeights.red * $0[0] + lumaWeights.green * $0[1] + lumaWeights.blue * $0[2] }
        let difference = light.map { $0[pair.0] - $0[pair.1] }
        guard let a = EdgeShape.fitStep(bins(grid, luma)),
            let b = Self.equivalentStep(
                bins(grid, difference), inside: inside[pair.0] - inside[pair.1],
                outside: outside[pair.0] - outside[pair.1])
        else { return nil }
        return (a.position, b)
    }

    private func bins(_ grid: [Double], _ values: [Double]) -> [EdgeBand.Bin] {
        zip(grid, values).map { EdgeBand.Bin(distance: $0, value: $1, count: 1) }
    }
}
