import Facets
import Imaging
import Statistics

extension CrystalTracker {
    /// Starts a track for an object that nothing known explains.
    mutating func begin(_ object: CrystalObservation, result: inout FrameResult) {
        let displacement = drift.drift.displacementMicrometers
        let isFirstFrame = clock.analysedFrames == 1
        let cameIn = object.flags.contains(.border) || clock.lastJumpFrame == result.frame
        let track = Track(
            id: nextID, object: object, frame: result.frame, time: result.timeSeconds, drift: displacement,
            wasThereBefore: isFirstFrame || cameIn)
        nextID += 1
        tracks.append(track)
        record(object, into: tracks.count - 1, isPlausible: true, result: &result)
    }

    /// Adds an object of this frame to the track that it belongs to.
    mutating func absorb(_ object: CrystalObservation, into index: Int, result: inout FrameResult) {
        noteReturn(index: index, result: &result)
        let time = result.timeSeconds
        let isPlausible = tracks[index].acceptsSize(of: object, time: time, pixel: pixel, settings: settings)
        let step = (object.centre - drift.drift.displacementMicrometers).distance(to: tracks[index].place.lastSample)
        tracks[index].framesAtRest = step < Self.restingStep * pixel ? tracks[index].framesAtRest + 1 : 0
        // The centre of a crystal and what lies over it is not the crystal's.
        if isPlausible || tracks[index].verdict != .crystal {
            tracks[index].place.add(
                camera: object.centre, drift: drift.drift.displacementMicrometers,
                isGrowing: tracks[index].verdict == .crystal, seconds: time - tracks[index].lastTimeSeconds)
        }
        tracks[index].lookedFor += 1
        tracks[index].missed = 0
        tracks[index].firstMissed = nil
        tracks[index].isMerged = false
        tracks[index].lastFrame = result.frame
        tracks[index].lastTimeSeconds = time
        tracks[index].lastCentre = object.centre
        tracks[index].lastSize = object.size
        record(object, into: index, isPlausible: isPlausible, result: &result)
    }

    private mutating func record(
        _ object: CrystalObservation, into index: Int, isPlausible: Bool, result: inout FrameResult
    ) {
        var object = object
        if !isPlausible { object.flags.insert(.occluded) }
        if object.habit == .rounded { object.flags.insert(.noFacets) }
        let time = result.timeSeconds
        let numbers = tracks[index].facets.identify(object.facets)
        tracks[index].count(object)
        tracks[index].remember(
            object, facetNumbers: numbers, frame: result.frame, time: time,
            drift: drift.drift.displacementMicrometers, isPlausible: isPlausible)
        noteStates(of: object, index: index, result: &result)
        let facets = measuredFacets(
            of: object, numbers: numbers, index: index, time: time, isPlausible: isPlausible)
        result.measurements.append(
            TrackedCrystal(
                id: tracks[index].id, frame: result.frame, timeSeconds: time, observation: object, facets: facets))
    }

    private mutating func measuredFacets(
        of object: CrystalObservation, numbers: [Int], index: Int, time: Double, isPlausible: Bool
    ) -> [TrackedFacet] {
        if tracks[index].seed == nil, object.isFaceted, object.isClean {
            tracks[index].seed = SeedPoint(object, drift: drift.drift)
        }
        guard let seed = tracks[index].seed else { return [] }
        let trusted = isPlausible && !object.flags.contains(.outOfFocus)
        return zip(numbers, object.facets).filter { $0.0 > 0 }.map { number, facet in
            let distance = seed.distance(to: facet, drift: drift.drift)
            if trusted, facet.isMeasured {
                tracks[index].facets.record(number: number, distance: distance.value, time: time)
            }
            return TrackedFacet(
                number: number, normalDegrees: FacetRegistry.reduced(facet.normalDegrees), distance: distance,
                lengthMicrometers: facet.lengthMicrometers, isMeasured: facet.isMeasured)
        }.sorted { $0.number < $1.number }
    }

    /// Objects of earlier frames that were looked for in vain.
    mutating func missUnmatched(
        objects: [CrystalObservation], matches: [Int: Int], isLookedFor: (Int) -> Bool, result: inout FrameResult
    ) {
        let hosts = matches.sorted { $0.key < $1.key }.map { (track: $0.key, object: objects[$0.value]) }
        for index in tracks.indices where matches[index] == nil && isLookedFor(tracks[index].id) {
            tracks[index].missed += 1
            tracks[index].lookedFor += 1
            if tracks[index].firstMissed == nil {
                tracks[index].firstMissed = (result.frame, result.timeSeconds)
            }
            noteMerging(index: index, among: hosts, result: &result)
            noteLoss(index: index, result: &result)
        }
    }

    /// From frame to frame, of what lies still, px; and for how many frames a floater has to.
    private static let restingStep = 1.5
    private static let restingFrames = 3

    /// A floater that lies still is another object by now, which may be a crystal: it is found anew.
    private func hasSettled(_ track: Track) -> Bool {
        track.framesAtRest >= Self.restingFrames && track.isMoving(pixel: pixel) && track.tally.overlay == 0
    }

    /// Forgets what cannot come back, so that memory does not grow with the run.
    mutating func letGo(result: inout FrameResult) {
        for index in tracks.indices
        where tracks[index].verdict == .candidate && tracks[index].missed > settings.candidateGapFrames {
            decide(finalVerdict(tracks[index]), index: index, result: &result)
        }
        let hidden = tracks.filter { $0.verdict == .crystal && $0.missed > settings.predictionGapFrames }
        let surplus = hidden.sorted { ($0.lastFrame, $0.id) < ($1.lastFrame, $1.id) }
            .prefix(max(0, hidden.count - settings.rememberedCrystals)).map(\.id)
        let forgotten = Set(surplus)
        let gone = tracks.filter {
            forgotten.contains($0.id) || $0.verdict == .rejected
                && ($0.missed > settings.candidateGapFrames && !isUnderEdge($0) || hasSettled($0))
        }
        for track in gone { contacts.forget(track.id) }
        let ids = Set(gone.map(\.id))
        if !ids.isEmpty { tracks.removeAll { ids.contains($0.id) } }
    }
}
