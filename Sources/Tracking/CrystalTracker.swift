import Facets
import Imaging
import Statistics

/// Follows crystals through a recording: who is who, what is a crystal at all, how the stage drifts, what happens.
///
/// Every object of every frame goes in, dust and floaters too: they tell the drift, and what they are shows only
/// over time. An object becomes a crystal when it grows in place, or is faceted and large; until then it is a
/// candidate, whose events are held back. Frames are given in their order; equal input gives equal output.
public struct CrystalTracker: Sendable {
    public let settings: Settings

    var tracks: [Track] = []
    var drift = DriftEstimator()
    var contacts = ContactBook()
    var nextID = 1
    /// Scale of the latest frame, um per pixel: the tolerances are in pixels.
    var pixel = 1.0
    var field = Point.zero
    var clock = Clock()
    var missingFrames: [(frame: Int, timeSeconds: Double?)] = []
    var missingFrameCount = 0

    /// How far the run has come.
    struct Clock: Sendable {
        var frame: Int?
        var timeSeconds = 0.0
        /// Frames with a picture.
        var analysedFrames = 0
        var lastJumpFrame: Int?
    }

    public init(settings: Settings = Settings()) { self.settings = settings }

    /// Displacement of the sample in the latest frame.
    public var stageDrift: StageDrift { drift.drift }

    /// What a followed object is taken for at present; nil for one that has been let go.
    public func verdict(of id: Int) -> TrackVerdict? { tracks.first { $0.id == id }?.verdict }

    /// Whether an object that may be a crystal has hardly changed in all the frames that it was seen in, and in most of them
    /// shows no facets or is as faint as a stain.
    public func isResting(_ id: Int) -> Bool { restingTrack(id) != nil }

    /// Whether such an object does not seem to grow, either, however slowly.
    public func isStill(_ id: Int) -> Bool { restingTrack(id)?.lacksGrowth(pixel: pixel) ?? false }

    private func restingTrack(_ id: Int) -> Track? {
        guard let track = tracks.first(where: { $0.id == id }), track.verdict == .candidate,
            track.tally.seen >= settings.stillAfterFrames, track.isAsBefore(pixel: pixel),
            !(track.tally.isMostlyFaceted && track.tally.isMostlyDistinct)
        else { return nil }
        return track
    }

    /// Whether whatever is no crystal was as large in the latest frame as it mostly was. (Crystals nucleate on dust.)
    public var isRestStill: Bool {
        tracks.allSatisfy { $0.verdict != .rejected || $0.missed > 0 || $0.isAsBefore(pixel: pixel) }
    }

    /// Adds the objects of the next frame.
    ///
    /// - Throws: `TrackingError` where the frame is out of order or holds numbers that cannot be measurements; the
    ///   tracks are then as before.
    public mutating func update(_ observation: FrameObservation) throws(TrackingError) -> TrackingUpdate {
        try check(observation)
        pixel = observation.micrometersPerPixel
        field = observation.fieldMicrometers
        let time = observation.timeSeconds
        var result = FrameResult(frame: observation.frame, timeSeconds: time)
        reportMissingFrames(into: &result)
        // The order of the list must not matter: it may depend on how the picture was searched.
        let objects = observation.crystals.sorted { ($0.centre.y, $0.centre.x) < ($1.centre.y, $1.centre.x) }
        let matches = locate(objects, isLookedFor: observation.isLookedFor, result: &result)
        clock.frame = observation.frame
        clock.timeSeconds = time
        clock.analysedFrames += 1
        for (index, object) in matches.sorted(by: { $0.key < $1.key }) {
            absorb(objects[object], into: index, result: &result)
        }
        let known = tracks.count
        missUnmatched(objects: objects, matches: matches, isLookedFor: observation.isLookedFor, result: &result)
        let taken = Set(matches.values)
        for (index, object) in objects.enumerated() where !taken.contains(index) { begin(object, result: &result) }
        noteApart(bornFrom: known, among: objects)
        recogniseOptics()
        noteContacts(result: &result)
        noteDivisions(bornFrom: known, result: &result)
        judgeAll(result: &result)
        letGo(result: &result)
        var update = finished(result)
        update.isOfWholePicture = observation.lookedFor == nil
        return update
    }

