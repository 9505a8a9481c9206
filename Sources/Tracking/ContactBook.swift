/// Which pairs of objects touch, since when, and what of it has been told.
struct ContactBook: Sendable {
    struct Pair: Hashable, Comparable, Sendable {
        let first: Int
        let second: Int

        init(_ a: Int, _ b: Int) {
            first = min(a, b)
            second = max(a, b)
        }

        static func < (a: Self, b: Self) -> Bool { (a.first, a.second) < (b.first, b.second) }
    }

    struct Contact: Sendable {
        var frame: Int
        var timeSeconds: Double
        var isTold = false
        /// Consecutive frames in which both were seen apart.
        var framesApart = 0
        var separation: (frame: Int, timeSeconds: Double)?
        var isSeparationTold = false
    }

    var pairs: [Pair: Contact] = [:]

    mutating func touch(_ pair: Pair, frame: Int, time: Double) {
        pairs[pair, default: Contact(frame: frame, timeSeconds: time)].framesApart = 0
    }

    mutating func forget(_ id: Int) {
        pairs = pairs.filter { $0.key.first != id && $0.key.second != id }
    }
}
