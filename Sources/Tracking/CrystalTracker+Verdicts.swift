import Facets
import Foundation
import Imaging

extension CrystalTracker {
    /// Decides what can be decided after a frame, then tells what was waiting for it.
    mutating func judgeAll(result: inout FrameResult) {
        for index in tracks.indices where tracks[index].missed == 0 && isDue(tracks[index]) {
            switch tracks[index].verdict {
            case .candidate:
                let verdict = presentVerdict(tracks[index])
                if verdict != .candidate { decide(verdict, index: index, result: &result) }
            case .rejected:
                // Dust on which a crystal nucleates later.
                if tracks[index].tally.overlay == 0, !isLetter(tracks[index]), !tracks[index].isMoving(pixel: pixel),
                    !isOnCrystal(tracks[index]), !isPartOfSpeck(tracks[index]),
                    tracks[index].showsGrowth(pixel: pixel, settings: settings, isFinal: false)
                {
                    decide(.crystal, index: index, result: &result)
                }
            case .crystal: break
            }
        }
        tellContacts(result: &result)
    }

    /// Tests take time and gain little from one more frame of many.
    private func isDue(_ track: Track) -> Bool {
        track.tally.seen < 16 || track.tally.seen % (track.tally.seen / 8) == 0
    }

    private func presentVerdict(_ track: Track) -> TrackVerdict {
        if isNotOnSample(track) { return .rejected }
        // What flickers about the threshold seems to grow whenever the lamp or the focus drifts.
        if 10 * track.tally.seen >= 7 * track.lookedFor,
            track.showsGrowth(pixel: pixel, settings: settings, isFinal: false)
        {
            return .crystal
        }
        if isLargeAndFaceted(track, least: settings.facetedSizePixels), track.tally.seen >= 5,
            2 * track.tally.axisAligned < track.tally.seen
        {
            return .crystal
        }
        let isSmall = track.largestSize < settings.facetedSizePixels * pixel
        let isDust = isSmall && track.tally.seen >= settings.dustAfterFrames && track.lacksGrowth(pixel: pixel)
        return isDust ? .rejected : .candidate
    }

    /// The verdict when nothing more is to be seen of an object.
    func finalVerdict(_ track: Track) -> TrackVerdict {
        if isNotOnSample(track) { return .rejected }
        // Seen in less than half of the frames since it appeared: flicker of the threshold.
        guard 2 * track.tally.seen >= track.lookedFor - track.missed else { return .rejected }
        if track.showsGrowth(pixel: pixel, settings: settings, isFinal: true) { return .crystal }
        // A bar along the rows that never changed is part of the picture's frame, not of the sample.
        guard 2 * track.tally.axisAligned < track.tally.seen || clock.analysedFrames == 1 || track.growth > pixel else { return .rejected }
        if clock.analysedFrames <= settings.shortRunFrames {
            let isLarge = track.largestSize >= settings.facetedSizePixels * pixel && track.tally.border == 0
            return isLarge || isLargeAndFaceted(track, least: settings.facetedSizeInShortRunPixels)
                ? .crystal : .rejected
        }
        let isLasting = track.tally.seen >= 5
        return isLasting && isLargeAndFaceted(track, least: settings.facetedSizePixels) ? .crystal : .rejected
    }

    /// Distance between the middles of letters beside each other, by their size; the ratio of sizes of letters of one
    /// inscription (a colon's dots are the smallest); and the largest letters, px.
    private static let letterSpacing = 3.0
    private static let letterRatio = 3.0
    private static let largestLetter = 32.0

    /// Bright, and beside something bright burned in that is as large: a digit that changes, which compression leaves neither
    /// white nor sharp. What grows larger than that, or shows facets, is no letter.
    private func isLetter(_ track: Track) -> Bool {
        guard track.tally.isMostlyBright, !track.tally.isMostlyFaceted else { return false }
        return tracks.contains { other in
            guard other.id != track.id, other.tally.isBurnedIn, other.tally.isMostlyBright else { return false }
            let sizes = [other.largestSize, track.largestSize].sorted()
            return sizes[1] < min(Self.letterRatio * sizes[0], Self.largestLetter * pixel)
                && (other.lastCentre - track.lastCentre).length < Self.letterSpacing * sizes[1]
        }
    }

