import Facets
import Foundation
import Imaging

extension CrystalTracker {
    /// A row of the assignment: where a known object should be, and how far off it may be.
    private struct Expectation {
        var centre: Point
        var size: Double
        var sizeTolerance: Double
        var gate: Double
        /// Around `centre`, um, camera coordinates; empty where no outline is trusted.
        var outline: [Point]
    }

    /// Price of leaving a known object without one of the frame's: more than any plausible pair costs.
    private static let unmatchedCost = 4.0

    /// Finds the drift and the objects of this frame that are known ones: index of the track to index of the object.
    mutating func locate(
        _ objects: [CrystalObservation], isLookedFor: (Int) -> Bool, result: inout FrameResult
    ) -> [Int: Int] {
        let time = result.timeSeconds
        var expected = drift.expected(at: time)
        let jump = stageJump(objects, isLookedFor: isLookedFor, drift: expected, time: time)
        if let jump {
            expected = expected + jump
            clock.lastJumpFrame = result.frame
            result.events.append(stageMovedEvent(by: jump, result: result))
        }
        var matches = match(objects, isLookedFor: isLookedFor, drift: expected, time: time)
        let votes = matches.sorted { $0.key < $1.key }.compactMap {
            vote(track: $0.key, objects[$0.value], expected: expected, time: time)
        }
        let resting = drift.update(votes: votes, expected: expected, time: time, pixel: pixel, jumped: jump != nil)
        if !resting.isEmpty { separateOptics(resting) }
        let found = drift.drift.displacementMicrometers
        if found.distance(to: expected) > 1.5 * pixel {
            matches = match(objects, isLookedFor: isLookedFor, drift: found, time: time)
        }
        return matches
    }

    private func stageMovedEvent(by jump: Point, result: FrameResult) -> TrackEvent {
        let detail = String(format: "stage moved by %.1f um in x and %.1f um in y", jump.x, jump.y)
        return TrackEvent(
            timeSeconds: result.timeSeconds, frame: result.frame, kind: .stageMoved, crystalID: nil, detail: detail)
    }

    /// Dust that stays in the picture while others demonstrably move with the sample lies in the optics.
    mutating func recogniseOptics() {
        let onSample = tracks.count { $0.missed == 0 && $0.place.restsOnSample(pixel: pixel) }
        let resting = tracks.indices.filter {
            tracks[$0].missed == 0 && tracks[$0].verdict != .crystal && !tracks[$0].isFixedInOptics
                && tracks[$0].place.restsInCamera(pixel: pixel, wander: tracks[$0].wander)
        }
        // Where nearly all stay in the picture and few move, the few are wrong, not the many.
        guard onSample >= 2, 5 * onSample >= resting.count else { return }
        for index in resting { tracks[index].isFixedInOptics = true }
    }

    private mutating func separateOptics(_ resting: [Int]) {
        // The positions so far were taken with the drift of the wrong group.
        for index in tracks.indices { tracks[index].place.restart() }
        for index in resting where tracks[index].verdict != .crystal { tracks[index].isFixedInOptics = true }
    }

    private func vote(
        track index: Int, _ object: CrystalObservation, expected: Point, time: Double
    ) -> DriftVote? {
        let track = tracks[index]
        guard !track.isFixedInOptics, !track.isMoving(pixel: pixel), track.tally.overlay == 0, object.isClean,
            track.outline != nil, track.foretells(size: object.size, time: time, pixel: pixel)
        else { return nil }
        let crystalLike = track.isCrystalLike(pixel: pixel)
        // A faceted centre is placed to a tenth of a pixel, a speck's to half of one; a growing crystal's centre
        // wanders by some percent of what it grew.
        let base = (object.isFaceted ? 0.15 : 0.4) * pixel
        let wander = 0.05 * track.growthOverAnchor(at: time)
        let anchor = base * base / Double(track.place.anchorCount)
        let weight = crystalLike ? 3.0 : track.place.restsOnSample(pixel: pixel) ? 2 : 1
        return DriftVote(
            track: index, displacement: object.centre - track.place.anchor,
            deviation: (base * base + anchor + wander * wander).squareRoot(), weight: weight,
            isCrystalLike: crystalLike, observations: track.tally.seen,
            cameraDisplacement: track.place.cameraDisplacement(of: object.centre),
            recedes: crystalLike && (track.earliestOutline?.isBare(
                of: object.vertices, shift: expected, margin: 1.5 * pixel) ?? false))
    }

    private func stageJump(
        _ objects: [CrystalObservation], isLookedFor: (Int) -> Bool, drift: Point, time: Double
    ) -> Point? {
        // What has not been seen for some frames cannot tell whether it moved just now.
        let present = tracks.filter {
            isLookedFor($0.id) && $0.missed <= 2 && !$0.isFixedInOptics && $0.tally.overlay == 0 && !$0.isMoving(pixel: pixel)
                && !$0.isMerged
        }
        guard !present.isEmpty else { return nil }
        var isClaimed = [Bool](repeating: false, count: objects.count)
        let known = present.map { track in
            let centre = track.expectedCentre(drift: drift, time: time, pixel: pixel)
            let size = track.expectedSize(at: time)
            let tolerance = max(1.5 * pixel, 0.06 * size) + abs(track.recent.rate) * (time - track.lastTimeSeconds)
            let near = min(10 * pixel, 4 * pixel + 0.1 * size)
            let supporting = objects.indices.filter {
                objects[$0].centre.distance(to: centre) < near && abs(objects[$0].size - size) < 3 * tolerance
            }
            for index in supporting { isClaimed[index] = true }
            return StageJump.Known(
                centre: centre, size: size, sizeTolerance: tolerance, habit: track.outlineHabit,
                isCrystalLike: track.isCrystalLike(pixel: pixel), isSupported: !supporting.isEmpty)
        }
        let candidates = objects.indices.filter { !objects[$0].isOverlay }.map {
            StageJump.Candidate(
                centre: objects[$0].centre, size: objects[$0].size, habit: objects[$0].habit,
                isClaimed: isClaimed[$0])
        }
        return StageJump(field: field, pixel: pixel).displacement(of: known, to: candidates)
    }

