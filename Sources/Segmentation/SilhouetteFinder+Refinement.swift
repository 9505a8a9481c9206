import Imaging

extension SilhouetteFinder {
    /// Distance from the edge, px, at which the inside of a transparent plate begins.
    static let rimWidth = 4

    /// The objects that a connected region turns out to be, each with its kind and the level of its edge.
    func refine(
        _ whole: Mask, box: PixelRect, _ relative: RelativeContrast, sign: Float, depth: Int = 0
    ) throws(SegmentationError) -> [Silhouette] {
        let plane = relative.smoothed
        let area = whole.area
        let core = try whole.morphed(.erode, radius: Self.rimWidth)
        let edge = values(plane, subtracting(core, from: whole), box).map { sign * $0 }
        let inner = sample(plane, core, box).map { sign * $0 }
        let rimLevel = RobustLevel.quantile(edge, 0.9)
        let hasInside = inner.count >= Self.leastInside
        let innerLevel = hasInside ? RobustLevel.median(inner) : RobustLevel.quantile(edge, 0.75)
        // The zone at the edge is wider than a rim, so a third of it is much.
        let isRimmed = 3 * edge.count(where: { $0 >= 0.4 * rimLevel }) >= edge.count
        let looksRimmed = innerLevel < 0.5 * rimLevel && isRimmed
        if sign < 0, contrast == .rim || (contrast != .dark && looksRimmed) {
            let level = max(0.5 * rimLevel, relative.threshold)
            let outlines = try cut(whole, box: box, plane, sign: -1, level: level, pale: nil)
            return outlines.map {
                Silhouette(box: box, inside: $0, contrast: .rim, sign: -1, strength: rimLevel, contourLevel: level)
            }
        }
        if sign > 0, contrast != .bright, looksRimmed, mayBeBeckeLine(whole, innerLevel, relative) {
            return [try crystal(of: whole, rimLevel, box: box, relative)]
        }
        let peak = RobustLevel.quantile(sample(plane, whole, box).map { sign * $0 }, 0.995)
        if depth < Self.deepest, peak > Self.separateContrast * innerLevel {
            return try apart(whole, box: box, relative, sign: sign, level: 0.5 * peak, depth: depth)
        }
        if try isHaze(whole, core, box, plane, sign, innerLevel) {
            guard depth < Self.deepest else { return [] }
            // A crystal may lie in the haze, or a haze cling to a crystal.
            let found = try parts(
                of: above(0.5 * peak, in: whole, box, plane, sign), box: box, relative, sign, depth: depth)
            // A crumb hardly stronger than the haze is the haze's own unevenness.
            return found.filter { $0.strength > 2 * innerLevel || 10 * $0.area > area }
        }
        // A nucleus has no inside: blur leaves a summit of it, whose half height runs about where its edge is.
        let plateau = hasInside ? innerLevel : RobustLevel.quantile(edge, 0.95)
        let level = max(0.5 * plateau, relative.threshold)
        let parts = try cut(whole, box: box, plane, sign: sign, level: level, pale: plateau / Self.separateContrast)
        return parts.map {
            Silhouette(
                box: box, inside: $0, contrast: sign < 0 ? .dark : .bright, sign: sign, strength: plateau,
                contourLevel: level)
        }
    }

    /// A shadow or a glow: over most of its outline the contrast hardly changes from a little outside to well inside.
    /// (Where a glow ends at the wall of a dish it is sharp.)
    private func isHaze(
        _ whole: Mask, _ core: Mask, _ box: PixelRect, _ plane: Plane, _ sign: Float, _ innerLevel: Float
    ) throws(SegmentationError) -> Bool {
        guard core.area >= 64 else { return false }
        let edge = subtracting(try whole.morphed(.erode, radius: 1), from: whole)
        var sharp = 0
        var soft = 0
        for run in edge.runs() {
            for x in run.start..<run.end {
                guard let change = largestChange(box.x + x, box.y + run.row, plane, sign) else { continue }
                if change >= 0.4 * innerLevel { sharp += 1 } else { soft += 1 }
            }
        }
        return 2 * sharp < 3 * soft
    }

