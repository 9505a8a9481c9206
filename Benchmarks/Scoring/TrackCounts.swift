/// How well crystals were found and followed.
struct TrackCounts {
    /// Crystals that had to be found in at least 5 frames.
    var scorable = 0
    /// Of these, followed by one measured crystal through at least half of their frames.
    var found = 0
    var missed: Int { scorable - found }
    /// Measured crystals of which less than half the records lie on a true one.
    var spurious = 0
    /// Further measured crystals on a true one, and changes of the measured crystal along a true one.
    var fragments = 0
    var identitySwitches = 0
    /// Fits that go on after the first contact, by more than a frame.
    var fitsPastContact = 0

    var isAnyLost: Bool { missed + spurious + fragments + identitySwitches + fitsPastContact > 0 }

    /// As the tables write it.
    var lost: String { "\(missed) / \(spurious) / \(fragments) / \(identitySwitches) / \(fitsPastContact)" }

    init() {}

    init(truth: Truth, run: MeasuredRun, matched: MatchedRecords) {
        countFound(truth, matched)
        for (id, length) in run.lengths {
            if 2 * matched.unmatched[id, default: 0] > length {
                spurious += 1
            } else if !matched.crystals.values.contains(id) {
                fragments += 1
            }
        }
        identitySwitches = Self.switches(matched)
        let interval = zip(truth.frameTimesSeconds.dropFirst(), truth.frameTimesSeconds).map { $0 - $1 }.max() ?? 0
        for crystal in truth.crystals {
            guard let contact = crystal.firstTouchSeconds,
                let fit = matched.crystals[crystal.id].flatMap({ run.fitted[$0] })
            else { continue }
            if fit.fitEndSeconds > contact + interval { fitsPastContact += 1 }
        }
    }

    private mutating func countFound(_ truth: Truth, _ matched: MatchedRecords) {
        let scale = truth.micrometersPerPixel
        for crystal in truth.crystals {
            guard let required = matched.required[crystal.id], required >= 5 else { continue }
            scorable += 1
            let followed = matched.pairs.filter {
                $0.truth.id == crystal.id && $0.measured.crystal == matched.crystals[crystal.id]
                    && $0.truth.isRequired(scale: scale)
            }
            if 2 * followed.count >= required { found += 1 }
        }
    }

    private static func switches(_ matched: MatchedRecords) -> Int {
        var last: [Int: Int] = [:]
        var count = 0
        for pair in matched.pairs {
            if let before = last[pair.truth.id], before != pair.measured.crystal { count += 1 }
            last[pair.truth.id] = pair.measured.crystal
        }
        return count
    }

    static func += (sum: inout TrackCounts, other: TrackCounts) {
        sum.scorable += other.scorable
        sum.found += other.found
        sum.spurious += other.spurious
        sum.fragments += other.fragments
        sum.identitySwitches += other.identitySwitches
        sum.fitsPastContact += other.fitsPastContact
    }
}