    private func match(
        _ objects: [CrystalObservation], isLookedFor: (Int) -> Bool, drift: Point, time: Double
    ) -> [Int: Int] {
        let order = objects.indices.sorted { (objects[$0].centre.x, $0) < (objects[$1].centre.x, $1) }
        let columns = order.map { objects[$0].centre.x }
        var pairs: [Assignment.Pair] = []
        for (row, track) in tracks.enumerated() where isLookedFor(track.id) {
            let expectation = expect(track, drift: drift, time: time)
            var position = columns.partitionIndex { $0 >= expectation.centre.x - expectation.gate }
            while position < order.count, columns[position] <= expectation.centre.x + expectation.gate {
                let object = objects[order[position]]
                if let cost = cost(expectation, of: track, object) {
                    pairs.append(.init(row: row, column: order[position], cost: cost))
                }
                position += 1
            }
        }
        var matches = Assignment.solve(
            pairs, rowCount: tracks.count, columnCount: objects.count, unmatchedCost: Self.unmatchedCost)
        adoptUndivided(objects, isLookedFor: isLookedFor, drift: drift, time: time, matches: &matches)
        return matches
    }

    /// A silhouette that nothing fits, but that covers known crystals without one, is those crystals undivided: it
    /// goes to the largest of them, flagged for its size, and the others lie hidden in it.
    private func adoptUndivided(
        _ objects: [CrystalObservation], isLookedFor: (Int) -> Bool, drift: Point, time: Double,
        matches: inout [Int: Int]
    ) {
        let taken = Set(matches.values)
        let free = objects.indices.filter { !taken.contains($0) && !objects[$0].isOverlay }
        guard !free.isEmpty else { return }
        let waiting = tracks.indices.filter {
            matches[$0] == nil && isLookedFor(tracks[$0].id) && tracks[$0].missed <= settings.predictionGapFrames
                && tracks[$0].isCrystalLike(pixel: pixel)
        }
        for object in free {
            let covered = waiting.filter { index in
                guard matches[index] == nil, objects[object].size > 0.9 * tracks[index].lastSize else { return false }
                let centre = tracks[index].expectedCentre(drift: drift, time: time, pixel: pixel)
                return Polygon.contains(centre, in: objects[object].vertices)
            }
            let largest = covered.max { (tracks[$0].lastSize, -tracks[$0].id) < (tracks[$1].lastSize, -tracks[$1].id) }
            if let largest { matches[largest] = object }
        }
    }

    private func expect(_ track: Track, drift: Point, time: Double) -> Expectation {
        let size = track.expectedSize(at: time)
        let elapsed = time - track.lastTimeSeconds
        var gate = 4 * pixel + 0.35 * size + min(10, 0.5 * Double(track.missed)) * pixel
        if track.tally.seen < 4 || track.isMoving(pixel: pixel) { gate += max(6 * pixel, 0.5 * size) }
        return Expectation(
            centre: track.expectedCentre(drift: drift, time: time, pixel: pixel), size: size,
            sizeTolerance: max(1.5 * pixel, 0.15 * size) + 3 * abs(track.recent.rate) * elapsed, gate: gate,
            outline: track.outline.map { $0.vertices.map { $0 + drift } } ?? [])
    }

    /// nil where the pair is impossible.
    private func cost(_ expectation: Expectation, of track: Track, _ object: CrystalObservation) -> Double? {
        let distance = object.centre.distance(to: expectation.centre)
        let isExpected = object.expectedID == track.id
        // What the picture was searched for at the predicted place may be cut or covered, but must lie there.
        let gate = isExpected ? max(expectation.gate, 0.6 * expectation.size) : expectation.gate
        guard distance <= gate else { return nil }
        let size = object.size
        if !isExpected {
            let grownSince = expectation.sizeTolerance
            let largest = max(expectation.size, track.lastSize)
            let smallest = min(expectation.size, track.lastSize)
            guard size <= 2 * largest + 3 * pixel + grownSince, size >= 0.5 * smallest - 2 * pixel else { return nil }
        }
        let off = min(4, abs(size - expectation.size) / expectation.sizeTolerance)
        var cost = 2 * (distance / gate) * (distance / gate) + 0.1 * off * off
        if !expectation.outline.isEmpty, distance > 0.35 * size,
            !Polygon.contains(object.centre, in: expectation.outline)
        {
            cost += 0.5
        }
        if isExpected { cost -= 1 } else if object.expectedID != nil { cost += 0.6 }
        // Something that looks alike is preferred where several lie near: a crystal does not become a speck.
        if track.tally.isMostlyFaceted, !object.isFaceted { cost += 0.3 }
        return cost < Self.unmatchedCost ? cost : nil
    }
}

extension Array {
    /// First index whose element satisfies the condition, in an array sorted such that it holds from there on.
    func partitionIndex(where condition: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
