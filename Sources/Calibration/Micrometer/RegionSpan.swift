/// Where a region of a ruling's wave lies: its lines, and its middle along them.
struct RegionSpan: Sendable {
    /// Numbers of the lines inside.
    let u: ClosedRange<Int>
    private let slope: Double
    private let intercept: Double
    /// Half of the region's usual height along the lines, px.
    let halfHeight: Double

    init(places: [(u: Double, v: Double)], cell: Double, frame: RulingFrame) {
        let count = Double(max(1, places.count))
        let meanU = places.reduce(0) { $0 + $1.u } / count
        let meanV = places.reduce(0) { $0 + $1.v } / count
        let spread = places.reduce(0) { $0 + ($1.u - meanU) * ($1.u - meanU) }
        let product = places.reduce(0) { $0 + ($1.u - meanU) * ($1.v - meanV) }
        slope = spread > 0 ? max(-0.5, min(0.5, product / spread)) : 0
        intercept = meanV - slope * meanU
        let numbers = places.map { frame.nearestLine(to: $0.u) }
        u = (numbers.min() ?? 0)...(numbers.max() ?? 0)
        // Cells cover the region: its area over its length is its height.
        let length = ((places.map(\.u).max() ?? 0) - (places.map(\.u).min() ?? 0)) + cell
        halfHeight = max(2, count * cell * cell / length / 2)
    }

    /// v of the region's middle at a position along the axis.
    func middle(_ u: Double) -> Double { intercept + slope * u }
}

extension RulingBand {
    /// Before lines are looked at one by one: all places in the region, inside its core.
    init(coarse frame: RulingFrame, region: RegionSpan) {
        lines = region.u.map { number in
            let middle = region.middle(frame.position(ofLine: number))
            let range = middle - 0.6 * region.halfHeight...middle + 0.6 * region.halfHeight
            return Line(number: number, range: range, extent: range, amplitude: 1)
        }
    }
}
