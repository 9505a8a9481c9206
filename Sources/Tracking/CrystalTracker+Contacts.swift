import Facets
import Imaging

extension CrystalTracker {
    /// Consecutive frames apart after which two crystals that touched count as divided.
    private static let framesApartForDivision = 3

    /// A track without an object that lies inside another one's silhouette has merged with it, or was dust under it.
    mutating func noteMerging(
        index: Int, objects: [CrystalObservation], matches: [Int: Int], result: inout FrameResult
    ) {
        let track = tracks[index]
        guard let outline = track.outline, !track.isMoving(pixel: pixel) else { return }
        let displacement = drift.drift.displacementMicrometers
        let centre = track.expectedCentre(drift: displacement, time: result.timeSeconds, pixel: pixel)
        let host = matches.sorted { $0.key < $1.key }.first { other, object in
            other != index && objects[object].size > outline.size
                && Polygon.contains(centre, in: objects[object].vertices)
        }
        guard let host else { return }
        tracks[index].isMerged = true
        guard track.isCrystalLike(pixel: pixel) else { return }
        contacts.touch(
            ContactBook.Pair(track.id, tracks[host.key].id), frame: result.frame, time: result.timeSeconds)
        guard let row = result.measurements.firstIndex(where: { $0.id == tracks[host.key].id }) else { return }
        result.measurements[row].observation.flags.formUnion([.touching])
        if !result.measurements[row].observation.touching.contains(track.id) {
            result.measurements[row].observation.touching.append(track.id)
        }
    }

    /// Enters the contacts of this frame, and tells those of which both are crystals.
    mutating func noteContacts(result: inout FrameResult) {
        let seen = Set(result.measurements.map(\.id))
        let live = Set(tracks.map(\.id))
        var touching: Set<ContactBook.Pair> = []
        for measurement in result.measurements {
            for other in measurement.observation.touching where other != measurement.id && live.contains(other) {
                touching.insert(ContactBook.Pair(measurement.id, other))
            }
        }
        for pair in touching.sorted() { contacts.touch(pair, frame: result.frame, time: result.timeSeconds) }
        for pair in contacts.pairs.keys.sorted() where !touching.contains(pair) {
            guard seen.contains(pair.first), seen.contains(pair.second), var contact = contacts.pairs[pair] else {
                continue
            }
            contact.framesApart += 1
            if contact.framesApart == 1 { contact.separation = (result.frame, result.timeSeconds) }
            contacts.pairs[pair] = contact
        }
    }

    /// Tells contacts and divisions between objects that both turned out to be crystals, each once.
    mutating func tellContacts(result: inout FrameResult) {
        let crystals = Set(tracks.filter { $0.verdict == .crystal }.map(\.id))
        for pair in contacts.pairs.keys.sorted() {
            guard crystals.contains(pair.first), crystals.contains(pair.second),
                var contact = contacts.pairs[pair]
            else { continue }
            if !contact.isTold {
                contact.isTold = true
                result.events.append(
                    TrackEvent(
                        timeSeconds: contact.timeSeconds, frame: contact.frame, kind: .contact,
                        crystalID: pair.first, detail: "touches crystal \(pair.second)"))
            }
            if !contact.isSeparationTold, contact.framesApart >= Self.framesApartForDivision,
                let separation = contact.separation
            {
                contact.isSeparationTold = true
                result.events.append(
                    TrackEvent(
                        timeSeconds: separation.timeSeconds, frame: separation.frame, kind: .split,
                        crystalID: pair.first, detail: "apart from crystal \(pair.second) again"))
            }
            contacts.pairs[pair] = contact
        }
    }

    /// An object that appears inside the last outline of a crystal that lost a part of its area has split from it.
    mutating func noteDivisions(bornFrom firstNew: Int, result: inout FrameResult) {
        let displacement = drift.drift.displacementMicrometers
        for new in tracks.indices where new >= firstNew {
            let place = tracks[new].lastCentre - displacement
            for index in tracks.indices where index < firstNew && tracks[index].lastFrame == result.frame {
                guard let before = tracks[index].outline, before.timeSeconds < result.timeSeconds,
                    tracks[index].isCrystalLike(pixel: pixel), tracks[new].lastSize > 0.3 * before.size,
                    tracks[index].lastSize < 0.95 * before.size, Polygon.contains(place, in: before.vertices)
                else { continue }
                // A part of a crystal did not nucleate here; told when the part turns out to be a crystal.
                let event = TrackEvent(
                    timeSeconds: result.timeSeconds, frame: result.frame, kind: .split,
                    crystalID: tracks[index].id, detail: "crystal \(tracks[new].id) comes apart from it")
                tracks[new].heldEvents.append(event)
                tracks[new].isPartOfAnother = true
            }
        }
    }
}
