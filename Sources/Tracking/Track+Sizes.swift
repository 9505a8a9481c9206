import Facets
import Imaging
import Statistics

extension Track {
    /// Whether an object's size is what this track's growth leads to; else something lies over it or merged with it.
    ///
    /// A size that stays implausible, but agrees with itself over `outlineChangeFrames` frames, is believed.
    mutating func acceptsSize(
        of object: CrystalObservation, time: Double, pixel: Double, settings: CrystalTracker.Settings
    ) -> Bool {
        let size = object.size
        let expected = expectedSize(at: time)
        let elapsed = time - lastReliableTime
        // Until the rate is known, a nucleus may double; 2 px and 6 % cover threshold and focus.
        var tolerance = max(2 * pixel, 0.06 * expected, 6 * recent.noise)
        if recent.count < 4 { tolerance = max(4 * pixel, expected) }
        let motion = abs(recent.rate) * elapsed
        let upper = expected + tolerance + 2 * motion
        let lower = expected - tolerance - motion
        // The part inside the picture may shrink as it likes while the stage drifts.
        if (lower...upper).contains(size) || object.flags.contains(.border) {
            suspects.removeAll()
            return true
        }
        suspects.append((time, size))
        if suspects.count > settings.outlineChangeFrames { suspects.removeFirst() }
        guard suspects.count == settings.outlineChangeFrames, suspectsAgree(pixel: pixel) else { return false }
        recent = RecentGrowth()
        for suspect in suspects { recent.append(time: suspect.time, value: suspect.size) }
        suspects.removeAll()
        return true
    }

    private func suspectsAgree(pixel: Double) -> Bool {
        guard let line = RobustLine(times: suspects.map(\.time), values: suspects.map(\.size)) else { return false }
        return suspects.allSatisfy { abs($0.size - line.value(at: $0.time)) < max(2 * pixel, 0.06 * $0.size) }
    }

    mutating func count(_ object: CrystalObservation) {
        tally.seen += 1
        if object.isFaceted { tally.faceted += 1 }
        if object.flags.contains(.border) { tally.border += 1 }
        if object.isOverlay { tally.overlay += 1 }
        if object.isAxisAligned { tally.axisAligned += 1 }
    }

    /// Takes a measurement into the memory from which growth is judged and the next outline predicted.
    mutating func remember(
        _ object: CrystalObservation, facetNumbers: [Int], frame: Int, time: Double, drift: Point,
        settings: CrystalTracker.Settings
    ) {
        guard !object.isOverlay, !object.flags.contains(.occluded), !object.flags.contains(.outOfFocus) else { return }
        let sample = SizeHistory.Sample(
            frame: Double(frame), timeSeconds: time, size: object.size,
            integratedContrast: object.area.value * abs(object.relativeContrast))
        if object.isClean { clean.append(sample) } else { partial.append(sample) }
        largestSize = max(largestSize, object.size)
        recent.append(time: time, value: object.size)
        outlineHabit = object.habit
        let memory = OutlineMemory(object, facetNumbers: facetNumbers, timeSeconds: time, drift: drift)
        outline = memory
        if earliestOutline == nil { earliestOutline = memory }
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
