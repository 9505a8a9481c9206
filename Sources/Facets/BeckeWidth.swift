import Statistics

/// How wide the Becke lines of a recording are relative to the rims beside them, as its pictures tell.
///
/// Where a Becke line overlaps the rim, one picture hardly tells this width from the edge's place, which is off by a tenth
/// of a pixel for a width that is 3 % off. It is a matter of the optics and the side faces, so that all pictures tell it
/// together: each says how badly it is explained with one width or another. All of that is summed up, since neither the
/// best width of one picture nor the slope there is without bias: the parameters of overlapping lines are far from linear in
/// the noise.
public struct BeckeWidth: Sendable, Equatable {
    /// The widths that every picture is asked for.
    public static let candidates = (-12...12).map { 1 + spacing * Double($0) }
    private static let spacing = 0.03

    /// Before any picture: lines and rims are as wide as the lens's blur, and little more.
    static let before = Estimate(value: 1, standardError: 0.05)
    /// Scatter of the crystals about it, whose side faces differ; compressed pictures are off by as much.
    private static let scatter = 0.015
    /// What it may be off where the best candidate is the first or the last.
    private static let beyond = 0.1
    /// What one picture may say against a candidate: beyond, it shows something else than it should, or is clear enough.
    private static let mostMisfit = 25.0
    /// A candidate that is this far behind is out: after four pictures at the earliest.
    private static let certain = 100.0
    /// What is known before any picture.
    private static let leastCurvature = 2 * (spacing / before.standardError) * (spacing / before.standardError)

    private var sums: [Double]

    public init() {
        sums = Self.candidates.map { width in
            let deviation = (width - Self.before.value) / Self.before.standardError
            return deviation * deviation
        }
    }

    /// Adds what one picture tells: the squared residuals for every candidate, in units of the noise, above the least of them.
    /// NaN where it was not asked, which adds as much as its neighbour towards the best.
    public mutating func add(_ misfits: [Double]) {
        guard misfits.count == sums.count, let best = misfits.indices.filter({ misfits[$0].isFinite }).min(by: {
            misfits[$0] < misfits[$1]
        }) else { return }
        let nearest = [best - 1, best + 1].filter(misfits.indices.contains).map { misfits[$0] }.filter(\.isFinite).max()
        // Made less as a whole, lest the sum's least be moved.
        let part = min(1, Self.mostMisfit / max(nearest ?? 0, 1e-9))
        for order in [Array(best..<sums.count), Array((0..<best).reversed())] {
            var last = 0.0
            for index in order {
                if misfits[index].isFinite { last = min(part * misfits[index], Self.mostMisfit) }
                sums[index] += last
            }
        }
    }

    /// Whether a candidate explains the pictures so badly that no more need be asked. The neighbours of the best never do:
    /// between them lies the width.
    func isRuledOut(_ candidate: Int) -> Bool {
        abs(candidate - best) > 1 && sums[candidate] - sums[best] > Self.certain
    }

    private var best: Int { sums.indices.min { sums[$0] < sums[$1] } ?? 0 }

    static func nearestCandidate(to width: Double) -> Int {
        candidates.indices.min { abs(candidates[$0] - width) < abs(candidates[$1] - width) } ?? 0
    }

    /// Of any of the crystals. Where the width may lie beyond the candidates, its error says so.
    public var ofOneCrystal: Estimate {
        let middle = min(max(best, 1), sums.count - 2)
        let (below, at, above) = (sums[middle - 1], sums[middle], sums[middle + 1])
        let curvature = max(below - 2 * at + above, Self.leastCurvature)
        let shift = max(-1, min(1, (below - above) / (2 * curvature)))
        let variance = 2 * Self.spacing * Self.spacing / curvature + Self.scatter * Self.scatter
        let beyond = best == middle ? 0 : Self.beyond
        return Estimate(
            value: Self.candidates[middle] + Self.spacing * shift,
            standardError: (variance + beyond * beyond).squareRoot())
    }

    /// The value and the slope at a width of what is known for the candidates (NaN: not known), by the two nearest that are
    /// known; nil where there is no second one.
    static func interpolated(_ values: [Double], at width: Double) -> (value: Double, slope: Double)? {
        guard values.count == candidates.count else { return nil }
        let known = values.indices.filter { values[$0].isFinite }
        guard let first = known.first, let last = known.last, last > first else { return nil }
        let below = known.last { candidates[$0] <= width && $0 < last } ?? first
        let above = known.first { $0 > below } ?? last
        let slope = (values[above] - values[below]) / (candidates[above] - candidates[below])
        return (values[below] + slope * (width - candidates[below]), slope)
    }
}
