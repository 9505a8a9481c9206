import Imaging

/// Finds the objects that stand out from the background.
///
/// Pixels beyond the noise threshold are collected; in each connected group the sign that carries more contrast is the
/// object's (a Becke line is the weaker companion of a dark rim); closed rims are filled. An object that is dark or
/// bright all over is then cut at half of its own contrast, which is where its edge is and what parts close neighbours.
struct SilhouetteFinder: Sendable {
    /// nil: every kind.
    let contrast: Contrast?
    /// Pixels of the working picture that are looked at; nil: all.
    let region: Mask?

    /// Fewer pixels than this are noise.
    static let leastArea = 5
    /// Distance from the edge, px, at which the inside of a transparent plate begins.
    private static let rimWidth = 4

    /// - Parameter fieldStop: pixels outside the field of view.
    func find(_ relative: RelativeContrast, fieldStop: Mask?) throws(SegmentationError) -> [Silhouette] {
        var mask = try signedMask(relative).morphed(.close, radius: 1)
        if let fieldStop {
            for index in mask.values.indices where fieldStop.values[index] != 0 { mask.values[index] = 0 }
        }
        try mask.fillHoles()
        let components = try mask.components()
        var result: [Silhouette] = []
        for region in components.regions where region.area >= Self.leastArea {
            let box = widened(region.box, mask)
            let whole = cut(components, label: region.label, box: box)
            result += try refine(whole, box: box, relative)
        }
        return result
    }

