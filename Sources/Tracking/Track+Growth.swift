import Imaging

extension Track {
    /// Whether the object grows in its place: a significant, steady rise of sqrt(area), in mass as well as in
    /// outline, around the place where it was first seen.
    func showsGrowth(pixel: Double, settings: CrystalTracker.Settings, isFinal: Bool) -> Bool {
        let isPartial = partial.observationCount > 2 * clean.observationCount
        // Whatever comes in over the edge grows for a while: the part in the picture is judged when all is seen.
        let leastPart = Self.leastPart * settings.resolvedSizePixels * pixel
        if isPartial, !isFinal || partial.observationCount < 10 || largestSize < leastPart { return false }
        let history = isPartial ? partial : clean
        if largestSize < settings.resolvedSizePixels * pixel, !keepsGrowing(history, pixel: pixel, settings: settings) {
            return false
        }
        if 2 * tally.faint > tally.seen, !tally.isMostlyFaceted { return false }
        let needed = isFinal ? 4 : 6
        // Also the last half and quarter alone: dust lies still for long before a crystal nucleates on it.
        return [1, 2, 4].contains { part in
            let samples = history.samples.suffix(history.samples.count / part)
            return samples.count >= (part == 1 ? needed : 8)
                && rises(samples, of: history, pixel: pixel, settings: settings, isFinal: isFinal)
        }
    }

    /// Size of what is never seen whole, in sizes that show an object: at the edge of the picture the background is known least.
    private static let leastPart = 2.0

    /// Kendall's tau and number of samples from which a series rises as noise hardly does, however slowly that changes.
    private static let steadyTau = 0.9
    private static let leastSteady = 12

    /// Whether it is larger in the end than it was before: noise that changes slowly rises for a while, but not beyond what it
    /// reached already.
    private func exceeds(_ before: ArraySlice<SizeHistory.Sample>, end: Double, pixel: Double) -> Bool {
        guard !before.isEmpty else { return true }
        let sizes = before.map(\.size).sorted()
        return end > sizes[sizes.count * 9 / 10] + pixel
    }

    /// Blur and threshold make the outline of a speck, and both settle in the first frames: something as small has to
    /// have grown through the later half of its history, too.
    private func keepsGrowing(_ history: SizeHistory, pixel: Double, settings: CrystalTracker.Settings) -> Bool {
        guard largestSize >= 0.75 * settings.resolvedSizePixels * pixel else { return false }
        let later = history.samples.suffix(history.samples.count / 2)
        guard let trend = GrowthTrend(times: later.map(\.timeSeconds), values: later.map(\.size)) else { return false }
        return trend.probability < settings.growthSignificance
            && trend.rise >= settings.minimumSlowGrowthPixels * pixel
    }

    private func rises(
        _ samples: ArraySlice<SizeHistory.Sample>, of history: SizeHistory, pixel: Double,
        settings: CrystalTracker.Settings, isFinal: Bool
    ) -> Bool {
        guard let ends = SizeHistory.ends(of: samples) else { return false }
        // A cheap look before the test over all pairs.
        let gain = ends.last.area.squareRoot() - ends.first.area.squareRoot()
        guard gain > 0.5 * settings.minimumSlowGrowthPixels * pixel,
            let trend = GrowthTrend(times: samples.map(\.timeSeconds), values: samples.map(\.size))
        else { return false }
        let isShort = isFinal && history.observationCount < 8
        guard trend.probability < (isShort ? 0.05 : settings.growthSignificance), trend.tau >= 0.4 else { return false }
        let isSlow = history.observationCount >= settings.slowGrowthFrames
        // Asked after every frame, chance answers sooner or later: until the end more is needed of what may be a blurred speck.
        let share = isFinal || 2 * tally.regular > tally.seen ? 0 : settings.minimumGrowthShare
        let least = max((isSlow ? settings.minimumSlowGrowthPixels : settings.minimumGrowthPixels) * pixel, share * trend.start)
        // 4 standard deviations: a rise that single frames do not simulate.
        guard trend.rise >= max(least, 4 * trend.line.noise) else { return false }
        // (A crystal whose outline changed its kind, from its halo to its own, has been as large before.)
        let isSteady = trend.tau >= Self.steadyTau && trend.count >= Self.leastSteady
        let before = history.samples[..<samples.startIndex]
        guard isSteady || exceeds(before, end: ends.last.area.squareRoot(), pixel: pixel) else { return false }
        return !isOneStep(samples.map(\.size), rise: trend.rise) && isInPlace(rise: trend.rise, pixel: pixel)
            && gainsMass(ends)
    }

    /// What has two outlines, a halo's and its own, changes from one to the other between two frames: most of its rise is one
    /// step, from three sizes to the next three, or of few sizes from one to the next.
    private func isOneStep(_ sizes: [Double], rise: Double) -> Bool {
        guard sizes.count >= 12 else {
            // With two sizes before and after it: the last of what grows faster and faster is large, too.
            return sizes.count >= 4 && (2...sizes.count - 2).contains { sizes[$0] - sizes[$0 - 1] > Self.stepShare * rise }
        }
        return (3...sizes.count - 3).contains { index in
            let before = Median.of(Array(sizes[index - 3..<index])) ?? 0
            let after = Median.of(Array(sizes[index..<index + 3])) ?? 0
            return after - before > Self.stepShare * rise
        }
    }

    private static let stepShare = 0.6

    /// Growth moves the centre by half of the rise at most, and the later outline holds the earlier one.
    private func isInPlace(rise: Double, pixel: Double) -> Bool {
        guard !isFixedInOptics, let earliestOutline, let outline else { return false }
        if !tally.isMostlyFaceted, place.followsCamera(pixel: pixel) { return false }
        guard place.netDisplacement <= 2.5 * pixel + 0.6 * rise + 0.05 * largestSize else { return false }
        return earliestOutline.shareInside(outline.vertices, margin: pixel) >= 0.75 || earliestOutline.size < 3 * pixel
    }

    /// Defocus widens an outline while the contrast falls; a crystal that grows takes up more light.
    private func gainsMass(_ ends: SizeHistory.Ends) -> Bool {
        guard !tally.isMostlyFaceted, ends.first.integratedContrast > 0, ends.first.area > 0 else {
            return true
        }
        let massGain = ends.last.integratedContrast / ends.first.integratedContrast - 1
        let areaGain = ends.last.area / ends.first.area - 1
        return massGain >= 0.4 * areaGain
    }

    /// Whether it is about as large as it mostly was: threshold and noise change a size by less than 1.5 px, and that of what is
    /// large, in a picture that was reduced to be searched, by less than a seventh.
    func isAsBefore(pixel: Double) -> Bool {
        guard let typical = Median.of(clean.sizes) else { return true }
        return abs(lastSize - typical) < max(1.5 * pixel, typical / 7)
    }

    /// Whether nothing hints at growth: neither the test over all frames nor the last few.
    func lacksGrowth(pixel: Double) -> Bool {
        guard let trend = GrowthTrend(times: clean.times, values: clean.sizes) else { return true }
        return trend.probability > 0.07 || trend.rise < 0.3 * pixel
    }

    /// Where a speck lay still before it grew, the sample of its history at which growth began.
    func onsetSample(pixel: Double) -> SizeHistory.Sample? {
        let samples = clean.samples
        guard let index = GrowthOnset.index(times: clean.times, sizes: clean.sizes) else { return nil }
        let level = Median.of(samples[..<index].map(\.size)) ?? 0
        // A larger one that pauses is a crystal with an induction time, not dust.
        return level < 12 * pixel ? samples[index] : nil
    }
}
