import Facets
import Imaging

/// One object followed through the frames, crystal or not.
struct Track {
    struct Tally {
        var seen = 0
        var faceted = 0
        /// Of these, those that are no irregular polygon and have sharp corners: for the others a round speck may pass.
        var regular = 0
        var border = 0
        var overlay = 0
        var bright = 0
        /// Axis-aligned as pixels are, within half a degree: burned-in bars are, crystals hardly ever.
        var axisAligned = 0
        /// Hardly more than noise: the threshold decides how large it seems.
        var faint = 0
        /// More than a stain, by its contrast alone.
        var distinct = 0

        var isBurnedIn: Bool { 3 * overlay > seen }
        var isMostlyBright: Bool { 2 * bright > seen }
        var isMostlyFaceted: Bool { 2 * faceted > seen }
        var isMostlyDistinct: Bool { 2 * distinct > seen }
    }

    let id: Int
    let firstFrame: Int
    let firstTimeSeconds: Double
    /// There when the run began, or came in over the edge or with a jump of the stage: not nucleated in sight.
    let wasThereBefore: Bool

    var verdict = TrackVerdict.candidate
    var lastFrame: Int
    var lastTimeSeconds: Double
    /// um, camera coordinates.
    var lastCentre: Point
    var lastSize: Double
    var largestSize: Double
    /// Frames in which it was looked for in vain since it was seen last.
    var missed = 0
    var firstMissed: (frame: Int, timeSeconds: Double)?
    /// Frames since it was first seen.
    var lookedFor = 1
    var tally = Tally()
    var place: PlaceStatistics
    /// Sizes seen alone and whole; sizes cut by the border or shared with a neighbour.
    var clean = SizeHistory()
    var partial = SizeHistory()
    var recent = RecentGrowth()
    var outline: OutlineMemory?
    var earliestOutline: OutlineMemory?
    var facets = FacetRegistry()
    var seed: SeedPoint?
    /// Sizes that did not fit the prediction, in a row.
    var suspects: [(time: Double, size: Double)] = []
    var outlineHabit: Habit
    /// The growth that was foretold before an implausible size was believed.
    var abandoned: RecentGrowth?
    /// Went on unseen inside another object's silhouette.
    var isMerged = false
    var isFixedInOptics = false
    /// Frames in a row in which it lay still, as what a floater has passed over does and the floater does not.
    var framesAtRest = 0
    /// When first seen, it was no part of anything larger.
    var isApart = false
    /// The latest outline with nothing else beside it; nil for a crystal.
    var alone: OutlineMemory?
    /// Came apart from a crystal: not nucleated.
    var isPartOfAnother = false
    var growthOnset: (frame: Int, timeSeconds: Double)?
    var episodes = Episodes()
    /// Held until the verdict.
    var heldEvents: [TrackEvent] = []

    /// What has been reported and is not reported twice.
    struct Episodes {
        var reachedBorder = false
        var isLost = false
        var isOutOfFocus = false
        var framesInFocus = 0
    }

    init(id: Int, object: CrystalObservation, frame: Int, time: Double, drift: Point, wasThereBefore: Bool) {
        self.id = id
        firstFrame = frame
        firstTimeSeconds = time
        self.wasThereBefore = wasThereBefore
        lastFrame = frame
        lastTimeSeconds = time
        lastCentre = object.centre
        lastSize = object.size
        largestSize = object.size
        place = PlaceStatistics(camera: object.centre, drift: drift)
        outlineHabit = object.habit
    }

    /// Since it was first seen, um.
    var growth: Double { largestSize - (earliestOutline?.size ?? largestSize) }

    /// By which unequal facets may have moved the centre: of a crystal held on one side by half of its growth.
    var wander: Double { 0.6 * max(0, growth) }

    /// Whether the middle of another object lies within its outline.
    func covers(_ other: Track) -> Bool {
        outline.map { Polygon.contains(other.lastCentre, in: $0.vertices) } ?? false
    }

    /// Growth over the time in which the reference position was formed, um.
    func growthOverAnchor(at time: Double) -> Double {
        let life = time - firstTimeSeconds
        let frames = Double(PlaceStatistics.growingAnchorObservations)
        return abs(recent.rate) * min(life, frames * life / Double(max(1, lookedFor)))
    }

    /// Moved against the sample by more than measurement and growth explain: a floater or a bubble.
    func isMoving(pixel: Double) -> Bool {
        guard tally.seen >= 3, verdict != .crystal, !isFixedInOptics else { return false }
        return place.netDisplacement > max(4 * pixel, 0.5 * largestSize) + wander
    }

    /// Faceted and too large for its facets to be pixels, or known to grow: what the sample's motion is told by.
    func isCrystalLike(pixel: Double) -> Bool {
        if verdict == .crystal { return true }
        guard verdict == .candidate, tally.overlay == 0, !isFixedInOptics, !isMoving(pixel: pixel) else { return false }
        return lastSize > 12 * pixel && 2 * tally.faceted >= tally.seen
    }

    /// Expected centre in the camera's coordinates of a frame.
    func expectedCentre(drift: Point, time: Double, pixel: Double) -> Point {
        if isFixedInOptics { return lastCentre }
        if isMoving(pixel: pixel) {
            // A floater is carried on for a few frames only: its path bends.
            let seconds = min(time - lastTimeSeconds, 3 * max(0, time - lastTimeSeconds) / Double(missed + 1))
            return place.lastSample + place.velocity * seconds + drift
        }
        return place.lastSample + drift
    }

    /// Expected square root of the area, um; growth while hidden is foretold up to 30 % of the size.
    func expectedSize(at time: Double) -> Double { expectedSize(at: time, recent: recent) }

    func expectedSize(at time: Double, recent: RecentGrowth) -> Double {
        guard let size = recent.value(at: lastReliableTime) else { return lastSize }
        let growth = recent.rate * (time - lastReliableTime)
        return size + max(-0.3 * size, min(0.3 * size, growth))
    }

    var lastReliableSize: Double { outline?.size ?? lastSize }

    var lastReliableTime: Double { outline?.timeSeconds ?? lastTimeSeconds }
}