    /// What reaches three sides of the first picture and leaves the middle free is a field stop or the wall of a dish:
    /// no object, and what it encloses is the field, not a hole.
    func fieldStop(_ relative: RelativeContrast) throws(SegmentationError) -> Mask? {
        let mask = try signedMask(relative)
        let components = try mask.components()
        var stop: Mask?
        for region in components.regions where sides(of: region.box, mask) >= 3 {
            let box = PixelRect(x: 0, y: 0, width: mask.width, height: mask.height)
            var whole = cut(components, label: region.label, box: box)
            guard !coversMiddle(whole) else { continue }
            let values = values(relative.smoothed, whole, box)
            let strong = 0.5 * RobustLevel.quantile(values.map(abs), 0.9)
            for index in whole.values.indices where abs(relative.smoothed.values[index]) < strong {
                whole.values[index] = 0
            }
            whole = try whole.morphed(.dilate, radius: 4)
            if let earlier = stop {
                for index in whole.values.indices where earlier.values[index] != 0 { whole.values[index] = 255 }
            }
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

    private func sides(of box: PixelRect, _ mask: Mask) -> Int {
        (box.x == 0 ? 1 : 0) + (box.y == 0 ? 1 : 0) + (box.x + box.width == mask.width ? 1 : 0)
            + (box.y + box.height == mask.height ? 1 : 0)
    }

    /// Pixels beyond the threshold whose sign is the stronger one of their connected group: sign in the sample's value.
    private func signedMask(_ relative: RelativeContrast) throws(SegmentationError) -> Mask {
        let values = relative.smoothed.values
        var mask = Mask(width: relative.smoothed.width, height: relative.smoothed.height)
        let threshold = relative.threshold
        for index in values.indices {
            let visible = switch contrast {
            case .dark, .rim: -values[index] > threshold
            case .bright: values[index] > threshold
            case nil: abs(values[index]) > threshold
            }
            if visible && (region.map { $0.values[index] != 0 } ?? true) { mask.values[index] = 255 }
        }
        guard contrast == nil else { return mask }
        let groups = try mask.components()
        var balance = [Float](repeating: 0, count: groups.regions.count + 1)
        for index in values.indices {
            let label = Int(groups.labels[index])
            if label > 0 && label < balance.count { balance[label] += values[index] }
        }
        for index in values.indices where mask.values[index] != 0 {
            let label = Int(groups.labels[index])
            if label >= balance.count || (values[index] > 0) != (balance[label] > 0) { mask.values[index] = 0 }
        }
        return mask
    }

    private func widened(_ box: PixelRect, _ mask: Mask) -> PixelRect {
        let margin = Self.rimWidth + 3
        let left = max(0, box.x - margin)
        let top = max(0, box.y - margin)
        let right = min(mask.width, box.x + box.width + margin)
        let bottom = min(mask.height, box.y + box.height + margin)
        return PixelRect(x: left, y: top, width: right - left, height: bottom - top)
    }

    private func cut(_ components: Components, label: Int32, box: PixelRect) -> Mask {
        var mask = Mask(width: box.width, height: box.height)
        for y in 0..<box.height {
            let row = (box.y + y) * components.width + box.x
            for x in 0..<box.width where components.labels[row + x] == label {
                mask.values[y * box.width + x] = 255
            }
        }
        return mask
    }

    private func refine(
        _ whole: Mask, box: PixelRect, _ relative: RelativeContrast, isPart: Bool = false
    ) throws(SegmentationError) -> [Silhouette] {
        let plane = relative.smoothed
        let all = values(plane, whole, box)
        let sign: Float = switch contrast {
        case .dark, .rim: -1
        case .bright: 1
        case nil: all.reduce(0, +) < 0 ? -1 : 1
        }
        let core = try whole.morphed(.erode, radius: Self.rimWidth)
        let edge = values(plane, subtracting(core, from: whole), box).map { sign * $0 }
        let inner = values(plane, core, box).map { sign * $0 }
        let rimLevel = RobustLevel.quantile(edge, 0.9)
        let innerLevel = inner.count >= 12 ? RobustLevel.median(inner) : RobustLevel.quantile(edge, 0.75)
        // The zone at the edge is wider than a rim, so a third of it is much.
        let isRimmed = 3 * edge.count(where: { $0 >= 0.4 * rimLevel }) >= edge.count
        if contrast == .rim || (sign < 0 && innerLevel < 0.5 * rimLevel && isRimmed) {
            let level = max(0.5 * rimLevel, relative.threshold)
            return [
                Silhouette(
                    box: box, inside: whole, contrast: .rim, sign: -1, strength: rimLevel, contourLevel: level)
            ]
        }
        if !isPart {
            let peak = RobustLevel.quantile(all.map { sign * $0 }, 0.995)
            if peak > Self.separateContrast * innerLevel {
                return try apart(whole, box: box, relative, sign: sign, level: 0.5 * peak)
            }
            if try isHaze(whole, core, box, plane, sign, innerLevel) {
                let level = innerLevel + relative.threshold
                return try parts(of: above(level, in: whole, box, plane, sign), box: box, relative)
            }
        }
        let level = max(0.5 * innerLevel, relative.threshold)
        let parts = try cut(whole, box: box, plane, sign: sign, level: level)
        return parts.map {
            Silhouette(
                box: box, inside: $0, contrast: sign < 0 ? .dark : .bright, sign: sign, strength: innerLevel,
                contourLevel: level)
        }
    }

    /// A shadow or a glow: over most of its outline the contrast hardly changes from a little outside to well inside.
    /// (Where a glow ends at the wall of a dish it is sharp.)
    private func isHaze(
        _ whole: Mask, _ core: Mask, _ box: PixelRect, _ plane: Plane, _ sign: Float, _ innerLevel: Float
    ) throws(SegmentationError) -> Bool {
        guard core.values.count(where: { $0 != 0 }) >= 64 else { return false }
        let edge = subtracting(try whole.morphed(.erode, radius: 1), from: whole)
        var sharp = 0
        var soft = 0
        for y in 0..<box.height {
            for x in 0..<box.width where edge.values[y * box.width + x] != 0 {
                guard let change = largestChange(box.x + x, box.y + y, plane, sign) else { continue }
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

    /// What is beyond the level, and what is left around it, each as objects.
    private func apart(
        _ whole: Mask, box: PixelRect, _ relative: RelativeContrast, sign: Float, level: Float
    ) throws(SegmentationError) -> [Silhouette] {
        let strong = above(level, in: whole, box, relative.smoothed, sign)
        let rest = subtracting(try strong.morphed(.dilate, radius: 3), from: whole)
        let prominent = try parts(of: strong, box: box, relative)
        return prominent + (try parts(of: rest, box: box, relative))
    }

    private func parts(
        of mask: Mask, box: PixelRect, _ relative: RelativeContrast
    ) throws(SegmentationError) -> [Silhouette] {
        var filled = mask
        try filled.fillHoles()
        let components = try filled.components()
        var result: [Silhouette] = []
        let origin = PixelRect(x: 0, y: 0, width: box.width, height: box.height)
        for region in components.regions where region.area >= Self.leastArea {
            let part = cut(components, label: region.label, box: origin)
            result += try refine(part, box: box, relative, isPart: true)
        }
        return result
    }

    private func subtracting(_ inner: Mask, from outer: Mask) -> Mask {
        var result = outer
        for index in result.values.indices where inner.values[index] != 0 { result.values[index] = 0 }
        return result
    }

    private func above(_ level: Float, in mask: Mask, _ box: PixelRect, _ plane: Plane, _ sign: Float) -> Mask {
        var result = Mask(width: box.width, height: box.height)
        for y in 0..<box.height {
            let row = (box.y + y) * plane.width + box.x
            for x in 0..<box.width {
                let index = y * box.width + x
                if mask.values[index] != 0 && sign * plane.values[row + x] >= level { result.values[index] = 255 }
            }
        }
        return result
    }

    private func values(_ plane: Plane, _ mask: Mask, _ box: PixelRect) -> [Float] {
        var result: [Float] = []
        for y in 0..<box.height {
            let row = (box.y + y) * plane.width + box.x
            for x in 0..<box.width where mask.values[y * box.width + x] != 0 { result.append(plane.values[row + x]) }
        }
        return result
    }

    /// The parts of the object beyond the level; the object as it is where that would lose much of it (a crystal of
    /// uneven darkness is one crystal).
    private func cut(
        _ whole: Mask, box: PixelRect, _ plane: Plane, sign: Float, level: Float
    ) throws(SegmentationError) -> [Mask] {
        var strong = above(level, in: whole, box, plane, sign)
        try strong.fillHoles()
        let components = try strong.components()
        let wholeArea = whole.values.count { $0 != 0 }
        let kept = components.regions.filter { $0.area >= max(Self.leastArea, wholeArea / 50) }
        let keptArea = kept.reduce(0) { $0 + $1.area }
        let coreArea = try whole.morphed(.erode, radius: 2).values.count { $0 != 0 }
        guard !kept.isEmpty, Double(keptArea) >= 0.7 * Double(coreArea) else { return [whole] }
        let origin = PixelRect(x: 0, y: 0, width: box.width, height: box.height)
        return kept.map { cut(components, label: $0.label, box: origin) }
    }
}
