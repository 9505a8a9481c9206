import Imaging

/// Outlines of all crystals at one time, where neighbours block each other.
///
/// Where two free outlines overlap, the chord between the two points at which they cross divides the overlap: each
/// crystal keeps the side of its own seed, and the union stays what it was. (The crossings are where both arrive
/// now; between them the chord stands for the older, curved part of the grain boundary.)
struct Impingement {
    struct Grown {
        /// Index of the crystal in the scene.
        var index: Int
        var free: ConvexOutline
        /// What is left of the free outline, in um on the sample.
        var outline: ConvexOutline
        var isClipped = false
        /// About the free outline.
        let circle: BoundingCircle

        init(index: Int, free: ConvexOutline, seed: Point) {
            self.index = index
            self.free = free
            outline = free
            circle = BoundingCircle(free, about: seed)
        }
    }

    static func crystals(_ growths: [FacetGrowth], at time: Double) -> [Grown] {
        var grown = growths.enumerated().compactMap { index, growth in
            growth.outline(at: time).map {
                Grown(index: index, free: $0, seed: growth.crystal.seedMicrometers)
            }
        }
        for a in grown.indices {
            for b in grown.indices where b > a && grown[a].circle.gap(to: grown[b].circle) < 0 {
                let crossings = grown[a].free.crossings(with: grown[b].free)
                guard crossings.count == 2, crossings[0].distance(to: crossings[1]) > 1e-9 else { continue }
                let seeds = (growths[grown[a].index].crystal.seedMicrometers,
                             growths[grown[b].index].crystal.seedMicrometers)
                divide(&grown, a, b, along: crossings, seeds: seeds)
            }
        }
        return grown
    }

    private static func divide(
        _ grown: inout [Grown], _ a: Int, _ b: Int, along chord: [Point], seeds: (Point, Point)
    ) {
        let direction = chord[1] - chord[0]
        var normal = Point(x: direction.y, y: -direction.x) * (1 / direction.length)
        if normal.dot(seeds.0 - chord[0]) > 0 { normal = normal * -1 }
        // Both seeds on one side: one crystal has grown over the other's seed, and no chord divides them.
        guard normal.dot(seeds.1 - chord[0]) > 0 else { return }
        let distance = normal.dot(chord[0])
        grown[a].outline.clip(normal: normal, distance: distance)
        grown[b].outline.clip(normal: normal * -1, distance: -distance)
        grown[a].isClipped = true
        grown[b].isClipped = true
    }

    /// First time at which two crystals touch, in s; nil if they do not up to `end`.
    static func firstContact(_ a: FacetGrowth, _ b: FacetGrowth, until end: Double) -> Double? {
        func touch(at time: Double) -> Bool {
            guard let first = a.outline(at: time), let second = b.outline(at: time) else { return false }
            let apart = BoundingCircle(first, about: a.crystal.seedMicrometers)
                .gap(to: BoundingCircle(second, about: b.crystal.seedMicrometers))
            return apart <= 0 && first.gap(to: second) <= 0
        }
        guard touch(at: end) else { return nil }
        var before = max(a.crystal.nucleationTimeSeconds, b.crystal.nucleationTimeSeconds)
        guard !touch(at: before) else { return before }
        var after = end
        // Crystals do not shrink, so that contact stays: bisection finds its beginning.
        for _ in 0..<60 {
            let middle = (before + after) / 2
            if touch(at: middle) { after = middle } else { before = middle }
        }
        return after
    }
}
