import Facets
import Imaging

/// Finds the common displacement of all objects when the stage was moved between two frames.
///
/// Every pair of a missing object and an unclaimed one of the same size votes for its displacement; the fullest
/// cell of the plane wins (a Hough transform for translations), if enough of the missing objects agree.
struct StageJump {
    /// An object that was there in the frame before.
    struct Known {
        /// Expected centre without a jump, um.
        var centre: Point
        var size: Double
        /// How far the size may be off, um.
        var sizeTolerance: Double
        var habit: Habit
        var isCrystalLike: Bool
        /// Something lies at the expected place.
        var isSupported: Bool
    }

    struct Candidate {
        var centre: Point
        var size: Double
        var habit: Habit
        /// Lies where a known object is expected.
        var isClaimed: Bool
    }

    /// um
    let field: Point
    let pixel: Double

    private struct Cell: Hashable {
        var x: Int
        var y: Int
    }

    /// nil where the objects stayed, or do not agree.
    func displacement(of known: [Known], to candidates: [Candidate]) -> Point? {
        let crystals = known.filter(\.isCrystalLike)
        let missing = known.filter { !$0.isSupported }
        let free = candidates.filter { !$0.isClaimed }
        guard !missing.isEmpty, !free.isEmpty else { return nil }
        let settled = crystals.count(where: \.isSupported)
        guard !crystals.isEmpty || 4 * missing.count >= known.count else { return nil }
        let pairs = missing.flatMap { old in
            free.filter { abs($0.size - old.size) <= old.sizeTolerance }.map { $0.centre - old.centre }
        }
        guard let start = fullestCell(pairs) else { return nil }
        let shift = refined(start, pairs)
        let agreeing = missing.filter { old in free.contains { matches(old, $0, shift) } }
        let expectable = missing.filter { isInField($0.centre + shift) }
        if agreeing.count == 1, settled == 0 { return lonely(agreeing[0], free, shift) }
        let quorum = agreeing.contains(where: \.isCrystalLike) || known.count <= 4 ? 2 : 3
        // A crystal in its place contradicts, unless so many agree that another one must have come to lie there.
        guard agreeing.count >= max(quorum, 4 * settled) else { return nil }
        // Specks near the threshold come and go: two crystals are enough, if most of them agree.
        let (found, sought) = (agreeing.count(where: \.isCrystalLike), expectable.count(where: \.isCrystalLike))
        let isOfCrystals = found >= 2 && 5 * found >= 3 * sought
        return isOfCrystals || 5 * agreeing.count >= 3 * expectable.count ? shift : nil
    }

    /// One object alone tells a jump only if it is a crystal and nothing else could be it.
    private func lonely(_ old: Known, _ free: [Candidate], _ shift: Point) -> Point? {
        guard old.isCrystalLike, old.size > 15 * pixel else { return nil }
        let alike = free.filter { abs($0.size - old.size) <= old.sizeTolerance && $0.habit == old.habit }
        return alike.count == 1 && matches(old, alike[0], shift) ? shift : nil
    }

    private func matches(_ old: Known, _ new: Candidate, _ shift: Point) -> Bool {
        abs(new.size - old.size) <= old.sizeTolerance && new.centre.distance(to: old.centre + shift) < 3 * pixel
    }

    private func isInField(_ point: Point) -> Bool {
        point.x > 0 && point.y > 0 && point.x < field.x && point.y < field.y
    }

    private func fullestCell(_ shifts: [Point]) -> Point? {
        let width = 4 * pixel
        var counts: [Cell: Int] = [:]
        for shift in shifts {
            counts[Cell(x: Int((shift.x / width).rounded()), y: Int((shift.y / width).rounded())), default: 0] += 1
        }
        func around(_ cell: Cell) -> Int {
            var sum = 0
            for dx in -1...1 { for dy in -1...1 { sum += counts[Cell(x: cell.x + dx, y: cell.y + dy)] ?? 0 } }
            return sum
        }
        // Equal cells: the shortest displacement, then the order in the plane, so that runs agree.
        let best = counts.keys.map { (around($0), counts[$0] ?? 0, $0) }.max { a, b in
            let lengths = (a.2.x * a.2.x + a.2.y * a.2.y, b.2.x * b.2.x + b.2.y * b.2.y)
            return (a.0, a.1, -lengths.0, -a.2.y, -a.2.x) < (b.0, b.1, -lengths.1, -b.2.y, -b.2.x)
        }
        return best.map { Point(x: Double($0.2.x) * width, y: Double($0.2.y) * width) }
    }

    private func refined(_ start: Point, _ shifts: [Point]) -> Point {
        let near = shifts.filter { abs($0.x - start.x) <= 6 * pixel && abs($0.y - start.y) <= 6 * pixel }
        guard let x = Median.of(near.map(\.x)), let y = Median.of(near.map(\.y)) else { return start }
        return Point(x: x, y: y)
    }
}
