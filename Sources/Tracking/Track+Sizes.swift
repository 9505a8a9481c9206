import Facets
import Imaging
import Statistics

extension Track {
    /// Whether a size is what this track's growth leads to.
    func foretells(size: Double, time: Double, pixel: Double) -> Bool {
        foretells(size: size, time: time, pixel: pixel, recent: recent)
    }

    private func foretells(size: Double, time: Double, pixel: Double, recent: RecentGrowth) -> Bool {
        let expected = expectedSize(at: time, recent: recent)
        // Until the rate is known, a nucleus may double; 2 px and 2 % cover threshold and focus.
        var tolerance = max(2 * pixel, 0.02 * expected, 6 * recent.noise)
        if recent.count < 4 { tolerance = max(4 * pixel, expected) }
        // The rate may double within a frame, and change by a quarter behind a gap.
        let frame = time - lastTimeSeconds
        let motion = abs(recent.rate) * (frame + 0.25 * max(0, time - lastReliableTime - frame))
        return abs(size - expected) <= tolerance + motion
    }

    /// Whether an object is this track's own, alone; else something lies over it or has merged with it.
    ///
    /// A size that stays implausible, but agrees with itself over `outlineChangeFrames` frames, is believed, until
    /// the size that was foretold before comes back.
    mutating func acceptsSize(
        of object: CrystalObservation, time: Double, pixel: Double, settings: CrystalTracker.Settings
    ) -> Bool {
        let size = object.size
        // The part inside the picture may shrink as it likes while the stage drifts.
        if foretells(size: size, time: time, pixel: pixel) || object.flags.contains(.border) {
            suspects.removeAll()
            return true
        }
        if let before = abandoned, foretells(size: size, time: time, pixel: pixel, recent: before) {
            recent = before
            abandoned = nil
            suspects.removeAll()
            return true
        }
        suspects.append((time, size))
        // A speck has no outline to protect, and is soon covered by a crystal that nucleates on it.
        let isProtected = verdict == .crystal && lastReliableSize >= 12 * pixel
        let needed = isProtected ? settings.outlineChangeFrames : 3
        if suspects.count > needed { suspects.removeFirst(suspects.count - needed) }
        // What had facets and has none is more than one crystal's outline, however long it lasts.
        let lostFacets = tally.isMostlyFaceted && !object.isFaceted
        guard suspects.count == needed, !lostFacets, suspectsAgree(pixel: pixel) else { return false }
        abandoned = recent
        recent = RecentGrowth()
        for suspect in suspects { recent.append(time: suspect.time, value: suspect.size) }
        suspects.removeAll()
        return true
    }

    private func suspectsAgree(pixel: Double) -> Bool {
        guard let line = RobustLine(times: suspects.map(\.time), values: suspects.map(\.size)) else { return false }
        return suspects.allSatisfy { abs($0.size - line.value(at: $0.time)) < max(2 * pixel, 0.06 * $0.size) }
    }

    /// Frames in which a floater may lie over what it uncovers then, and the size that is left of both at the most.
    private static let firstFrames = 5
    private static let shrunk = 0.7

    /// Below this many detection thresholds the outline of a stain follows the threshold.
    private static let leastDistinctness = 1.6
    /// From this many on, what does not grow may be a crystal all the same.
    private static let clearDistinctness = 3.0

    mutating func count(_ object: CrystalObservation) {
        tally.seen += 1
        if object.isFaceted { tally.faceted += 1 }
        if object.isFaceted, object.habit != .polygon, !object.flags.contains(.roundedCorners) { tally.regular += 1 }
        if object.flags.contains(.border) { tally.border += 1 }
        if object.isOverlay { tally.overlay += 1 }
        if object.relativeContrast > 0 { tally.bright += 1 }
        if object.isAxisAligned { tally.axisAligned += 1 }
        if object.distinctness < Self.leastDistinctness { tally.faint += 1 }
        if object.distinctness >= Self.clearDistinctness { tally.distinct += 1 }
    }

    /// Takes a measurement into the memory from which growth is judged and the next outline predicted.
    mutating func remember(
        _ object: CrystalObservation, facetNumbers: [Int], frame: Int, time: Double, drift: Point, isPlausible: Bool
    ) {
        guard !object.isOverlay, isPlausible, !object.flags.contains(.outOfFocus) else { return }
        let sample = SizeHistory.Sample(
            frame: Double(frame), timeSeconds: time, size: object.size,
            integratedContrast: object.area.value * abs(object.relativeContrast))
        if object.isClean { clean.append(sample) } else { partial.append(sample) }
        largestSize = max(largestSize, object.size)
        recent.append(time: time, value: object.size)
        outlineHabit = object.habit
        let memory = OutlineMemory(object, facetNumbers: facetNumbers, timeSeconds: time, drift: drift)
        outline = memory
        if verdict == .crystal { alone = nil } else if object.isClean { alone = memory }
        // A crystal does not shrink: what was much larger in its first frames was something else besides.
        let wasMore = tally.seen <= Self.firstFrames && memory.size < Self.shrunk * (earliestOutline?.size ?? 0)
        if earliestOutline == nil || wasMore { earliestOutline = memory }
    }
}

extension CrystalObservation {
    /// A rectangle whose sides run along the rows and columns of the picture, within half a degree.
    var isAxisAligned: Bool {
        guard isFaceted, habit == .rectangle || habit == .ribbon || habit == .square else { return false }
        let off = orientationDegrees.truncatingRemainder(dividingBy: 90)
        return min(abs(off), 90 - abs(off)) < 0.5
    }
}
