import Facets
import Imaging

extension CrystalTracker {
    /// Most events that are held for one candidate: more are flicker.
    private static let heldLimit = 64

    /// Reports an event of a crystal; holds that of a candidate until its verdict.
    mutating func tell(
        _ kind: TrackEvent.Kind, index: Int, frame: Int, time: Double, detail: String, result: inout FrameResult
    ) {
        let event = TrackEvent(
            timeSeconds: time, frame: frame, kind: kind, crystalID: tracks[index].id, detail: detail)
        if tracks[index].verdict == .crystal {
            result.events.append(event)
        } else if tracks[index].heldEvents.count < Self.heldLimit {
            tracks[index].heldEvents.append(event)
        }
    }

    /// Border and focus, as this frame shows them.
    mutating func noteStates(of object: CrystalObservation, index: Int, result: inout FrameResult) {
        let (frame, time) = (result.frame, result.timeSeconds)
        if object.flags.contains(.border), !tracks[index].episodes.reachedBorder {
            tracks[index].episodes.reachedBorder = true
            tell(
                .border, index: index, frame: frame, time: time, detail: "reaches the edge of the picture",
                result: &result)
        }
        if object.flags.contains(.outOfFocus) {
            if !tracks[index].episodes.isOutOfFocus {
                tell(
                .outOfFocus, index: index, frame: frame, time: time, detail: "too blurred for its edges to be placed",
                result: &result)
            }
            tracks[index].episodes.isOutOfFocus = true
            tracks[index].episodes.framesInFocus = 0
        } else if tracks[index].episodes.isOutOfFocus {
            tracks[index].episodes.framesInFocus += 1
            // Focus that comes and goes around the limit is one episode.
            if tracks[index].episodes.framesInFocus >= 3 { tracks[index].episodes.isOutOfFocus = false }
        }
    }

    /// A crystal that is seen again.
    mutating func noteReturn(index: Int, result: inout FrameResult) {
        let missed = tracks[index].missed
        guard tracks[index].episodes.isLost else { return }
        tracks[index].episodes.isLost = false
        tell(
                .found, index: index, frame: result.frame, time: result.timeSeconds, detail: "seen again after \(missed) frames",
                result: &result)
    }

    /// A crystal that has not been seen for some frames though its place is in the picture.
    mutating func noteLoss(index: Int, result: inout FrameResult) {
        let track = tracks[index]
        guard track.missed >= settings.lostAfterFrames, !track.episodes.isLost, !track.isMerged,
            let since = track.firstMissed
        else { return }
        let place = track.expectedCentre(
            drift: drift.drift.displacementMicrometers, time: result.timeSeconds, pixel: pixel)
        guard place.x > 0, place.y > 0, place.x < field.x, place.y < field.y else { return }
        tracks[index].episodes.isLost = true
        tell(
                .lost, index: index, frame: since.frame, time: since.timeSeconds, detail: "not seen from here on",
                result: &result)
    }

    /// Frames that could not be read, told with the next one that could.
    mutating func reportMissingFrames(into result: inout FrameResult) {
        defer {
            missingFrames.removeAll()
            missingFrameCount = 0
        }
        guard let first = missingFrames.first, let last = missingFrames.last else { return }
        let detail = missingFrameCount == 1
            ? "frame \(first.frame) is missing"
            : "\(missingFrameCount) frames are missing, \(first.frame) to \(last.frame)"
        result.events.append(
            TrackEvent(
                timeSeconds: first.timeSeconds ?? clock.timeSeconds, frame: first.frame, kind: .framesMissing,
                crystalID: nil, detail: detail))
    }
}
