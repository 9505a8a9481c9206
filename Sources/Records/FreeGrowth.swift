import Facets
import Foundation

/// Decides which measurements of a crystal show it growing freely.
enum FreeGrowth {
    /// One decision per measurement, in the order of time.
    ///
    /// A measurement whose flags exclude it is not usable. Beyond that, a contact with the border or a neighbour ends
    /// free growth for good: where one begins after free growth and two thirds of the measurements from there to the
    /// end show it, none of them is usable, since single frames that miss the contact measure a hindered crystal. A
    /// contact that passes (an object that drifts by) costs only its own frames.
    static func usable(_ flags: [Set<MeasurementFlag>]) -> [Bool] {
        var usable = flags.map { set in !set.contains { $0.excludesFromFit } }
        guard let firstFree = usable.firstIndex(of: true) else { return usable }
        var contacts = 0
        var end = flags.count
        for index in stride(from: flags.count - 1, through: firstFree, by: -1) {
            guard !flags[index].isDisjoint(with: [.touching, .border]) else { continue }
            contacts += 1
            if 3 * contacts >= 2 * (flags.count - index) { end = index }
        }
        for index in end ..< flags.count { usable[index] = false }
        return usable
    }
}

/// Mean of directions: 359 and 1 degrees give 0, not 180.
struct DirectionMean {
    private var x = 0.0
    private var y = 0.0

    mutating func add(_ degrees: Double) {
        x += cos(degrees * .pi / 180)
        y += sin(degrees * .pi / 180)
    }

    /// [0, 360)
    var degrees: Double {
        let angle = atan2(y, x) * 180 / .pi
        return angle < 0 ? (angle + 360 < 360 ? angle + 360 : 0) : angle
    }
}
