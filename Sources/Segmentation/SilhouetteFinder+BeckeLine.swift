import Imaging

/// Transparent crystals whose Becke line shows better than their rim.
extension SilhouetteFinder {
    /// Of detection thresholds: what a Becke line encloses is no brighter than the background; and crystals are convex, as drops
    /// and the walls of dishes may not be.
    private static let clearInside: Float = 0.5
    private static let convex = 0.9
    /// Part of a bright ring's outline that what it encloses fills at the least, and how thick that one's rim is, px.
    private static let leastEnclosed = 0.2
    private static let thinRim = 2
    /// Of detection thresholds, which single pixels have to exceed: many together show a fifth of that.
    private static let darkTogether: Float = 0.2

    /// A transparent crystal whose Becke line shows better than its rim: what a bright line encloses where it leaves a thin dark
    /// line within; else the line lies inside of the rim, and the crystal reaches a little beyond it.
    func crystal(
        of ring: Mask, _ level: Float, box: PixelRect, _ relative: RelativeContrast
    ) throws(SegmentationError) -> Silhouette {
        let around = subtracting(ring, from: try ring.morphed(.dilate, radius: Self.thinRim))
        let depthAround = RobustLevel.median(values(relative.smoothed, around, box).map { -$0 })
        let within = try crystal(within: ring, depthAround: depthAround, box: box, relative)
        return Silhouette(
            box: box, inside: within?.mask ?? ring, contrast: .rim, sign: within == nil ? 1 : -1,
            strength: within?.depth ?? level, contourLevel: relative.threshold,
            isBrightRing: depthAround < Self.darkTogether * relative.threshold)
    }

    /// nil where no dark line lies along the inside of the bright one, or one lies around it.
    private func crystal(
        within ring: Mask, depthAround: Float, box: PixelRect, _ relative: RelativeContrast
    ) throws(SegmentationError) -> (mask: Mask, depth: Float)? {
        let plane = relative.smoothed
        let bright = above(relative.threshold, in: ring, box, plane, 1)
        let enclosed = Components(subtracting(bright, from: ring)).regions.max { $0.area < $1.area }
        guard let enclosed, Double(enclosed.area) >= Self.leastEnclosed * Double(ring.area) else { return nil }
        var inside = Components.cut(enclosed, box: PixelRect(x: 0, y: 0, width: box.width, height: box.height))
        try inside.fillHoles()
        let core = try inside.morphed(.erode, radius: Self.thinRim)
        let depths = values(plane, subtracting(core, from: inside), box).map { -$0 }
        let depth = RobustLevel.quantile(depths, 0.9)
        let typical = RobustLevel.median(depths)
        guard depth > relative.threshold, typical > max(0, depthAround) else { return nil }
        let inner = sample(plane, core, box).map { -$0 }
        guard inner.count < Self.leastInside || RobustLevel.median(inner) < 0.5 * depth else { return nil }
        return (inside, depth)
    }

    /// Whether a bright ring may be a Becke line: around what is no brighter than the background.
    func mayBeBeckeLine(_ ring: Mask, _ innerLevel: Float, _ relative: RelativeContrast) -> Bool {
        innerLevel < Self.clearInside * relative.threshold && ring.solidity > Self.convex
    }

    /// Part of a crystal that lies within its Becke line, and of the line's outline that the crystal fills, at the least.
    private static let withinLine = 0.8
    private static let filledByCrystal = 0.25

    /// Whether a bright ring lies around a dark object: it is that one's, however much clearer it may show.
    func isBeckeLine(_ ring: Silhouette, of dark: [Silhouette]) -> Bool {
        dark.contains { crystal in
            let area = Double(crystal.area)
            return area >= Self.filledByCrystal * Double(ring.area)
                && Double(crystal.shared(with: ring)) >= Self.withinLine * area
        }
    }
}
