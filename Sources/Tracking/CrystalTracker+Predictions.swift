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
            guard isPredictable(track), let outline = track.outline else { return nil }
            let elapsed = max(0, timeSeconds - outline.timeSeconds)
            let size = track.expectedSize(at: timeSeconds)
            let limit = 0.15 * outline.size
            let grown = outline.grown(scale: outline.size > 0 ? size / outline.size : 1) { number in
                let rate = track.facets.rate(of: number) ?? track.recent.rate / 2
                return max(-limit, min(limit, rate * elapsed))
            }
            return PredictedCrystal(id: track.id, vertices: grown.map { $0 + displacement })
        }
    }

    private func isPredictable(_ track: Track) -> Bool {
        guard track.missed <= settings.predictionGapFrames else { return false }
        switch track.verdict {
        case .crystal: return true
        case .rejected: return false
        case .candidate:
            guard track.missed <= settings.candidateGapFrames, track.tally.overlay == 0, !track.isFixedInOptics,
                !track.isMoving(pixel: pixel), track.lastSize >= 8 * pixel
            else { return false }
            let hasGrown = track.growth > max(2 * pixel, 0.15 * track.lastSize)
            return track.isCrystalLike(pixel: pixel) || hasGrown || track.tally.seen < 5
        }
    }
}
