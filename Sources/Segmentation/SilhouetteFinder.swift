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

    /// - Parameter fieldStop: pixels outside the field of view.
    func find(_ relative: RelativeContrast, fieldStop: Mask?) throws(SegmentationError) -> [Silhouette] {
        let masks = try SignedMasks(relative, region: region)
        let dark = try objects(masks.dark, sign: -1, relative, fieldStop)
        return dark + (try objects(masks.bright, sign: 1, relative, fieldStop))
    }

    private func objects(
        _ visible: Mask, sign: Float, _ relative: RelativeContrast, _ fieldStop: Mask?
    ) throws(SegmentationError) -> [Silhouette] {
        guard visible.values.contains(where: { $0 != 0 }) else { return [] }
        var mask = try visible.morphed(.close, radius: 1)
        if let fieldStop {
            for index in mask.values.indices where fieldStop.values[index] != 0 { mask.values[index] = 0 }
        }
        try mask.fillHoles()
        if sign < 0 { try closeAtBorder(&mask) }
        let components = try mask.components()
        var result: [Silhouette] = []
        for region in components.regions where region.area >= Self.leastArea {
            let box = widened(region.box, mask)
            let whole = cut(components, label: region.label, box: box)
            result += try refine(whole, box: box, relative, sign: sign)
        }
        return result
    }

    /// The rim of a transparent crystal that the picture's border cuts is open there, and encloses nothing: closed along
    /// the border where that makes a region without dents of one with many. (Crystals are convex.)
    ///
    /// Only dark ones: the Becke line inside a rim would make a second crystal.
    private func closeAtBorder(_ mask: inout Mask) throws(SegmentationError) {
        guard PictureEdge.allCases.contains(where: { $0.isReached(in: mask) }) else { return }
        let components = try mask.components()
        for region in components.regions where region.area >= Self.leastArea {
            let box = widened(region.box, mask)
            guard let closed = try closedAtBorder(cut(components, label: region.label, box: box), box: box, mask) else {
                continue
            }
            for y in 0..<box.height {
                for x in 0..<box.width where closed.values[y * box.width + x] != 0 {
                    mask.values[(box.y + y) * mask.width + box.x + x] = 255
                }
            }
        }
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
        let components = try mask.components()
        var stop: Mask?
        for region in components.regions where sides(of: region.box, mask).count >= 3 {
            let box = PixelRect(x: 0, y: 0, width: mask.width, height: mask.height)
            var whole = cut(components, label: region.label, box: box)
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

    func cut(_ components: Components, label: Int32, box: PixelRect) -> Mask {
        var mask = Mask(width: box.width, height: box.height)
        for y in 0..<box.height {
            let row = (box.y + y) * components.width + box.x
            for x in 0..<box.width where components.labels[row + x] == label {
                mask.values[y * box.width + x] = 255
            }
        }
        return mask
    }
}
