import Imaging

/// Which crystals one touches, and how far the nearest other is.
struct Neighbours {
    /// Indices of crystals in the scene.
    private(set) var touching: [Int] = []
    /// Distance between free outlines in um; nil for a crystal alone in the scene.
    private(set) var leastGap: Double?

    init(of position: Int, among grown: [Impingement.Grown]) {
        let crystal = grown[position]
        for (other, neighbour) in grown.enumerated() where other != position {
            // The circles around two crystals are no farther apart than they are: most pairs need no more than that.
            let atLeast = crystal.circle.gap(to: neighbour.circle)
            if let leastGap, atLeast > max(0, leastGap) { continue }
            let gap = crystal.free.gap(to: neighbour.free)
            if gap <= 0 { touching.append(neighbour.index) }
            leastGap = min(leastGap ?? .infinity, gap)
        }
    }
}

/// A circle about an outline.
struct BoundingCircle: Sendable {
    let centre: Point
    let radius: Double

    init(_ outline: ConvexOutline, about centre: Point) {
        self.centre = centre
        radius = outline.vertices.map { $0.distance(to: centre) }.max() ?? 0
    }

    /// Negative where the circles overlap.
    func gap(to other: BoundingCircle) -> Double { centre.distance(to: other.centre) - radius - other.radius }
}
