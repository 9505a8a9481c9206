import Imaging

/// Where one object says that the sample is.
struct DriftVote {
    var track: Int
    /// Of the object from its reference position on the sample, um.
    var displacement: Point
    /// Standard deviation of each component, um.
    var deviation: Double
    var weight: Double
    var isCrystalLike: Bool
    /// Times the object was seen before.
    var observations: Int
    /// From its first position in the picture, um.
    var cameraDisplacement: Double
    /// Part of its first outline is bare now, unless the stage moved otherwise than expected: a crystal that grows
    /// covers what it has covered.
    var recedes: Bool
}

/// Follows the stage from frame to frame by the consensus of the objects on the sample.
///
/// The consensus is the displacement on which the largest weight agrees (a truncated kernel over all votes as
/// starting points, so that up to half may be wrong), refined by Tukey's biweight. Dust in the optics rests in the
/// picture: where it is in the majority, a second group that moves together for some frames is the sample.
struct DriftEstimator {
    private(set) var drift = StageDrift.none
    /// um/s, averaged over the last few frames.
    private var velocity = Point.zero
    private var lastTime: Double?
    private var framesWithMovingGroup = 0

    /// Starting points tried for the consensus: enough to hit the right one with certainty where half are right.
    private static let startLimit = 64

    func expected(at time: Double) -> Point {
        guard let lastTime else { return drift.displacementMicrometers }
        return drift.displacementMicrometers + velocity * (time - lastTime)
    }

    /// Takes a frame's votes; returns the tracks that turned out to rest in the optics.
    mutating func update(votes: [DriftVote], expected: Point, time: Double, pixel: Double, jumped: Bool) -> [Int] {
        defer { lastTime = time }
        guard lastTime != nil, !votes.isEmpty else {
            drift.supportingObjects = 0
            return []
        }
        var chosen = Self.consensus(votes, from: expected)
        var resting: [Int] = []
        if let moving = movingGroup(votes, apartFrom: chosen, pixel: pixel) {
            framesWithMovingGroup += 1
            if framesWithMovingGroup >= 3 {
                resting = chosen.members.map { votes[$0].track }
                chosen = moving
                framesWithMovingGroup = 0
            }
        } else {
            framesWithMovingGroup = 0
        }
        let step = chosen.displacement.distance(to: expected)
        let isTold = chosen.members.count >= 3 || chosen.members.contains { votes[$0].isCrystalLike }
        // One or two specks that run away are floaters, not the stage.
        guard isTold || step < 3 * pixel else {
            drift.supportingObjects = 0
            return []
        }
        follow(chosen, votes: votes, time: time, keepsVelocity: jumped || !resting.isEmpty, pixel: pixel)
        return resting
    }

    private mutating func follow(
        _ group: Group, votes: [DriftVote], time: Double, keepsVelocity: Bool, pixel: Double
    ) {
        if !keepsVelocity, let lastTime, time > lastTime {
            let now = (group.displacement - drift.displacementMicrometers) * (1 / (time - lastTime))
            velocity = velocity * 0.7 + now * 0.3
            // Never foretell more than 3 px: a wrong guess must stay within the gates.
            let step = velocity.length * (time - lastTime)
            if step > 3 * pixel { velocity = velocity * (3 * pixel / step) }
        }
        drift = StageDrift(
            displacementMicrometers: group.displacement, standardErrorMicrometers: group.standardError,
            supportingObjects: group.members.count)
    }

    /// A group that moves together while `group` rests in the picture: the sample, and the optics' dust.
    private func movingGroup(_ votes: [DriftVote], apartFrom group: Group, pixel: Double) -> Group? {
        let resting = group.members.count { votes[$0].cameraDisplacement < pixel }
        guard 5 * resting >= 4 * group.members.count else { return nil }
        let inGroup = Set(group.members)
        let rest = votes.indices.filter { !inGroup.contains($0) && votes[$0].observations >= 8 }
        guard !rest.isEmpty else { return nil }
        let others = rest.map { votes[$0] }
        var second = Self.consensus(others, from: others[0].displacement)
        second.members = second.members.map { rest[$0] }
        let distance = second.displacement.distance(to: group.displacement)
        guard distance > 1.5 * pixel else { return nil }
        let evidence = second.members.reduce(0.0) { sum, member in
            let vote = votes[member]
            // Unequal facets move a crystal's centre, too; only a facet that moves inward proves the stage.
            return sum + (vote.isCrystalLike && vote.recedes ? 2.5 : 1)
        }
        // Crystals that keep their places speak for a stage at rest; and a few among many that merge with their
        // neighbours, and so move by chance alike, are no sample.
        let crystals = votes.filter(\.isCrystalLike)
        let crystalsAtRest = crystals.count { vote in
            2 * vote.displacement.distance(to: group.displacement) < vote.displacement.distance(to: second.displacement)
        }
        let crystalsMoving = crystals.count { vote in
            2 * vote.displacement.distance(to: second.displacement) < vote.displacement.distance(to: group.displacement)
        }
        // However large: two or three crystals that merge with neighbours move alike by chance where there are hundreds.
        guard 20 * second.members.count >= group.members.count else { return nil }
        guard evidence >= 2.5, crystalsMoving >= crystalsAtRest, 5 * second.members.count >= group.members.count
            || crystalsMoving > crystalsAtRest
        else { return nil }
        return second
    }
}

extension DriftEstimator {
    struct Group {
        var displacement: Point
        var standardError: Double
        /// Indices of the votes that agree.
        var members: [Int]
    }

    static func consensus(_ votes: [DriftVote], from expected: Point) -> Group {
        let heaviest = votes.indices.sorted { (-votes[$0].weight, $0) < (-votes[$1].weight, $1) }
        var best = (score: score(expected, votes), displacement: expected)
        for index in heaviest.prefix(startLimit) {
            let start = votes[index].displacement
            let value = score(start, votes)
            // The expected displacement wins unless another is clearly better: no flipping between equals.
            if value > best.score * 1.001 + 1e-9 { best = (value, start) }
        }
        return refined(best.displacement, votes)
    }

    private static func score(_ displacement: Point, _ votes: [DriftVote]) -> Double {
        votes.reduce(0) { sum, vote in
            let ratio = vote.displacement.distance(to: displacement) / (3 * vote.deviation)
            return sum + vote.weight * max(0, 1 - ratio * ratio)
        }
    }

    private static func refined(_ start: Point, _ votes: [DriftVote]) -> Group {
        var displacement = start
        var information = 0.0
        for _ in 0..<20 {
            var sum = Point.zero
            information = 0
            for vote in votes {
                let ratio = vote.displacement.distance(to: displacement) / (4 * vote.deviation)
                guard ratio < 1 else { continue }
                let biweight = (1 - ratio * ratio) * (1 - ratio * ratio)
                let weight = biweight * vote.weight / (vote.deviation * vote.deviation)
                sum = sum + vote.displacement * weight
                information += weight
            }
            guard information > 0 else { break }
            let next = sum * (1 / information)
            let step = next.distance(to: displacement)
            displacement = next
            if step < 1e-9 { break }
        }
        let members = votes.indices.filter {
            votes[$0].displacement.distance(to: displacement) < 4 * votes[$0].deviation
        }
        let error = information > 0 ? (1 / information).squareRoot() : 0
        return Group(displacement: displacement, standardError: error, members: members)
    }
}