    /// The largest rise of the contrast, over eight directions, from three pixels on one side to eight on the other;
    /// nil near the picture's border.
    private func largestChange(_ x: Int, _ y: Int, _ plane: Plane, _ sign: Float) -> Float? {
        guard x >= 8, y >= 8, x < plane.width - 8, y < plane.height - 8 else { return nil }
        var largest: Float = 0
        for (dx, dy) in [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)] {
            let outside = plane.values[(y - 3 * dy) * plane.width + x - 3 * dx]
            let inside = plane.values[(y + 8 * dy) * plane.width + x + 8 * dx]
            largest = max(largest, sign * (inside - outside))
        }
        return largest
    }

    /// Parts of more than this many times the contrast of the rest are objects of their own: colonies in a glow, a dark
    /// crystal that touches a pale one. Texture and thickness change the contrast of one crystal by less.
    private static let separateContrast: Float = 3
    /// Objects within haze within haze: deeper nothing is looked for.
    private static let deepest = 2

    /// What is beyond the level, and what is left around it, each as objects.
    private func apart(
        _ whole: Mask, box: PixelRect, _ relative: RelativeContrast, sign: Float, level: Float, depth: Int
    ) throws(SegmentationError) -> [Silhouette] {
        let strong = above(level, in: whole, box, relative.smoothed, sign)
        let around = subtracting(try strong.morphed(.dilate, radius: 3), from: whole)
        // What is left of a thin fringe is no object: only what has an inside is.
        let rest = try around.morphed(.erode, radius: Self.rimWidth).morphed(.dilate, radius: Self.rimWidth)
        let prominent = try parts(of: strong, box: box, relative, sign, depth: depth)
        return prominent + (try parts(of: rest, box: box, relative, sign, depth: depth))
    }

    private func parts(
        of mask: Mask, box: PixelRect, _ relative: RelativeContrast, _ sign: Float, depth: Int
    ) throws(SegmentationError) -> [Silhouette] {
        var whole = mask
        var result: [Silhouette] = []
        let origin = PixelRect(x: 0, y: 0, width: box.width, height: box.height)
        for region in try filled(&whole).regions where region.area >= Self.leastArea {
            let part = Components.cut(region, box: origin)
            result += try refine(part, box: box, relative, sign: sign, depth: depth + 1)
        }
        return result
    }

    func subtracting(_ inner: Mask, from outer: Mask) -> Mask {
        var result = outer
        result.remove(inner)
        return result
    }

    func above(_ level: Float, in mask: Mask, _ box: PixelRect, _ plane: Plane, _ sign: Float) -> Mask {
        var result = Mask(width: box.width, height: box.height)
        for run in mask.runs() {
            let row = run.row * box.width
            let planeRow = (box.y + run.row) * plane.width + box.x
            for x in run.start..<run.end where sign * plane.values[planeRow + x] >= level {
                result.values[row + x] = 255
            }
        }
        return result
    }

    func values(_ plane: Plane, _ mask: Mask, _ box: PixelRect) -> [Float] {
        var result: [Float] = []
        for run in mask.runs() {
            let row = (box.y + run.row) * plane.width + box.x
            result += plane.values[row + run.start..<row + run.end]
        }
        return result
    }

    /// An even choice of the values, as many as quantiles are taken of.
    func sample(_ plane: Plane, _ mask: Mask, _ box: PixelRect) -> [Float] {
        let runs = mask.runs()
        let step = RobustLevel.step(among: runs.reduce(0) { $0 + $1.end - $1.start })
        var result: [Float] = []
        // Pixels of the mask until the next that is chosen.
        var ahead = 0
        for run in runs {
            let row = (box.y + run.row) * plane.width + box.x
            var place = run.start + ahead
            while place < run.end {
                result.append(plane.values[row + place])
                place += step
            }
            ahead = place - run.end
        }
        return result
    }

    /// The parts of the object beyond the level; the object as it is where that would lose much of it (a crystal of
    /// uneven darkness is one crystal).
    ///
    /// - Parameter pale: contrast below which the rest is something else; nil: any may be part of the object.
    private func cut(
        _ whole: Mask, box: PixelRect, _ plane: Plane, sign: Float, level: Float, pale: Float?
    ) throws(SegmentationError) -> [Mask] {
        var strong = try above(level, in: whole, box, plane, sign).morphed(.close, radius: 1)
        let wholeArea = whole.area
        let kept = try filled(&strong).regions.filter { $0.area >= max(Self.leastArea, wholeArea / 50) }
        let keptArea = kept.reduce(0) { $0 + $1.area }
        guard !kept.isEmpty else { return [whole] }
        let origin = PixelRect(x: 0, y: 0, width: box.width, height: box.height)
        let parts = kept.map { Components.cut($0, box: origin) }
        let hasLostMuch = { (area: Int) in Double(keptArea) < 0.7 * Double(area) }
        if hasLostMuch(wholeArea), hasLostMuch(try whole.morphed(.erode, radius: 2).area) {
            guard let rest = try rest(of: whole, around: parts) else { return [whole] }
            guard 50 * rest.area > wholeArea else { return parts }
            guard let pale else { return [whole] }
            return RobustLevel.median(values(plane, rest, box).map { sign * $0 }) < pale ? parts : [whole]
        }
        return parts
    }

    /// Pixels from which an inside has a level.
    static let leastInside = 12
    /// How far the blurred edge of an object of high contrast can be seen beyond its half level, px.
    private static let flankWidth = 7

    /// What a region has besides its parts and their flanks: a small object of a hundred times the threshold has more flank than
    /// inside. nil where a part has no inside: a nucleus is its flank.
    private func rest(of whole: Mask, around parts: [Mask]) throws(SegmentationError) -> Mask? {
        var rest = whole
        for part in parts {
            guard try part.morphed(.erode, radius: Self.rimWidth).area >= Self.leastInside else { return nil }
            rest.remove(try part.morphed(.dilate, radius: Self.flankWidth))
        }
        return rest
    }
}