    /// Records a frame that should be there and could not be read.
    public mutating func missingFrame(index: Int, timeSeconds: Double?) {
        missingFrameCount += 1
        // Only the first and the last one are told of a long gap.
        if missingFrames.count == 2 { missingFrames.removeLast() }
        missingFrames.append((index, timeSeconds))
    }

    /// Ends the run: every candidate gets its verdict, and what was held back is reported.
    public mutating func finish(timeSeconds: Double) -> TrackingUpdate {
        var result = FrameResult(frame: clock.frame ?? 0, timeSeconds: timeSeconds)
        reportMissingFrames(into: &result)
        for index in tracks.indices where tracks[index].verdict == .candidate {
            decide(finalVerdict(tracks[index]), index: index, result: &result)
        }
        return finished(result)
    }

    private func check(_ observation: FrameObservation) throws(TrackingError) {
        let frame = observation.frame
        if let last = clock.frame {
            guard frame > last else { throw .frameOutOfOrder(frame: frame, after: last) }
            guard observation.timeSeconds > clock.timeSeconds else {
                throw .timeNotIncreasing(
                    frame: frame, timeSeconds: observation.timeSeconds, afterSeconds: clock.timeSeconds)
            }
        }
        let scale = observation.micrometersPerPixel
        guard scale > 0, scale.isFinite else { throw .scaleNotPositive(frame: frame, micrometersPerPixel: scale) }
        guard observation.timeSeconds.isFinite else {
            throw .measurementNotUsable(frame: frame, quantity: "time")
        }
        for object in observation.crystals {
            guard object.area.value > 0, object.area.value.isFinite else {
                throw .measurementNotUsable(frame: frame, quantity: "area")
            }
            guard object.centre.x.isFinite, object.centre.y.isFinite,
                object.vertices.allSatisfy({ $0.x.isFinite && $0.y.isFinite })
            else { throw .measurementNotUsable(frame: frame, quantity: "outline") }
            guard object.facets.allSatisfy({ $0.normalDegrees.isFinite && $0.offsetMicrometers.value.isFinite }) else {
                throw .measurementNotUsable(frame: frame, quantity: "facet")
            }
        }
    }

    /// Rejected objects are followed, so as not to be found anew, but not shown.
    private func finished(_ result: FrameResult) -> TrackingUpdate {
        let rejected = Set(tracks.filter { $0.verdict == .rejected }.map(\.id))
        let shown = result.measurements.filter { !rejected.contains($0.id) }.sorted { $0.id < $1.id }
        let events = result.events.sorted {
            ($0.frame, $0.crystalID ?? 0, $0.kind.rawValue, $0.detail)
                < ($1.frame, $1.crystalID ?? 0, $1.kind.rawValue, $1.detail)
        }
        return TrackingUpdate(
            measurements: shown.map { withoutRejectedNeighbours($0, rejected: rejected) }, events: events,
            verdicts: result.verdicts, driftMicrometers: drift.drift.displacementMicrometers,
            growthOnsetFrames: result.growthOnsetFrames)
    }

    /// Dust that a crystal grows over does not spoil its measurement.
    private func withoutRejectedNeighbours(_ measurement: TrackedCrystal, rejected: Set<Int>) -> TrackedCrystal {
        guard measurement.observation.touching.contains(where: rejected.contains) else { return measurement }
        var measurement = measurement
        measurement.observation.touching.removeAll(where: rejected.contains)
        if measurement.observation.touching.isEmpty { measurement.observation.flags.remove(.touching) }
        return measurement
    }
}

/// What a frame adds, while it is being collected.
struct FrameResult {
    let frame: Int
    let timeSeconds: Double
    var measurements: [TrackedCrystal] = []
    var events: [TrackEvent] = []
    var verdicts: [Int: TrackVerdict] = [:]
    var growthOnsetFrames: [Int: Int] = [:]
}
