import Imaging

extension CrystalTracker {
    /// Where every crystal, and every candidate that may be one, should be in a frame that comes next.
    ///
    /// The last trusted outline, its facets moved on at their recent normal rates and all of it by the expected
    /// drift of the stage; um in the frame's camera coordinates. Specks, floaters and burned-in marks are not among
    /// them: a crystal that grows over a speck must not be divided from it.
    public func predictions(frame: Int, timeSeconds: Double) -> [PredictedCrystal] {
        guard let last = clock.frame, frame > last, timeSeconds.isFinite else { return [] }
        let displacement = drift.expected(at: timeSeconds)
        return tracks.compactMap { track in
            guard isPredictable(track, timeSeconds: timeSeconds), let outline = track.outline else { return nil }
            let elapsed = max(0, timeSeconds - outline.timeSeconds)
            let size = track.expectedSize(at: timeSeconds)
            let limit = 0.15 * outline.size
            let grown = outline.grown(scale: outline.size > 0 ? size / outline.size : 1) { number in
                let rate = track.facets.rate(of: number) ?? track.facets.meanRate ?? track.recent.rate / 2
                return max(-limit, min(limit, rate * elapsed))
            }
            return PredictedCrystal(
                id: track.id, vertices: grown.map { $0 + displacement },
                dust: dust(beside: track, outline: grown).map { $0.map { $0 + displacement } })
        }
    }

    /// Candidates that are not foretold, as long as they may come back: where each was last, um in camera coordinates.
    public func lastSeen(timeSeconds: Double) -> [PredictedCrystal] {
        let displacement = drift.expected(at: timeSeconds)
        return tracks.compactMap { track in
            guard track.verdict == .candidate, track.missed <= settings.candidateGapFrames,
                !isPredictable(track, timeSeconds: timeSeconds) || track.outline == nil
            else { return nil }
            if let outline = track.outline {
                return PredictedCrystal(id: track.id, vertices: outline.vertices.map { $0 + displacement })
            }
            let half = track.lastSize / 2
            let corners = [(-half, -half), (half, -half), (half, half), (-half, half)]
            return PredictedCrystal(id: track.id, vertices: corners.map { track.lastCentre + Point(x: $0, y: $1) })
        }
    }

    /// Whether a crystal was looked for in vain in the latest frame.
    public func isHidden(_ id: Int) -> Bool {
        tracks.first { $0.id == id }.map { $0.verdict == .crystal && $0.missed > 0 } ?? false
    }

    private func isPredictable(_ track: Track, timeSeconds: Double) -> Bool {
        guard track.missed <= settings.predictionGapFrames else { return false }
        switch track.verdict {
        case .crystal: return true
        case .rejected: return false
        case .candidate:
            guard track.missed <= min(settings.candidateGapFrames, track.tally.seen - 1), track.tally.overlay == 0,
                !track.isFixedInOptics, !track.isMoving(pixel: pixel), track.lastSize >= 8 * pixel
            else { return false }
            let growth = track.expectedSize(at: timeSeconds) - (track.earliestOutline?.size ?? track.lastSize)
            let hasGrown = track.recent.count >= 5 && growth > max(2 * pixel, 0.15 * track.lastSize)
            // A new one is given a few frames to show what it is, if it does not flicker.
            return track.isCrystalLike(pixel: pixel) || hasGrown || (track.tally.seen < 5 && track.missed == 0)
        }
    }
}
