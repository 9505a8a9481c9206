import Foundation
import Imaging
import Statistics

/// Where luma passes half of its step at the edge of a coloured plate, beside the true edge.
///
/// Two things move it: a weak dark rim, which in one channel cannot be told from a step that lies farther out; and encoding
/// for a screen, in which the half level is not that of half the light. The rim takes away light that has passed the plate,
/// so it is coloured as the plate is, and moves all differences of two colour channels alike, otherwise than luma; encoding
/// moves each of them by what the plate's transmission in its two channels says. The distances between them and luma therefore
/// give the rim's strength, and what is left of them tells whether the picture is encoded.
///
/// A difference's place is that of the sharp step with the same integral: most movies store colour at half resolution,
/// and what blurs a profile leaves its integral alone.
struct ColourEdge {
    /// Encoded brightness inside and outside, of red, green and blue.
    let inside: [Double]
    let outside: [Double]
    /// Blur of luma's edge, px.
    let lumaBlur: Double
    /// How far outside of luma's edge those of the differences lie, px.
    let differences: [Difference]
    let lumaWeights: LumaWeights

    struct Difference {
        let pair: (Int, Int)
        let position: Double
    }

    /// The channels whose differences change enough across the edge to be placed.
    static func pairs(inside: [Double], outside: [Double]) -> [(Int, Int)] {
        [(0, 1), (0, 2), (1, 2)].filter { pair in
            abs((inside[pair.0] - inside[pair.1]) - (outside[pair.0] - outside[pair.1])) > leastChange
        }
    }

    /// Where a sharp step between the levels inside and outside has the profile's integral; bins by distance, px.
    static func equivalentStep(_ bins: [EdgeBand.Bin], inside: Double, outside: Double) -> Double? {
        guard let first = bins.first, let last = bins.last, abs(outside - inside) > 1e-9 else { return nil }
        var integral = 0.0
        for (a, b) in zip(bins, bins.dropFirst()) { integral += (b.distance - a.distance) * (a.value + b.value) / 2 }
        let excess = integral - inside * (last.distance - first.distance)
        return last.distance - excess / (outside - inside)
    }

    /// Change of a difference, relative to the background, below which two channels are as good as one.
    private static let leastChange = 0.06
    /// Width of a rim relative to the blur: the lens blurs it as it does the step.
    private static let rimWidth = 1.2
    /// Depths of a rim that are believed.
    private static let believedDepths = -0.03...0.4
    /// Of a plate that lets no colour through nothing can be told.
    private static let leastPassing = 0.5

    /// What the colours tell; nil of a plate that shows too little of them.
    func estimate() -> ColourEstimate? {
        guard !differences.isEmpty, zip(inside, outside).allSatisfy({ $0 > 0 && $1 > 0 }),
            zip(inside, outside).contains(where: { $0 / $1 > Self.leastPassing }),
            let linear = place(encoding: 1), let screen = place(encoding: ScreenEncoding.exponent)
        else { return nil }
        return ColourEstimate(linear: linear, screen: screen)
    }

    /// With the rim that the differences suit best.
    ///
    /// - Parameter encoding: encoded value = light to the power of this.
    private func place(encoding: Double) -> ColourEstimate.Place? {
        var depth = 0.0
        guard var model = model(rim: depth, encoding) else { return nil }
        for _ in 0..<4 {
            let step = 0.02
            guard let next = self.model(rim: depth + step, encoding) else { return nil }
            let slopes = zip(next.differences, model.differences).map { ($0 - $1) / step }
            let square = slopes.reduce(0) { $0 + $1 * $1 }
            guard square > 1e-9 else { break }
            let gain = zip(slopes, misfits(of: model)).reduce(0) { $0 + $1.0 * $1.1 } / square
            let better = min(max(depth + gain, Self.believedDepths.lowerBound), Self.believedDepths.upperBound)
            guard let moved = self.model(rim: better, encoding) else { return nil }
            let change = abs(better - depth)
            (depth, model) = (better, moved)
            if change < 1e-4 { break }
        }
        let squares = misfits(of: model).reduce(0) { $0 + $1 * $1 }
        return ColourEstimate.Place(
            shift: model.luma / lumaBlur, tilt: model.tilt / lumaBlur, rimDepth: depth,
            misfitPixels: (squares / Double(differences.count)).squareRoot())
    }

    /// Of an edge with a rim of some depth: where luma's fitted step lies beside the true edge, its tilt, and where the
    /// differences' equivalent ones lie beside luma's, px.
    private struct Model {
        let luma: Double
        let tilt: Double
        let differences: [Double]
    }

    private func misfits(of model: Model) -> [Double] {
        zip(differences, model.differences).map { $0.position - $1 }
    }

    private func model(rim: Double, _ encoding: Double) -> Model? {
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
        // As far as facets are looked at.
        let reach = max(PolygonRefinement.stepReach, PolygonRefinement.reachBlurs * lumaBlur)
        let lumaBins = bins(grid, luma).filter { abs($0.distance) <= reach }
        guard let (shape, place) = EdgeShape.fitStep(lumaBins) else { return nil }
        let steps = differences.compactMap { difference in
            let (a, b) = difference.pair
            return Self.equivalentStep(
                bins(grid, light.map { $0[a] - $0[b] }), inside: inside[a] - inside[b], outside: outside[a] - outside[b])
        }
        guard steps.count == differences.count else { return nil }
        let tilt = EdgeTilt.shift(lumaBins, shape, position: place)?.value ?? 0
        return Model(luma: place, tilt: tilt, differences: steps.map { $0 - place })
    }

    private func bins(_ grid: [Double], _ values: [Double]) -> [EdgeBand.Bin] {
        zip(grid, values).map { EdgeBand.Bin(distance: $0, value: $1, count: 1) }
    }
}
