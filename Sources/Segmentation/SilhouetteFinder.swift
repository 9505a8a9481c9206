import Imaging

/// Finds the objects that stand out from the background.
///
/// Pixels beyond the noise threshold are collected, dark and bright ones apart, and closed rims are filled. An object
/// that is dark or bright all over is then cut at half of its own contrast, which is where its edge is and what parts
/// close neighbours.
struct SilhouetteFinder: Sendable {
    /// What the user says that dark objects are; nil: told by their profile.
    let contrast: Contrast?
    /// Pixels of the working picture that are looked at; nil: all.
    let region: Mask?

    /// Fewer pixels than this are noise.
    static let leastArea = 5

    /// For a part of the working picture.
    func within(_ window: PixelRect) -> SilhouetteFinder {
        SilhouetteFinder(contrast: contrast, region: region?.cropped(to: window))
    }

    /// - Parameter fieldStop: pixels outside the field of view.
    func find(_ relative: RelativeContrast, fieldStop: Mask?) throws(SegmentationError) -> [Silhouette] {
        let masks = try SignedMasks(relative, region: region)
        let dark = masks.hasDark ? try objects(masks.dark, sign: -1, relative, fieldStop) : []
        guard masks.hasBright else { return dark }
        let bright = try objects(masks.bright, sign: 1, relative, fieldStop)
        return dark + bright.filter { !$0.isBrightRing || !isBeckeLine($0, of: dark) }
    }

    private func objects(
        _ visible: Mask, sign: Float, _ relative: RelativeContrast, _ fieldStop: Mask?
    ) throws(SegmentationError) -> [Silhouette] {
        var mask = try visible.morphed(.close, radius: 1)
        if let fieldStop { mask.remove(fieldStop) }
        var components = try filled(&mask)
        if sign < 0, try closeAtBorder(&mask, components) { components = Components(mask) }
        var result: [Silhouette] = []
        for region in components.regions where region.area >= Self.leastArea {
            let box = widened(region.box, mask)
            result += try refine(Components.cut(region, box: box), box: box, relative, sign: sign)
        }
        return result
    }

    /// Fills the holes of a mask, which lie within the boxes of its regions; returns the regions that it then has.
    func filled(_ mask: inout Mask) throws(SegmentationError) -> Components {
        let components = Components(mask)
        let open = components.regions.filter { $0.holes > 0 }
        for region in open {
            var part = Components.cut(region, box: region.box)
            try part.fillHoles()
            mask.add(part, x: region.box.x, y: region.box.y)
        }
        return open.isEmpty ? components : Components(mask)
    }

    /// The rim of a transparent crystal that the picture's border cuts is open there, and encloses nothing: closed along
    /// the border where that makes a region without dents of one with many. (Crystals are convex.)
    ///
    /// Only dark ones: the Becke line inside a rim would make a second crystal.
    /// - Returns: whether anything was closed.
    private func closeAtBorder(_ mask: inout Mask, _ components: Components) throws(SegmentationError) -> Bool {
        guard PictureEdge.allCases.contains(where: { $0.isReached(in: mask) }) else { return false }
        var hasClosed = false
        for region in components.regions where region.area >= Self.leastArea {
            let box = widened(region.box, mask)
            guard !sides(of: box, mask).isEmpty,
                let closed = try closedAtBorder(Components.cut(region, box: box), box: box, mask)
            else { continue }
            mask.add(closed, x: box.x, y: box.y)
            hasClosed = true
        }
        return hasClosed
    }

    private func closedAtBorder(_ part: Mask, box: PixelRect, _ picture: Mask) throws(SegmentationError) -> Mask? {
        let edges = sides(of: box, picture)
        guard !edges.isEmpty, edges.count < 3, part.solidity < 0.75 else { return nil }
        for coversCorner in [false, true] {
            var closed = part
            if coversCorner { PictureEdge.setCorner(of: edges, in: &closed) }
            for edge in edges { edge.close(&closed) }
            try closed.fillHoles()
            if closed.solidity > 0.9 { return closed }
        }
        return nil
    }

    /// What reaches three sides of the first picture and leaves the middle free is a field stop or the wall of a dish:
    /// no object, and what it encloses is the field, not a hole.
    func fieldStop(_ relative: RelativeContrast) throws(SegmentationError) -> Mask? {
        let masks = try SignedMasks(relative, region: region)
        let dark = try fieldStop(masks.dark, relative)
        let bright = try fieldStop(masks.bright, relative)
        guard var stop = dark else { return bright }
        if let bright { stop.add(bright) }
        return stop
    }

    private func fieldStop(_ mask: Mask, _ relative: RelativeContrast) throws(SegmentationError) -> Mask? {
        var stop: Mask?
        for region in Components(mask).regions where sides(of: region.box, mask).count >= 3 {
            let box = PixelRect(x: 0, y: 0, width: mask.width, height: mask.height)
            var whole = Components.cut(region, box: box)
            guard !coversMiddle(whole) else { continue }
            let values = values(relative.smoothed, whole, box)
            let strong = 0.5 * RobustLevel.quantile(values.map(abs), 0.9)
            for index in whole.values.indices where abs(relative.smoothed.values[index]) < strong {
                whole.values[index] = 0
            }
            whole = try whole.morphed(.dilate, radius: 4)
            if let earlier = stop { whole.add(earlier) }
            stop = whole
        }
        return stop
    }

    private func coversMiddle(_ mask: Mask) -> Bool {
        var covered = 0
        for y in mask.height / 3..<2 * mask.height / 3 {
            for x in mask.width / 3..<2 * mask.width / 3 where mask.values[y * mask.width + x] != 0 { covered += 1 }
        }
        return covered * 9 > mask.width * mask.height / 5
    }

    private func sides(of box: PixelRect, _ mask: Mask) -> [PictureEdge] {
        PictureEdge.allCases.filter { $0.isReached(by: box, in: mask) }
    }

    func widened(_ box: PixelRect, _ mask: Mask) -> PixelRect {
        let margin = Self.rimWidth + 3
        let left = max(0, box.x - margin)
        let top = max(0, box.y - margin)
        let right = min(mask.width, box.x + box.width + margin)
        let bottom = min(mask.height, box.y + box.height + margin)
        return PixelRect(x: left, y: top, width: right - left, height: bottom - top)
    }
}