    /// Size of a crystal relative to what lies within it, at the least: of two views of one crystal neither is the dust.
    private static let leastCover = 2.0

    /// Within the outline of a crystal, where no other can be: dust that it has grown over, or something in it.
    private func isOnCrystal(_ track: Track) -> Bool {
        tracks.contains { other in
            other.verdict == .crystal && other.lastSize > Self.leastCover * track.largestSize && other.covers(track)
        }
    }

    /// Size of a speck relative to what becomes of a part of it that is outlined alone. (What is larger may hold crystals: a
    /// drop.)
    private static let speckRatios = 0.8...3

    /// Part of a speck that was there before, is about as large and no crystal: it has been outlined otherwise.
    private func isPartOfSpeck(_ track: Track) -> Bool {
        tracks.contains { other in
            other.verdict != .crystal && other.firstFrame < track.firstFrame
                && Self.speckRatios.contains(other.largestSize / track.largestSize) && other.covers(track)
                && !other.isMoving(pixel: pixel)
        }
    }

    /// Burned in, fixed in the optics, afloat, or on a crystal.
    private func isNotOnSample(_ track: Track) -> Bool {
        if track.tally.isBurnedIn || isLetter(track) { return true }
        if track.isFixedInOptics { return true }
        return track.isMoving(pixel: pixel) || isOnCrystal(track) || isPartOfSpeck(track)
    }

    /// A crystal nucleates small: what appears large in the middle of a run came apart from others, or closes a gap
    /// between them, unless it grows.
    private func isLargeAndFaceted(_ track: Track, least: Double) -> Bool {
        let appearedLarge = !track.wasThereBefore && (track.earliestOutline?.size ?? track.lastSize) > least * pixel
        let isSurelyFaceted = track.largestSize >= settings.irregularSizePixels * pixel
        let faceted = isSurelyFaceted ? track.tally.faceted : track.tally.regular
        return !appearedLarge && track.largestSize >= least * pixel && 5 * faceted >= 3 * track.tally.seen
            && 2 * track.tally.border < track.tally.seen && track.tally.isMostlyDistinct
            && track.place.netDisplacement <= 2.5 * pixel + track.wander + 0.05 * track.largestSize
    }

    /// Sets a verdict and tells what was held back for it.
    mutating func decide(_ verdict: TrackVerdict, index: Int, result: inout FrameResult) {
        let track = tracks[index]
        tracks[index].verdict = verdict
        result.verdicts[track.id] = verdict
        guard verdict == .crystal else {
            if verdict == .rejected { contacts.forget(track.id) }
            return
        }
        let onset = track.onsetSample(pixel: pixel)
        if let onset { result.growthOnsetFrames[track.id] = Int(onset.frame.rounded()) }
        if let event = nucleation(of: track, onset: onset) { result.events.append(event) }
        let since = onset?.timeSeconds ?? -.infinity
        result.events += track.heldEvents.filter { $0.timeSeconds >= since }
        tracks[index].heldEvents.removeAll()
        tellContacts(result: &result)
    }

    private func nucleation(of track: Track, onset: SizeHistory.Sample?) -> TrackEvent? {
        if let onset {
            return TrackEvent(
                timeSeconds: onset.timeSeconds, frame: Int(onset.frame.rounded()), kind: .nucleation,
                crystalID: track.id, detail: "starts to grow on something seen before it")
        }
        guard !track.wasThereBefore, !track.isPartOfAnother, let first = track.earliestOutline else { return nil }
        return TrackEvent(
            timeSeconds: track.firstTimeSeconds, frame: track.firstFrame, kind: .nucleation, crystalID: track.id,
            detail: String(format: "first seen with a size of %.1f um", first.size))
    }
}
